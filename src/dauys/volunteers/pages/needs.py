"""Needs at the desk: the board of what is open, one screen that takes a need in, the coordinator's page of a line."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.answers.actions import Unfinished
from dauys.cases.actions import NewParty
from dauys.cases.desk import lang
from dauys.cases.display import no_calendar_words, outcome_name
from dauys.cases.fields import places_near
from dauys.cases.queries import number_of
from dauys.cases.rules import ImpossibleStep
from dauys.core.phone_numbers import mask_phone
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words, moment_words
from dauys.volunteers import actions, papers
from dauys.volunteers.call_queue import calls_for
from dauys.volunteers.duplicates import same_needs
from dauys.volunteers.forms_of_needs import MORE_LINES, ClosingForm, LineForm, NeedForm, ShareForm, usual
from dauys.volunteers.marks import mark, place_of
from dauys.volunteers.models import Call, Line
from dauys.volunteers.nearby import who_can_come
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.pages.parts import line_row, refused_words, stop_words
from dauys.volunteers.queries import Asked, askable, get_line, is_filed, line_to_show, offers_of, open_lines
from dauys.volunteers.rules import ImpossibleOffer
from dauys.volunteers.words_of_needs import DECLINED_WORDS, OFFER_STATE_WORDS, SAFETY_WORDS

A_PAGE, PEOPLE_A_PAGE = 50, 20
MOST_NEAR, SHOWN_NEAR = 100, 40
PLACES = 100
DONE_OUTCOMES = ("solved", "explained", "not_reachable")


@require_safe
@staff("volunteers.see_need")
def needs(request: HttpRequest) -> HttpResponse:
    """What is open in the actor's reach, soonest first, with a picture of where it lies."""
    actor, at = actor_of(request), now()
    after = place_of(request.GET.get("after", ""))
    found = open_lines(actor, at, after=after, most=A_PAGE + 1)
    rows = [line_row(line, at) for line in found[:A_PAGE]]
    context = {
        "rows": rows,
        "dots": dots(rows),
        "next": mark(found[A_PAGE - 1].during.lower, found[A_PAGE - 1].pk) if len(found) > A_PAGE else "",
        "first": after is None,
        "missing": sum(max(row["line"].free, 0) for row in rows),
        "may_take": allows(actor, "volunteers.take_need"),
    }
    return render(request, "volunteers/needs.html", frame(request, **context))


