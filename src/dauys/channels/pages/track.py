"""The receipt and the tracking page: what a person sees with number and code, and their word on the answer."""

import hmac
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.answers import actions as answers
from dauys.answers.queries import dealings, is_rated_so, sent_with_file
from dauys.answers.slots import hearing_cards, shown
from dauys.cases import actions as cases
from dauys.cases import display
from dauys.cases.code_page import code_page
from dauys.cases.looks import looks_of
from dauys.cases.lookup import by_typed_number
from dauys.cases.models import Case, Obligation, Supporter
from dauys.cases.queries import contact_party, number_of, opened, supporter_by_code, timeline, tracking_code
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.cases.silence import silence_of
from dauys.channels import actions, contact_keys, drafts
from dauys.channels.complaints import prepared, still_unsolved
from dauys.channels.forms import RatingForm, ReplyForm
from dauys.channels.keys import open_case, open_support, opened_obligations
from dauys.channels.pages.say import DRAFTS_AN_HOUR
from dauys.channels.steps import lang
from dauys.core.case_numbers import format_number
from dauys.core.tracking_codes import BadCode, normalize
from dauys.core.workdays import CalendarNotCovered, working_days_between
from dauys.ground.access.actors import citizen
from dauys.ground.access.gate import by_code, public
from dauys.ground.accounts.actions import TooManyTries, check_tries, count_try
from dauys.ground.files import queries as files
from dauys.ground.files.scanning import mark, marked
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.addresses import client_address
from dauys.ground.ui.cookies import take
from dauys.ground.ui.moments import local
from dauys.ground.ui.slots import gather


@require_http_methods(["GET", "POST"])
@by_code
def track(request: HttpRequest) -> HttpResponse:
    """Asks for number and code; guessing is slowed down by number and by address, and never told what was wrong."""
    number = (request.POST.get("number") or request.GET.get("number") or "").strip()[:40]
    problem, at = "", now()
    if request.method == "POST":
        case = by_typed_number(number)
        about = str(case.serial) if case else number.upper()
        address = client_address(request)
        try:
            check_tries("track", f"{about} {address}", at=at)
            check_tries("track-from", address, at=at, limit=30)
            check_tries("track-number", about, at=at, limit=100)
            if case and _fits(request.POST.get("code", ""), tracking_code(case)):
                response = redirect("tracking")
                open_case(response, case.pk, case.code_generation)
                return response
            if case and (joined := _supporter(case, request.POST.get("code", ""))):
                response = redirect("supported")
                open_support(response, joined.pk)
                return response
            count_try("track", f"{about} {address}", at=at)
            count_try("track-from", address, at=at)
            count_try("track-number", about, at=at)
            problem = _("There is no appeal with this number and code. Check both on your slip.")
        except TooManyTries:
            problem = _("Too many wrong tries. Wait 15 minutes and try again.")
    return _ask(request, status=422 if problem else 200, number=number, problem=problem)


def _ask(request: HttpRequest, *, status: int, **about: str) -> HttpResponse:
    """The page that asks for number and code, with an example of what numbers look like here."""
    example = format_number(current().info.number_prefix, 2026, 4817)
    return render(request, "channels/track.html", {"section": "track", "example": example, **about}, status=status)


def _fits(typed: str, code: str) -> bool:
    try:
        return hmac.compare_digest(normalize(typed[:40]), normalize(code))
    except BadCode:
        return False


def _supporter(case: Case, typed: str) -> Supporter | None:
    """Who joined the case and typed their own code."""
    try:
        return supporter_by_code(case, typed[:40])
    except BadCode:
        return None


@require_safe
@by_code
def tracking(request: HttpRequest) -> HttpResponse:
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    return contact_keys.keep(request, _tracking_page(request, rows, RatingForm()))


