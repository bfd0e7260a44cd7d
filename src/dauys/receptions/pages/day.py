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
from dauys.cases.lookup import named_case
from dauys.cases.models import Case
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, moment_words, today
from dauys.receptions import actions
from dauys.receptions.actions import Person
from dauys.receptions.forms_of_visits import WAIT, VisitForm
from dauys.receptions.models import Host, Visit
from dauys.receptions.pages.parts import (
    actor_of,
    decides_below,
    desk_slots,
    gaps_today,
    guessed_topic,
    host_line,
    may_see,
    near_day,
    slot_choices,
    visit_row,
)
from dauys.receptions.queries import first_openings, hosts_for, visits_on, waiting_visits
from dauys.receptions.slots_open import OpenSlot

PLACES = 100


@require_safe
@staff("receptions.view")
def receptions(request: HttpRequest) -> HttpResponse:
    """The visits of one day, urgent ones first; or who waits for a free time, the longest first."""
    actor = actor_of(request)
    if "waiting" in request.GET:
        rows = [visit_row(visit, actor) for visit in waiting_visits(actor)]
        return render(request, "receptions/waiting.html", {**desk_frame(request), "rows": rows, **may_see(actor)})
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
        "nobody": not rows and allows(actor, "receptions.register") and not hosts_for(actor).exists(),
        **may_see(actor),
    }
    return render(request, "receptions/day.html", {**desk_frame(request), **context})


def _day(typed: str) -> date:
    return near_day(typed) or today()


@require_http_methods(["GET", "POST"])
@staff("receptions.register")
def register(request: HttpRequest) -> HttpResponse:
    """Writes a visit down: for a free slot, or out of schedule. Nothing typed is lost, a second click does nothing."""
    actor, at = actor_of(request), now()
    hosts = [host for host in hosts_for(actor) if not host.is_place]
    if not hosts:
        return redirect("receptions")
    if done := _done(request.POST.get("key", "")):  # before the form is read: its time is free no more
        return redirect("visit", visit_id=done)
    way, gap = _way(request.POST.get("show", ""))  # of today, as the panel beside the form offers it
    chosen = _chosen(hosts, way or request.POST.get("host") or request.GET.get("host", ""))
    choices = [(str(host.pk), host_line(host, lang())) for host in hosts]
    free = desk_slots(hosts, at)
    options: dict[str, Any] = {"hosts": choices, "whens": slot_choices(free[chosen.pk]) if chosen else []}
    ways = [(host.pk, host_line(host, lang()), gaps) for host in hosts if (gaps := gaps_today(free[host.pk], at))]
    if request.method == "GET" or "show" in request.POST:
        typed: dict[str, Any] = {
            name: request.POST.get(name, "") for name in VisitForm.base_fields if name in request.POST
        }
        typed = {"key": uuid4(), "language": lang(), **typed, "host": str(chosen.pk) if chosen else ""}
        if "needs" in typed:
            typed["needs"] = request.POST.getlist("needs")
        if gap:
            typed["when"] = gap
        return _page(request, VisitForm(initial=typed, **options), ways)
    form = VisitForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, form, ways)
    data = form.cleaned_data
    case, problem = named_case(actor, data["before"])
    if problem:
        form.add_error("before", problem)
        return _page(request, form, ways)
    topic, below = guessed_topic(data["text"]), None
    if (
        chosen and data["when"] and not (data.get("reason") and data["when"] != WAIT)
    ):  # comes later, so may come elsewhere
        below = decides_below(chosen, data["text"], data["area"], topic)
    if below and data["insists"] != below.code:
        return _page(request, form, ways, **_offered(below, free, at))
    try:
        visit = _registered(form, topic, below, case, actor, at)
    except actions.SlotTaken:
        form.add_error("when", _("This time was just taken. Choose another one."))
    except actions.AlsoBooked:
        form.add_error("phone", _("This person has another visit at this time."))
    except CalendarNotCovered:
        form.add_error(None, no_calendar_words())
    else:
        return redirect("visit", visit_id=visit.pk)
    return _page(request, form, ways)


def _done(typed: str) -> UUID | None:
    """The visit that this form made already, of two clicks."""
    try:
        return Visit.objects.filter(pk=UUID(typed)).values_list("pk", flat=True).first() if typed else None
    except ValueError:
        return None


def _offered(body: Organization, free: dict[UUID, list[OpenSlot]], at: datetime) -> dict[str, Any]:
    """Who receives at the body that decides the matter: a press books there where the desk may, else a link leads on.
    Nobody has to: a second press of the main button books the first wish."""
    rows = []
    for host, slot in first_openings(body, at):
        mine = next(iter(free.get(host.pk, [])), None)
        starts = mine.starts if mine else slot.starts
        way = f"{host.pk} {mine.starts.isoformat()}" if mine else ""
        rows.append((host.pk, host.name(lang()), moment_words(starts, lang()), way))
    return {"body": body.name(lang()), "insists": body.code, "elsewhere": rows}


def _way(typed: str) -> tuple[str, str]:
    """The host and the moment of a gap, as our own button sends them."""
    host, _space, gap = typed.partition(" ")
    return (host, gap) if gap else ("", "")


def _chosen(hosts: list[Host], typed: str) -> Host | None:
    """The host of the form; the only one where there is no other."""
    found = next((host for host in hosts if str(host.pk) == typed), None)
    return found or (hosts[0] if len(hosts) == 1 else None)


def _registered(
    form: VisitForm, topic: str, offered: Organization | None, case: Case | None, actor: Actor, at: datetime
) -> Visit:
    """Out of schedule, or for a free slot of today: here already. For a later day: booked, or on the waiting list."""
    data = form.cleaned_data
    waits = data["when"] == WAIT
    starts = datetime.fromisoformat(data["when"]) if data["when"] and not waits else None
    person = Person(data["name"], data["phone"], data["email"], data["people"] or 1, **form.along())
    about: dict[str, Any] = {
        "key": data["key"], "host": UUID(data["host"]), "person": person, "language": data["language"],
        "text": data["text"], "area_path": data["area"], "topic": topic, "needs": data["needs"], "case": case,
        "actor": actor, "at": at,
    }  # fmt: skip
    reason = data.get("reason", "")
    if waits:
        return actions.wait_at_desk(wished=form.wished(), offered=offered, **about)
    if starts is None or reason:
        urgently = any(r.code == reason and r.urgent for r in current().section("visits.yaml"))
        return actions.register(reason=reason, urgently=urgently, starts=starts, **about)
    source = "phone" if local(starts).date() > local(at).date() else "desk"
    return actions.book_at_desk(starts=starts, source=source, offered=offered, **about)


def _page(request: HttpRequest, form: VisitForm, ways: list[Any], **more: Any) -> HttpResponse:
    typed = form["area"].value() if form.is_bound and "area" in form.errors else ""
    home = actor_of(request).home
    context = {
        "form": form,
        "places": places_near(home, str(typed or ""), PLACES),
        "ways": ways,
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, "receptions/register.html", {**desk_frame(request), **context}, status=status)
