"""Instructions of heads that are not carried out yet: what a controller follows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import state_words
from dauys.cases.queries import number_of
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.accounts.queries import names
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.receptions.pages.parts import actor_of, host_line, may_see
from dauys.receptions.queries import heads_controlled, under_control
from dauys.receptions.slots_open import openings_in_month


@require_safe
@staff("receptions.control")
def control(request: HttpRequest) -> HttpResponse:
    """Overdue ones first; `whose=mine` leaves those whose control was given to who looks."""
    actor, day, own = actor_of(request), today(), request.GET.get("whose") == "mine"
    found = under_control(actor, own=own)
    controllers = names(o.named for o in found)  # type: ignore[attr-defined]
    rows: list[dict[str, Any]] = [
        {
            "id": o.obligation.case_id,
            "number": number_of(o.obligation.case),
            "subject": o.obligation.case.voice.subject,
            "language": o.obligation.case.language,
            "executor": o.executor.name(lang()),
            "controller": controllers.get(o.named, ""),  # type: ignore[attr-defined]
            "host": o.protocol.visit.host.name(lang()),
            "due_on": o.due_on,
            "late": o.due_on is not None and o.due_on < day,
            "state": state_words(o.obligation, lang(), staff=True),
        }
        for o in found
        if o.obligation
    ]
    late = sum(row["late"] for row in rows)
    context = {"rows": rows, "late": late, "own": own, "seldom": _seldom(actor)}
    return render(request, "receptions/control.html", {**desk_frame(request), **may_see(actor), **context})


def _seldom(actor: Actor) -> list[dict[str, Any]]:
    """The heads who receive less often in this month than the pack asks."""
    heads, wanted = heads_controlled(actor), current().info.receives_a_month
    times = openings_in_month([host.pk for host in heads], now())
    return [
        {"host": host_line(host, lang()), "office": host.office.name(lang()), "times": times[host.pk]}
        for host in heads
        if times[host.pk] < wanted
    ]
