"""Moves a booked visit at the desk: to another free time of the same host, or of another one there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.ui.moments import moment_words
from dauys.receptions import actions
from dauys.receptions.models import Host, Visit
from dauys.receptions.pages.open_schedule import by_day
from dauys.receptions.pages.parts import MOST_SLOTS, actor_of, desk_slots, host_line, moment_of
from dauys.receptions.queries import hosts_for, visit_for
from dauys.receptions.rules import ImpossibleVisit


@require_http_methods(["GET", "POST"])
@staff("receptions.register")
def move(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The free times of one host; a press moves the visit there, a second one finds it moved."""
    actor, at = actor_of(request), now()
    row = visit_for(actor, visit_id, "receptions.register", people=False)
    if row.state != "booked" or row.host.is_place:
        return redirect("visit", visit_id=row.moved_to_id or row.pk)
    hosts = [host for host in hosts_for(actor) if not host.is_place]
    typed = request.POST.get("host") or request.GET.get("host", "")
    chosen = next((host for host in hosts if str(host.pk) == typed), row.host)
    if request.method == "GET":
        return _page(request, row, hosts, chosen)
    starts = moment_of(request.POST.get("starts", ""))
    if starts is None:
        return _page(request, row, hosts, chosen, problem=_("Choose a time"), status=422)
    try:
        fresh = actions.move(visit=row.pk, starts=starts, host=chosen.pk, actor=actor, at=at)
    except actions.SlotTaken:
        problem = _("This time was just taken. Choose another one.")
    except actions.AlsoBooked:
        problem = _("This person has another visit at this time.")
    except ImpossibleVisit:  # the second of two clicks at one moment
        return redirect("move_visit", visit_id=row.pk)
    else:
        return redirect("visit", visit_id=fresh.pk)
    return _page(request, row, hosts, chosen, problem=problem, status=409)


def _page(
    request: HttpRequest, row: Visit, hosts: list[Host], chosen: Host, *, problem: str = "", status: int = 200
) -> HttpResponse:
    free = desk_slots([chosen], now())[chosen.pk]
    context = {
        "visit": row,
        "when": moment_words(row.during.lower, lang()),
        "to": host_line(row.host, lang()),
        "hosts": [(host.pk, host_line(host, lang())) for host in hosts],
        "chosen": chosen.pk,
        "name": host_line(chosen, lang()),
        "days": by_day([slot for slot in free if slot.starts != row.during.lower or chosen != row.host][:MOST_SLOTS]),
        "problem": problem,
    }
    return render(request, "receptions/move.html", {**desk_frame(request), **context}, status=status)