def _tracking_page(
    request: HttpRequest,
    rows: list[Obligation],
    form: RatingForm,
    *,
    reply: ReplyForm | None = None,
    begun: bool = False,
    unkept: str = "",
    status: int = 0,
) -> HttpResponse:
    """`status` says that a word on the answer was not kept; `unkept` is its text, if it was about a rated answer.

    `begun` says that a complaint would take the place of another appeal which was not sent yet.
    """
    at, pack, language = now(), current(), lang()
    waiting = [r for r in rows if r.state in OPEN_STATES]
    row, case = (waiting or [r for r in rows if r.state != "forwarded"] or rows)[-1], rows[0].case
    done, entries = dealings(case.pk), timeline(case.pk)
    found = done.answers
    cards = [shown(found[r.pk], r) for r in reversed(rows) if r.pk in found and found[r.pk].state == "sent"]
    unrated = next(
        (
            r
            for r in rows
            if r.state == "answered"  # not when the person was erased
            and r.pk in found
            and found[r.pk].state == "sent"
            and getattr(found[r.pk], "rating", None) is None
        ),
        None,
    )
    is_open = row.state in OPEN_STATES
    late = any(at > r.due_at and not r.paused for r in waiting)
    end = row.answered_at or at
    consider = pack.terms(row.kind, collective=case.signers > 0).consider
    party = (rows[0].party_rows or [{}])[-1]  # type: ignore[attr-defined]
    try:
        used = working_days_between(pack.calendar(), row.registered_on, local(end).date())
    except CalendarNotCovered:
        used = None
    context = {
        "section": "track",
        "hearings": hearing_cards(done, public=True),
        "rows": rows,
        "row": row,
        "case": case,
        "number": number_of(case),
        "chip": display.chip(row, at),
        "state": display.state_words(row, language, staff=False),
        "body": display.body_name(row.owner_path, language),
        "kind": display.kind_name(row.kind, language),
        "waited": max((local(end).date() - local(case.received_at).date()).days, 0),
        "since": case.received_at,
        "legs": display.legs(rows, at, language, staff=False) if len(rows) > 1 else [],
        "redirected": max(r.forwards for r in rows),
        "used": None if used is None else max(used, 0),
        "is_late_word": status == 409 and not begun,
        "begun": begun,
        "unkept": unkept,
        "of_days": consider.amount if consider.unit == "working_day" and not row.reopens_id else None,
        "facts": display.timeline(entries, language, staff=False),
        "looks": looks_of(entries, language),
        "cards": cards,
        "unrated": unrated,
        "form": form,
        "is_open": is_open,
        "late": late,
        "silence": silence_of(row, at, language),
        "unsolved_until": still_unsolved(row, found.get(row.pk), at),
        "complain": _way_up() is not None,
        "questions": [q for leg in rows for q in display.with_days(leg.question_rows)],  # type: ignore[attr-defined]
        "reply": reply or ReplyForm(),
        "may_confirm": is_open
        and not row.by_law
        and not row.reopens_id
        and bool(party.get("has_phone") or party.get("has_email")),
        "rate_words": pack.info.rate_words,
        "ledger": display.ledger(row, language),
        "repeat": display.repeat_of(rows[0], language),
        "later": display.repeated_later(rows[0]),
        "left": display.way_to_complain(row, local(row.changed_at).date(), language) if row.state == "left" else "",
        "files": [marked(f) for f in rows[0].file_rows or []],  # type: ignore[attr-defined]
        "panels": gather("tracking.panels", rows),
    }
    return render(request, "channels/tracking.html", context, status=status or (422 if form.errors else 200))


@require_safe
@by_code
def tracked_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A file that came with a sent answer, for who opened the case."""
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    stored = sent_with_file(rows[0].case_id, file_id)
    if stored is None:
        raise Http404
    try:
        return files.response(stored)
    except files.Withheld:
        context = {"heading": stored.name, "text": mark(stored.verdict), "back": reverse("tracking")}
        return render(request, "ui/message.html", {**context, "back_label": _("To my appeal")}, status=409)


@require_POST
@by_code
def reply(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """The person's reply to a question; the term goes on from this moment."""
    rows = opened_obligations(request)
    text = request.POST.get("text", "")
    if not rows:
        return _open_too_long(request, text)
    mine = {q["id"]: q for leg in rows for q in leg.question_rows or []}  # type: ignore[attr-defined]
    asked = mine.get(str(question_id))
    if asked is None:
        return redirect("tracking")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _tracking_page(request, rows, RatingForm(), reply=form, status=422)
    try:
        said = {"question": question_id, "text": form.cleaned_data["text"]}
        cases.reply(actor=citizen(rows[0].case_id), at=now(), **said)
    except cases.NotWaiting:
        if asked["reply"] != said["text"]:  # else it was only a second click
            return _tracking_page(request, opened(rows[0].case_id), RatingForm(), unkept=text, status=409)
    except CalendarNotCovered:
        form.add_error("text", display.no_calendar_words())
        return _tracking_page(request, rows, RatingForm(), reply=form, status=503)
    return redirect("tracking")


