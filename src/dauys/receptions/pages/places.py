"""Places for days: how full they are, who gets one, who waits and is next, and who came."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.fields import places_near
from dauys.cases.lookup import named_case
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words, today
from dauys.receptions import actions
from dauys.receptions.actions import Person
from dauys.receptions.day_places import day_of, in_line, missed_before, places_for, places_today
from dauys.receptions.forms_of_places import PlaceForm, RunForm, need_words
from dauys.receptions.models import Host, Visit
from dauys.receptions.pages.parts import actor_of, host_line, may_see, near_day
from dauys.receptions.queries import day_span, host_for, visit_for
from dauys.receptions.rules import ImpossibleVisit
from dauys.receptions.slots_open import days_open

AHEAD = timedelta(days=21)
PLACES = 60


@require_safe
@staff("receptions.register")
def places(request: HttpRequest) -> HttpResponse:
    """Every place for days of one's bodies: who has one today, who came, who waits. Two statements."""
    actor, day = actor_of(request), today()
    found = places_for(actor)
    counts = places_today([host.pk for host in found], day)
    rows = [
        {
            "host": host,
            "name": host.name(lang()),
            "office": host.office.name(lang()),
            "today": sum(n for state, n in counts.get(host.pk, {}).items() if state != "waiting"),
            "came": counts.get(host.pk, {}).get("arrived", 0),
            "waiting": counts.get(host.pk, {}).get("waiting", 0),
        }
        for host in found
    ]
    context = {"rows": rows, "day": day, **may_see(actor)}
    return render(request, "receptions/places.html", {**desk_frame(request), **context})


@require_http_methods(["GET", "POST"])
@staff("receptions.register")
def place(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """The next days of a place and its waiting list; gives a place for days, or puts somebody on the list."""
    actor = actor_of(request)
    host = _place(request, host_id)
    waits = "wait" in request.POST
    first = {"key": uuid4(), "language": lang(), "since": today() + timedelta(days=1), "days": 10}
    form = PlaceForm(request.POST or None, waits=waits, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        case, problem = named_case(actor, data["before"])
        if problem:
            form.add_error("before", problem)
            return _page(request, host, form)
        about: dict[str, Any] = {
            "key": data["key"], "host": host.pk, "days": data["days"], "text": data["text"], "area_path": data["area"],
            "person": Person(data["name"], data["phone"], data["email"]), "language": data["language"],
            "reason": data.get("reason", ""), "case": case, "actor": actor, "at": now(),
        }  # fmt: skip
        if waits:
            actions.wait_for_days(**about)
            return redirect("reception_place", host_id=host.pk)
        try:
            actions.book_days(since=data["since"], **about)
            return redirect("reception_place", host_id=host.pk)
        except (actions.DaysFull, actions.NotSoLong) as error:
            form.add_error("since", _why_not(error))
        except actions.AlsoBooked:
            form.add_error("phone", _("This person has another visit on one of these days."))
    return _page(request, host, form)


def _place(request: HttpRequest, host_id: UUID) -> Host:
    host = host_for(actor_of(request), host_id, "receptions.register")
    if not host.is_place:
        raise Http404
    return host


def _why_not(error: actions.DaysFull | actions.NotSoLong) -> str:
    if isinstance(error, actions.NotSoLong):
        return _("The schedule is not published for so many days.")
    return _("No place is free on: %s. Nothing was booked.") % ", ".join(day_words(d, lang()) for d in error.days)


def _page(request: HttpRequest, host: Host, form: PlaceForm, *, problem: str = "", status: int = 0) -> HttpResponse:
    at, words = now(), need_words()
    line = [
        {
            "visit": visit,
            "name": visit.lead_name,  # type: ignore[attr-defined]
            "need": words.get(visit.reason, ""),
            "form": RunForm(initial={"since": today() + timedelta(days=1), "days": visit.days}, auto_id="give_%s"),
        }
        for visit in in_line(host.pk)
    ]
    context = {
        "host": host,
        "name": host_line(host, lang()),
        "office": host.office.name(lang()),
        "days": days_open(host.pk, today(), at, today() + AHEAD),
        "line": line,
        "form": form,
        "problem": problem,
        "places": places_near(host.area_path, "", PLACES),
    }
    status = status or (422 if form.errors else 200)
    return render(request, "receptions/place.html", {**desk_frame(request), **context}, status=status)


@require_POST
@staff("receptions.register")
def give(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Gives the place to who is next on the list; a second click finds it given."""
    actor = actor_of(request)
    row = visit_for(actor, visit_id, "receptions.register")
    host = _place(request, row.host_id)
    form, problem = RunForm(request.POST), ""
    if not form.is_valid():
        problem = " ".join(str(told) for errors in form.errors.values() for told in errors)
    else:
        try:
            actions.give_place(visit=row.pk, actor=actor, at=now(), **form.cleaned_data)
        except (actions.DaysFull, actions.NotSoLong) as error:
            problem = _why_not(error)
        except actions.NotNext:
            problem = _("Somebody else is next by the rule of the list. Nothing was changed.")
        except actions.AlsoBooked:
            problem = _("This person has another visit on one of these days.")
        except ImpossibleVisit:
            problem = _("This person does not wait any more.")
    if problem:
        first = {"key": uuid4(), "language": lang(), "since": today() + timedelta(days=1), "days": 10}
        return _page(request, host, PlaceForm(initial=first), problem=problem, status=409)
    return redirect("reception_place", host_id=host.pk)


@require_http_methods(["GET", "POST"])
@staff("receptions.register")
def attendance(request: HttpRequest, host_id: UUID, day: str) -> HttpResponse:
    """The sheet of a day: who came, who did not, all in one go; to be printed and filled in by hand as well."""
    actor, host = actor_of(request), _place(request, host_id)
    on = near_day(day)
    if on is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        ticked = {key[2:]: request.POST.get(key, "") for key in request.POST if key.startswith("v-")}
        came, missed = (_ids(ticked, said) for said in ("came", "missed"))
        if on > today():
            problem = _("This day is still to come.")
        else:
            try:
                actions.attend(host=host.pk, day=on, came=came, missed=missed, actor=actor, at=now())
                return redirect("reception_attendance", host_id=host.pk, day=on.isoformat())
            except actions.SlotTaken:
                problem = _("One who came late had their place given to another. Nothing was changed.")
    found = day_of(host.pk, on)
    absent = missed_before(host.pk, [v.person_key for v in found if v.person_key], day_span(on).upper)
    context = {
        "host": host,
        "name": host_line(host, lang()),
        "office": host.office.name(lang()),
        "day": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "rows": [_row(visit, absent) for visit in found],
        "came": sum(visit.state == "arrived" for visit in found),
        "may_write": on <= today(),
        "problem": problem,
    }
    status = 409 if problem else 200
    return render(request, "receptions/attendance.html", {**desk_frame(request), **context}, status=status)


def _ids(ticked: dict[str, str], said: str) -> set[UUID]:
    found = set()
    for key, value in ticked.items():
        try:
            found |= {UUID(key)} if value == said else set()
        except ValueError:
            continue
    return found


def _row(visit: Visit, absent: dict[bytes, int]) -> dict[str, Any]:
    lead = visit.lead
    running = absent.get(bytes(visit.person_key), 0) if visit.person_key else 0
    return {"visit": visit, "name": lead.name if lead else "", "running": running if running > 1 else 0}