def dots(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines as dots of a picture 300 wide and 180 high: north is up, and what lies together stands together."""
    if len(rows) < 2:
        return []
    lats, lons = [r["line"].lat for r in rows], [r["line"].lon for r in rows]
    north, east = max(max(lats) - min(lats), 0.05), max(max(lons) - min(lons), 0.05)
    return [
        {
            "x": round(10 + 280 * (row["line"].lon - min(lons)) / east),
            "y": round(170 - 160 * (row["line"].lat - min(lats)) / north),
            "look": row["look"],
            "number": number,
        }
        for number, row in enumerate(rows, 1)
    ]


@require_http_methods(["GET", "POST"])
@staff("volunteers.take_need")
def new_need(request: HttpRequest) -> HttpResponse:
    """Takes a need in on one screen. Nothing typed is lost, a second click does nothing."""
    actor, at = actor_of(request), now()
    if request.method == "GET":
        told = _told_by(_call(actor, request.GET.get("call", "")))
        begun = usual(at)
        form = NeedForm(initial={"key": uuid4(), **begun, **told}, at=at)
        more = [LineForm(prefix=f"l{n}", initial={"work": begun["work"]}) for n in range(MORE_LINES)]
        return _intake(request, form, more)
    form = NeedForm(request.POST, at=at)
    more = [LineForm(request.POST, prefix=f"l{n}") for n in range(MORE_LINES)]
    if not all([form.is_valid(), *(line.is_valid() for line in more)]) or not form.fits(more):
        return _intake(request, form, more)
    data = form.cleaned_data
    if not data["again"] and not is_filed(data["key"]):
        alike = same_needs(data["phone"], data["area"], data["address"], data["starts"], actor=actor)
        if alike:
            return _intake(request, form, more, alike=[line_row(similar.line, at) for similar in alike])
    call, desk = _call(actor, str(data["call"] or "")), organizations().get(actor.home.rstrip("/"))
    try:
        made = actions.ask(
            key=data["key"], text=data["text"], lines=form.lines(more), area_path=data["area"],
            address=data["address"], person=NewParty(data["name"], phone=data["phone"]),
            source="phone" if call else "desk",
            language=data["language"], safety=data["safety"], desk=desk, actor=actor, at=at,
        )  # fmt: skip
    except actions.NoOffice:
        form.add_error("area", _("No volunteer office works for this place."))
    except CalendarNotCovered:
        form.add_error(None, no_calendar_words())
    else:
        if call:
            with suppress(actions.CallMoved):
                actions.name_case(call=call.pk, case_id=made[0].obligation.case_id, actor=actor, at=at)
            return redirect("volunteer_call", call_id=call.pk)
        if allows(actor, "volunteers.see_need", made[0]):
            return redirect("volunteer_line", line_id=made[0].pk)
        return redirect("case", case_id=made[0].obligation.case_id)
    return _intake(request, form, more)


def _call(actor: Actor, typed: str) -> Call | None:
    """The call at which a need is written down, if it is this operator's; None for anything else."""
    try:
        key = UUID(typed)
    except ValueError:
        return None
    return calls_for(actor).filter(pk=key, state="taken", taken_by=actor.id).first()


def _told_by(call: Call | None) -> dict[str, Any]:
    """What is known of who calls."""
    if call is None:
        return {}
    return {"call": call.pk, "name": call.name, "phone": call.phone, "language": call.language}


def _intake(
    request: HttpRequest, form: NeedForm, more: list[LineForm], *, alike: Sequence[dict[str, Any]] = ()
) -> HttpResponse:
    """The form; with those that may be the same need, where there are some."""
    wrong = bool(form.errors or alike or any(line.errors for line in more))
    context = {
        "form": form,
        "more": more,
        "alike": alike,
        "places": places_near(actor_of(request).home, "", PLACES),
        "sees_needs": allows(actor_of(request), "volunteers.see_need"),
        "wrong_more": any(line.errors or (line.is_bound and line.cleaned_data.get("asked")) for line in more),
    }
    return render(request, "volunteers/new_need.html", frame(request, **context), status=422 if wrong else 200)


@require_safe
@staff("volunteers.see_need")
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Who was asked for a line and who comes, a page at a time, however many they are."""
    return _page(request, line_id)


def _page(
    request: HttpRequest, line_id: UUID, *, problem: str = "", told: str = "", status: int = 200, phones: bool = False
) -> HttpResponse:
    """The page of a line; phones are masked unless `phones` were asked for."""
    actor, at = actor_of(request), now()
    row = line_to_show(actor, line_id, "volunteers.see_need")
    dispatches = allows(actor, "volunteers.dispatch", row)
    state = request.GET.get("state", "")
    found = offers_of(row, state=state, after=request.GET.get("after", ""), most=PEOPLE_A_PAGE + 1)
    counts: dict[str, int] = row.by_state or {}  # type: ignore[attr-defined]
    is_open, began = row.state == "open" and row.during.upper > at, row.during.lower - actions.CHECK_IN_BEFORE <= at
    steps = _steps(row, is_open=is_open, began=began) if dispatches else []
    context = {
        **line_row(row, at),
        "number": number_of(row.obligation.case),
        "subject": row.obligation.case.voice.subject,
        "safety": [SAFETY_WORDS[code]() for code in row.safety if code in SAFETY_WORDS],
        "address": row.address if dispatches else "",
        "counts": [(code, words(), counts[code]) for code, words in OFFER_STATE_WORDS.items() if counts.get(code)],
        "shown": state if state in OFFER_STATE_WORDS else "",
        "offers": [_offer_row(asked, steps, _phone(asked, dispatches, phones)) for asked in found[:PEOPLE_A_PAGE]],
        "may_show": dispatches and not phones and any(asked.phone for asked in found[:PEOPLE_A_PAGE]),
        "after": request.GET.get("after", "")[:40],
        "next": str(found[PEOPLE_A_PAGE - 1].id) if len(found) > PEOPLE_A_PAGE else "",
        "planned": counts.get("planned", 0),
        "dispatches": dispatches,
        "may_close": allows(actor, "volunteers.close_need", row) and row.obligation.answered_at is None,
        "is_open": is_open,
        "problem": problem,
        "told": told,
    }
    return render(request, "volunteers/line.html", frame(request, **context), status=status)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a coordinator may do with an offer in one of these states: its address, words, and whose, read aloud."""

    address: str
    states: tuple[str, ...]
    words: str
    aloud: str
    of_leader: bool = True


def _steps(row: Line, *, is_open: bool, began: bool) -> list[_Step]:
    def to(step: str) -> str:
        return reverse("volunteer_line_step", args=[row.pk, step])

    may_come = _Step(to("accept"), ("offered", "reserve", "expired"), _("Says yes"), _("Says yes:"))
    is_there = _Step(to("arrive"), ("accepted",), _("Check in"), _("Is there:"))
    leads = _Step(to("leader"), ("accepted",), _("Make leader"), _("Leads on the spot:"), of_leader=False)
    out = _Step(to("drop"), ("planned", "offered", "reserve", "accepted"), _("Take out"), _("Take out:"))
    return [*[may_come] * is_open, *[is_there] * began, leads, out]


def _phone(asked: Asked, dispatches: bool, whole: bool) -> str:
    if not (dispatches and asked.phone):
        return ""
    return asked.phone if whole else mask_phone(asked.phone)


def _offer_row(asked: Asked, steps: list[_Step], phone: str) -> dict[str, Any]:
    return {
        "id": asked.id,
        "name": asked.name or _("Left"),
        "leads": asked.is_leader,
        "phone": phone,
        "km": asked.distance_km,
        "state": OFFER_STATE_WORDS[asked.state](),
        "declined": DECLINED_WORDS[asked.declined]() if asked.declined in DECLINED_WORDS else "",
        "when": _when(asked),
        "steps": [s for s in steps if asked.state in s.states and (s.of_leader or not asked.is_leader)],
    }


def _when(asked: Asked) -> str:
    """When somebody came, or until when they may answer."""
    if asked.came_at:
        return moment_words(asked.came_at, lang())
    return f"{_('until')} {moment_words(asked.until, lang())}" if asked.until else ""


@require_safe
@staff("volunteers.dispatch")
def near(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Who can come now, the best first, to be ticked and asked at once."""
    actor, at = actor_of(request), now()
    row = get_line(actor, line_id, "volunteers.dispatch")
    found = who_can_come(row, MOST_NEAR, at=at)
    people = {p.pk: p for p in askable(actor, row.work).filter(pk__in=[one.volunteer for one in found])}
    rows = [{"one": one, "person": people[one.volunteer]} for one in found if one.volunteer in people][:SHOWN_NEAR]
    context = {**line_row(row, at), "rows": rows, "ticked": max(row.free, 0)}
    return render(request, "volunteers/near.html", frame(request, **context))


@require_POST
@staff("volunteers.dispatch")
def line_step(request: HttpRequest, line_id: UUID, step: str) -> HttpResponse:
    """One step of a coordinator on a line; a second click finds it taken."""
    actor, at = actor_of(request), now()
    row = get_line(actor, line_id, "volunteers.dispatch")
    try:
        if step == "send":
            sent = actions.send_plan(line=row.pk, actor=actor, at=at)
            if sent.refused:
                return _page(request, row.pk, told=refused_words(sent))
        elif step == "invite":
            sent = actions.invite(
                line=row.pk, volunteers=_ids(request.POST.getlist("volunteer")), source="urgent", actor=actor, at=at
            )
            if sent.refused and not sent.offers:
                return _page(request, row.pk, problem=refused_words(sent), status=409)
            if sent.refused:
                return _page(request, row.pk, told=refused_words(sent))
        elif step in ("share", "unshare"):
            form = ShareForm(request.POST)
            notice = form.cleaned_data["notice"] if step == "share" and form.is_valid() else ""
            if step == "share" and not notice:
                return _page(request, row.pk, problem=_("Write what everybody may read."), status=422)
            actions.share(line=row.pk, notice=notice, actor=actor, at=at)
        elif step == "stand-down":
            actions.stand_down(line=row.pk, actor=actor, at=at)
        elif step == "phones":
            actions.show_phones(line=row.pk, actor=actor, at=at)
            return _page(request, row.pk, phones=True)
        elif step in ("accept", "drop", "arrive", "leader"):
            _on_offer(request, row, step, at)
        else:
            raise Denied("volunteers.dispatch")
    except actions.NotAllowed as error:
        return _page(request, row.pk, problem=stop_words(error.standing), status=409)
    except (ImpossibleOffer, actions.LineOver):
        return _page(request, row.pk, problem=_("It is not any more as the page showed it. Nothing was changed."),
                     status=409)  # fmt: skip
    except actions.Busy:
        return _page(request, row.pk, problem=_("This person has another task at this time."), status=409)
    except actions.NotNow:
        told = _("People are checked in from two hours before the work begins until it ends.")
        return _page(request, row.pk, problem=told, status=409)
    return redirect("volunteer_line", line_id=row.pk)


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for text in typed[: actions.MOST_INVITED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _on_offer(request: HttpRequest, row: Line, step: str, at: datetime) -> None:
    """A step on one offer of the line; one of another line is none."""
    found = _ids([request.POST.get("offer", "")])
    if not found or not row.offers.filter(pk=found[0]).exists():
        raise Denied("volunteers.dispatch")
    do = {
        "accept": actions.accept,
        "drop": actions.drop_offer,
        "arrive": actions.arrive,
        "leader": actions.name_line_leader,
    }
    do[step](offer=found[0], actor=actor_of(request), at=at)


@require_http_methods(["GET", "POST"])
@staff("volunteers.close_need")
def close_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What came of a line, which is the answer the person gets."""
    actor = actor_of(request)
    row = get_line(actor, line_id, "volunteers.close_need")
    form = ClosingForm(request.POST or None, initial=_closing(row))
    form.fields["outcome"].choices = [(code, outcome_name(code)) for code in DONE_OUTCOMES]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.close(
                line=row.pk, outcome=data["outcome"], found=data["found"], decided=data["decided"], actor=actor,
                at=now(),
            )  # fmt: skip
        except Unfinished as error:
            for block in error.blocks:
                form.add_error(block if block in form.fields else None, _("Write a little more"))
        except actions.OneHand:
            form.add_error(
                None, _("An answer needs two people. Write it on the page of the case; somebody else signs it.")
            )
        except ImpossibleStep:
            return redirect("volunteer_line", line_id=row.pk)
        else:
            return redirect("volunteer_line", line_id=row.pk)
    context = {"form": form, "case": row.obligation.case, **line_row(row, now())}
    status = 422 if form.errors else 200
    return render(request, "volunteers/close_line.html", frame(request, **context), status=status)


@require_POST
@staff("volunteers.dispatch")
def call_list(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Whom to call, as a PDF to print; who took it stands in the journal."""
    row = actions.print_call_list(line=line_id, actor=actor_of(request), at=now())
    response = HttpResponse(papers.call_list(row, lang()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="calls.pdf"'
    return response


def _closing(row: Line) -> dict[str, str]:
    """The usual words, in the language of who asked, to be made right."""
    came = row.accepted
    if not came:
        return {}
    day = day_words(row.during.lower, row.obligation.case.language)
    with override(row.obligation.case.language):
        found = _("On %(day)s volunteers came to help, people: %(came)s.") % {"day": day, "came": came}
        return {"outcome": "solved", "found": found, "decided": _("The help was given.")}