def _way_up() -> str | None:
    """The kind of appeal that goes to the body above, where the pack has one."""
    return next((code for code, kind in current().kinds.items() if kind.goes_up), None)


@require_POST
@by_code
def complain(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Begins a complaint about a silence or a matter still not solved, filled in with what is known; the person reads,
    changes and sends it."""
    rows = opened_obligations(request)
    row, kind, at = next((r for r in rows if r.pk == obligation_id), None), _way_up(), now()
    text = prepared(row, dealings(row.case_id).answers.get(row.pk), at) if row else ""
    if row is None or not text or kind is None or too_fast(request, "draft", DRAFTS_AN_HOUR, 3600):
        return redirect("tracking" if rows else "track")
    key = drafts.draft_id(request)
    begun = drafts.load(key) if key else None
    if begun and begun.get("about") == str(row.case_id):  # the second press of a double click
        return redirect("step", step="what")
    if begun and begun.get("text") and "instead" not in request.POST:
        return _tracking_page(request, rows, RatingForm(), begun=True, status=409)
    about = {"about": str(row.case_id), "kind": kind, "text": text, "area": row.area_path}
    key = uuid4()
    drafts.save(key, {**about, "place_note": row.case.voice.place_note, "topic": row.case.topic or "other"}, at=at)
    response = redirect("step", step="what")
    drafts.remember(response, key)
    return response


@require_POST
@by_code
def rate(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    rows = opened_obligations(request)
    if not rows:
        return _open_too_long(request, request.POST.get("comment", ""))
    if not any(r.pk == obligation_id for r in rows):
        return redirect("track")
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _tracking_page(request, rows, form)
    word = {name: form.cleaned_data[name] for name in ("score", "solved", "reasons", "comment")}
    try:
        answers.rate(obligation=obligation_id, actor=citizen(rows[0].case_id), at=now(), **word)
    except (answers.AlreadyRated, answers.NotSent, ImpossibleStep):
        if not is_rated_so(obligation_id, **word):  # else it was only a second click
            return _tracking_page(request, opened(rows[0].case_id), RatingForm(), unkept=word["comment"], status=409)
    except CalendarNotCovered:
        form.add_error(None, display.no_calendar_words())
        return _tracking_page(request, rows, form, status=503)
    return redirect(reverse("tracking"))


def _open_too_long(request: HttpRequest, typed: str) -> HttpResponse:
    """Asks for number and code again; what was typed stands below, to be copied."""
    problem = _("The page was open too long, so your word was not kept. Give the number and the code again.")
    return _ask(request, status=409, number="", problem=problem, unkept=typed.strip())


@require_http_methods(["GET", "POST"])
@by_code
def confirm(request: HttpRequest) -> HttpResponse:
    """The step up after filing: a code to the contact given starts the legal term."""
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    case_id = rows[0].case_id
    party = contact_party(case_id)
    contact = ("sms", party.phone) if party and party.phone else ("mail", party.email if party else "")
    if not contact[1] or rows[0].by_law or rows[0].answered_at is not None:
        return redirect("tracking")
    return code_page(
        request,
        subject=case_id,
        contact=contact,
        redeem=lambda typed: actions.confirm_case(case_id=case_id, contact=contact[1], code=typed, at=now()),
        section="track",
        here="confirm",
        back="tracking",
        too_many=_("Too many codes for this contact. Wait an hour and try again."),
        is_done=lambda: opened(case_id)[0].case.identity != "none",
        case_id=case_id,
    )


@require_POST
@public
def close(request: HttpRequest) -> HttpResponse:
    """Forgets the opened case, and whose contact was confirmed, on a shared computer."""
    response = redirect("home")
    take(response, "dauys_case", "dauys_draft", "dauys_held", "dauys_support")
    contact_keys.leave(response)
    return response
