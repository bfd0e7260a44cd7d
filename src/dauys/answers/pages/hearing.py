"""The desk's pages of a hearing: invite the person, call it off, write the protocol, read and sign it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.answers import actions
from dauys.answers.forms import HearingForm, ProtocolForm, revision_of
from dauys.answers.models import Hearing
from dauys.answers.queries import hearing, open_hearing
from dauys.answers.rules import earliest_hearing
from dauys.cases.desk import desk_frame, lang, moved_on, step_page
from dauys.cases.display import body_name, no_calendar_words
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for, number_of
from dauys.cases.rules import ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, today, zone

FORM = "answers/hearing_form.html"


@require_http_methods(["GET", "POST"])
@staff("answers.hear")
def invite(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Day, time, place and the intended decision; no day before the pack's notice has run."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "answers.hear")
    notice = current().hearing_notice(row.kind)
    if notice is None:
        raise Denied("answers.hear")
    try:
        earliest = earliest_hearing(current().calendar(), notice, today())
    except CalendarNotCovered:
        earliest = None
    form = HearingForm(request.POST or None, initial={"day": earliest, "time": "10:00"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        starts_at = datetime.combine(data["day"], data["time"], tzinfo=zone())
        if row.due_on and today() <= row.due_on < data["day"]:
            words = _("Extend the term first, or choose an earlier day. The answer is due: %s")
            form.add_error("day", words % day_words(row.due_on, lang()))
        else:
            try:
                actions.invite(
                    obligation=row.pk, starts_at=starts_at, place=data["place"], about=data["about"],
                    actor=actor, at=now(),
                )  # fmt: skip
                return redirect("case", case_id=row.case_id)
            except actions.TooSoon as error:
                words = _("The person must be told in time. The earliest day: %s")
                form.add_error("day", words % day_words(error.earliest, lang()))
            except CalendarNotCovered:
                form.add_error("day", no_calendar_words())
            except ImpossibleStep:
                return _too_late(request, row, starts_at, data["about"])
    rule = current().rules[notice.rule]
    beside = {
        "says": rule.says.get(lang()),
        "article": rule.article.get(lang()) if rule.article else "",
        "earliest": earliest,
        "beside": row.case.voice.text,
        "language": row.case.language,
    }
    return step_page(
        request, row, form, _("Invite the person to a hearing"), button=_("Invite"), template=FORM, about=beside
    )


def _too_late(request: HttpRequest, row: Obligation, starts_at: datetime, about: str) -> HttpResponse:
    """To the case, if a first click already invited to just this."""
    open_one = open_hearing(row.pk)
    if open_one and (open_one.starts_at, open_one.about) == (starts_at, about):
        return redirect("case", case_id=row.case_id)
    return moved_on(request, row, about)


def _found(request: HttpRequest, hearing_id: UUID, permission: str) -> tuple[Hearing, Obligation]:
    made = hearing(hearing_id)
    if made is None:
        raise Denied(permission)
    return made, get_for(request.actor, made.obligation_id, permission)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@staff("answers.see_hearing")
def show(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The invitation and the protocol, to read and to print; the chair signs here what the secretary wrote."""
    made, row = _found(request, hearing_id, "answers.see_hearing")
    actor, changed = request.actor, False  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            actions.sign(hearing=made.pk, revision=revision_of(request.POST), actor=actor, at=now())
            return redirect("hearing", hearing_id=made.pk)
        except actions.NotWritten:
            changed = True
        except ImpossibleStep:
            if made.chair_id == actor.id:  # the first of two clicks
                return redirect("hearing", hearing_id=made.pk)
            return moved_on(request, row)
    may_sign = made.state == "written" and made.secretary_id != actor.id and allows(actor, "answers.chair", row)
    context = {
        **desk_frame(request),
        "hearing": made,
        "row": row,
        "number": number_of(row.case),
        "body": body_name(row.owner_path, lang()),
        "may_sign": may_sign,
        "may_write": may_write(request, made, row),
        "may_call_off": made.state == "invited" and allows(actor, "answers.hear", row),
        "changed": changed,
    }
    return render(request, "answers/hearing.html", context, status=409 if changed else 200)


def may_write(request: HttpRequest, made: Hearing, row: Obligation) -> bool:
    """From the hour of the hearing until the signature."""
    is_time = made.state in ("invited", "written") and now() >= made.starts_at
    return is_time and allows(request.actor, "answers.hear", row)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@staff("answers.hear")
def write(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The protocol: when, who, what was asked and answered, and what the person asked to be written down."""
    made, row = _found(request, hearing_id, "answers.hear")
    if request.method == "GET" and not may_write(request, made, row):
        return redirect("hearing", hearing_id=made.pk)
    names = ("began_at", "ended_at", "participants", "said", "remarks", "revision")
    initial = {name: getattr(made, name) for name in names} | {"came": "yes" if made.came else "no"}
    if made.began_at is None:
        initial["began_at"] = local(made.starts_at).time()
    form = ProtocolForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            actions.hear(
                hearing=made.pk, **data | {"came": data["came"] == "yes"},
                actor=request.actor, at=now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            return redirect("hearing", hearing_id=made.pk)
        except (actions.NotWritten, ImpossibleStep):
            if made.secretary_id == request.actor.id and made.said == data["said"]:  # type: ignore[attr-defined]
                return redirect("hearing", hearing_id=made.pk)
            return moved_on(request, row, data["said"])
    return step_page(
        request, row, form, _("Protocol of the hearing"), button=_("Hand to the chair to sign"),
        template=FORM, about={"beside": made.about},
    )  # fmt: skip


@require_POST
@staff("answers.hear")
def call_off(request: HttpRequest, hearing_id: UUID) -> HttpResponse:
    """The person is told that the hearing will not take place."""
    made, row = _found(request, hearing_id, "answers.hear")
    try:
        actions.call_off(hearing=made.pk, actor=request.actor, at=now())  # type: ignore[attr-defined]
    except ImpossibleStep:
        if made.state != "off":
            return moved_on(request, row)
    return redirect("case", case_id=row.case_id)
