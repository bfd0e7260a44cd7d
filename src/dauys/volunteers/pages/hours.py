"""Hours at the desk: how it was on a line, what waits for approval, the sample that is looked at again, one person."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words, local
from dauys.volunteers import actions
from dauys.volunteers.forms_of_hours import SayForm, WalkInForm
from dauys.volunteers.hours import REFUSED, VERDICTS, OutOfPlan, minutes_between
from dauys.volunteers.marks import mark, place_of
from dauys.volunteers.models import Presence
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.crew import crew_context, say
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.pages.parts import hours, line_row, stop_words
from dauys.volunteers.queries import get_line, get_volunteer
from dauys.volunteers.queries_of_hours import account_of, get_presence, hours_of, waiting_hours
from dauys.volunteers.words_of_hours import (
    ODD_WORDS,
    OUTCOME_WORDS,
    PRESENCE_STATE_WORDS,
    REFUSED_WORDS,
    long_words,
    points_words,
)
from dauys.volunteers.words_of_people import chosen

PAGE = 50
OF_ONE = 50


@require_http_methods(["GET", "POST"])
@staff("volunteers.dispatch")
def line_hours(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """How it was on a line, as a coordinator says it where nobody leads, or the leader has no phone."""
    actor = actor_of(request)
    row = get_line(actor, line_id, "volunteers.dispatch")
    said = say(request, row, None, actor) if request.method == "POST" else None
    if said and not said.problem:
        return redirect("line_hours", line_id=row.pk)
    context = frame(request, **line_row(row, now()), **crew_context(row, said))
    return render(request, "volunteers/line_hours.html", context, status=said.status if said else 200)


@require_safe
@staff("volunteers.dispatch")
def volunteer_hours(request: HttpRequest) -> HttpResponse:
    return _waiting(request)


def _waiting(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """What waits for a second person, or the sample that is looked at again."""
    actor, sample = actor_of(request), request.GET.get("list") == "sample"
    found = waiting_hours(actor, sample=sample, after=place_of(request.GET.get("after", "")), most=PAGE + 1)
    context = {
        "rows": [_row(row, actor.user_id) for row in found[:PAGE]],
        "next": mark(found[PAGE - 1].said_at, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "sample": sample,
        "may_audit": allows(actor, "volunteers.close_need"),
        "reasons": chosen(REFUSED_WORDS),
        "problem": problem,
    }
    return render(request, "volunteers/hours.html", frame(request, **context), status=status)


def _row(row: Presence, user: UUID) -> dict[str, Any]:
    stay = row.during
    return {
        "presence": row,
        "name": row.volunteer.name or _("Left"),
        "work": work_name(row.work, lang()),
        "outcome": OUTCOME_WORDS[row.outcome](),
        "state": PRESENCE_STATE_WORDS[row.state](),
        "day": day_words(stay.lower, lang()) if stay else "",
        "hours": hours(stay) if stay else "",
        "long": long_words(minutes_between(stay.lower, stay.upper)) if stay else "",
        "who": _who(row),
        "odd": [ODD_WORDS[code]() for code in row.flags if code in ODD_WORDS],
        "own": user in (row.said_by_id, row.approved_by_id),
    }


def _who(row: Presence) -> str:
    if row.said_by:
        return row.said_by.name
    return row.said_by_volunteer.name or _("Left") if row.said_by_volunteer else ""


@require_POST
@staff("volunteers.dispatch")
def volunteer_hours_step(request: HttpRequest, step: str) -> HttpResponse:
    """A step on all that are ticked; what somebody else has to decide about stays, and is said."""
    actor, at, left = actor_of(request), now(), 0
    for key in _ids(request.POST.getlist("presence")):
        get_presence(actor, key, "volunteers.dispatch")
        try:
            _take(request, step, key, at)
        except (actions.OwnHours, actions.PresenceMoved):
            left += 1
    if left:
        told = _("Left as they were, for they are yours or somebody decided before: %s") % left
        return _waiting(request, problem=told, status=409)
    back = redirect("volunteer_hours")
    if step in VERDICTS:
        back["Location"] += "?list=sample"
    return back


def _take(request: HttpRequest, step: str, key: UUID, at: datetime) -> None:
    about: dict[str, Any] = {"presence": key, "actor": actor_of(request), "at": at}
    if step == "approve":
        actions.approve(**about)
    elif step == "refuse" and request.POST.get("reason") in REFUSED:
        actions.refuse(reason=request.POST["reason"], **about)
    elif step in VERDICTS:
        actions.audit(verdict=step, **about)
    else:
        raise Denied("volunteers.dispatch")


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for text in typed[:PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "POST"])
@staff("volunteers.close_need")
def correct_hours(request: HttpRequest, presence_id: UUID) -> HttpResponse:
    """A lead takes approved hours back and says how it was."""
    actor = actor_of(request)
    row = get_presence(actor, presence_id, "volunteers.close_need")
    form = SayForm(request.POST or None, initial=_said(row))
    plan = row.line.during if row.line else row.during
    if request.method == "POST" and form.is_valid():
        told = form.told(plan.lower if plan else now())
        try:
            actions.correct(presence=row.pk, told=told, actor=actor, at=now())
        except OutOfPlan:
            form.add_error(
                "outcome", _("The time does not fit that. Longer needs a reason, and the end is not later than now.")
            )
        except actions.Overlaps:
            form.add_error("since", _("The person was somewhere else at this time."))
        except actions.OwnHours:
            form.add_error(None, _("You were there or led there. Somebody else has to correct it."))
        except actions.PresenceMoved:
            form.add_error(None, _("Only approved hours are taken back. Before that they can be refused."))
        else:
            return redirect("person_hours", volunteer_id=row.volunteer_id)
    context = frame(request, form=form, **_row(row, actor.user_id))
    return render(request, "volunteers/correct_hours.html", context, status=422 if form.errors else 200)


def _said(row: Presence) -> dict[str, Any]:
    about: dict[str, Any] = {"outcome": row.outcome, "reason": row.reason}
    if row.during:
        about |= {"since": local(row.during.lower).time(), "until": local(row.during.upper).time()}
    return about


@require_http_methods(["GET", "POST"])
@staff("volunteers.dispatch")
def person_hours(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """Hours and points of one person, apart; and work without a need, which the desk writes down."""
    actor, at = actor_of(request), now()
    row = get_volunteer(actor, volunteer_id, "volunteers.dispatch")
    form = WalkInForm(request.POST or None, initial={"key": uuid4(), "day": local(at).date()})
    if request.method == "POST" and form.is_valid():
        starts, ends = form.times()
        data = form.cleaned_data
        try:
            actions.write_presence(
                key=data["key"], volunteer=row.pk, work=data["work"], starts=starts, ends=ends, actor=actor, at=at
            )
        except actions.NotAllowed as error:
            form.add_error("work", stop_words(error.standing))
        except actions.NotNow:
            form.add_error("until", _("This is not over yet"))
        except OutOfPlan:
            form.add_error("until", _("At most twelve hours at a stretch"))
        except actions.Overlaps:
            form.add_error("since", _("The person was somewhere else at this time."))
        else:
            return redirect("person_hours", volunteer_id=row.pk)
    account = account_of(row.pk)
    context = {
        "row": row,
        "form": form,
        "long": long_words(account.minutes),
        "points": points_words(account.points),
        "waiting": account.waiting,
        "rows": [_row(one, actor.user_id) for one in hours_of(row, OF_ONE)],
        "may_correct": allows(actor, "volunteers.close_need", row),
    }
    return render(
        request, "volunteers/person_hours.html", frame(request, **context), status=422 if form.errors else 200
    )
