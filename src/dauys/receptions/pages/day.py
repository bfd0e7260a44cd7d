"""The day of the receptions: who comes when, and a new visit at the desk."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import no_calendar_words
from dauys.cases.fields import places_near
from dauys.cases.lookup import by_typed_number
from dauys.cases.models import Case
from dauys.cases.queries import visible_to
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, today
from dauys.receptions import actions
from dauys.receptions.actions import Person
from dauys.receptions.forms import VisitForm
from dauys.receptions.models import Host, Visit
from dauys.receptions.pages.parts import actor_of, host_line, slot_choices, visit_row
from dauys.receptions.queries import hosts_for, visits_on

PLACES = 100


@require_safe
@staff("receptions.view")
def receptions(request: HttpRequest) -> HttpResponse:
    """The visits of one day; urgent ones first."""
    actor = actor_of(request)
    day = _day(request.GET.get("day", ""))
    rows = [visit_row(visit, actor) for visit in visits_on(actor, day)]
    context = {
        "rows": rows,
        "day": day,
        "day_words": day_words(day, lang()),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "is_today": day == today(),
        "unscheduled": sum(row["visit"].kind == "unscheduled" for row in rows),
        "nobody": not rows and not hosts_for(actor).exists(),
        "may_control": allows(actor, "receptions.control"),
    }
    return render(request, "receptions/day.html", {**desk_frame(request), **context})


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return today()


@require_http_methods(["GET", "POST"])
@staff("receptions.register")
def register(request: HttpRequest) -> HttpResponse:
    """Writes a visit down: for a free slot, or out of schedule. Nothing typed is lost, a second click does nothing."""
    actor, at = actor_of(request), now()
    hosts = list(hosts_for(actor))
    if not hosts:
        return redirect("receptions")
    chosen = _chosen(hosts, request.POST.get("host") or request.GET.get("host", ""))
    choices = [(str(host.pk), host_line(host, lang())) for host in hosts]
    options: dict[str, Any] = {"hosts": choices, "whens": slot_choices(chosen, at) if chosen else []}
    if request.method == "GET" or "show" in request.POST:
        typed: dict[str, Any] = {
            name: request.POST.get(name, "") for name in VisitForm.base_fields if name in request.POST
        }
        typed = {"key": uuid4(), "language": lang(), **typed, "host": str(chosen.pk) if chosen else ""}
        if "needs" in typed:
            typed["needs"] = request.POST.getlist("needs")
        return _page(request, VisitForm(initial=typed, **options))
    form = VisitForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, form)
    data = form.cleaned_data
    if done := Visit.objects.filter(pk=data["key"]).first():
        return redirect("visit", visit_id=done.pk)
    case, problem = _earlier(actor, data["before"])
    if problem:
        form.add_error("before", problem)
        return _page(request, form)
    try:
        visit = _registered(data, case, actor, at)
    except actions.SlotTaken:
        form.add_error("when", _("This time was just taken. Choose another one."))
    except actions.AlsoBooked:
        form.add_error("phone", _("This person has another visit at this time."))
    except CalendarNotCovered:
        form.add_error(None, no_calendar_words())
    else:
        return redirect("visit", visit_id=visit.pk)
    return _page(request, form)


def _chosen(hosts: list[Host], typed: str) -> Host | None:
    """The host of the form; the only one where there is no other."""
    found = next((host for host in hosts if str(host.pk) == typed), None)
    return found or (hosts[0] if len(hosts) == 1 else None)


def _earlier(actor: Actor, typed: str) -> tuple[Case | None, str]:
    """The case a number names, if the actor may see it; what is wrong with the number else."""
    if not typed.strip():
        return None, ""
    case = by_typed_number(typed)
    if case is None or not visible_to(actor).filter(case=case).exists():
        return None, _("There is no appeal with this number. Check it or leave the field empty.")
    return case, ""


def _registered(data: dict[str, Any], case: Case | None, actor: Actor, at: datetime) -> Visit:
    """Out of schedule, or for a free slot of today: here already. For a later day: booked."""
    starts = datetime.fromisoformat(data["when"]) if data["when"] else None
    person = Person(data["name"], data["phone"], data["email"], data["people"] or 1)
    about = {"text": data["text"], "area_path": data["area"], "needs": data["needs"]}
    reason = data.get("reason", "")
    if starts is None or reason:
        urgently = any(r.code == reason and r.urgent for r in current().section("visits.yaml"))
        return actions.register(
            key=data["key"], host=UUID(data["host"]), person=person, language=data["language"], reason=reason,
            urgently=urgently, starts=starts, case=case, actor=actor, at=at, **about,
        )  # fmt: skip
    source = "phone" if local(starts).date() > local(at).date() else "desk"
    return actions.book_at_desk(
        key=data["key"], host=UUID(data["host"]), starts=starts, source=source, language=data["language"],
        person=person, case=case, actor=actor, at=at, **about,
    )  # fmt: skip


def _page(request: HttpRequest, form: VisitForm) -> HttpResponse:
    typed = form["area"].value() if form.is_bound and "area" in form.errors else ""
    home = actor_of(request).home
    context = {"form": form, "places": places_near(home, str(typed or ""), PLACES)}
    status = 422 if form.errors else 200
    return render(request, "receptions/register.html", {**desk_frame(request), **context}, status=status)
