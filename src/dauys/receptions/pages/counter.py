"""A counter: who is called next, what they came for, what came of it; and the queue beside it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied
from dauys.ground.moment import now
from dauys.ground.ui.moments import local
from dauys.receptions import actions
from dauys.receptions.counter_lines import firsts, services
from dauys.receptions.models import Host, Ticket
from dauys.receptions.pages.parts import actor_of
from dauys.receptions.queries import counters_at, counters_for, host_for, tickets_at
from dauys.receptions.rules import TICKET_RESULTS, ImpossibleVisit
from dauys.receptions.words import RESULT_WORDS, TICKET_WORDS, chosen

MOST = 30


@require_safe
@staff("receptions.queue")
def counters(request: HttpRequest) -> HttpResponse:
    """The counters one may sit at."""
    actor = actor_of(request)
    rows: list[dict[str, Any]] = [
        {"host": host, "name": host.name(lang()), "office": host.office.name(lang()), "who": host.staffed_by,
         "mine": host.staffed_by_id == actor.id}
        for host in counters_for(actor)
    ]  # fmt: skip
    mine = next((row["host"] for row in rows if row["mine"]), None)
    if mine and "all" not in request.GET:
        return redirect("counter", host_id=mine.pk)
    return render(request, "receptions/counters.html", {**desk_frame(request), "rows": rows})


@require_safe
@staff("receptions.queue")
def counter(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """The work of one counter."""
    return _page(request, host_for(actor_of(request), host_id, "receptions.queue"))


def _page(request: HttpRequest, host: Host, *, problem: str = "", status: int = 200) -> HttpResponse:
    at, actor = now(), actor_of(request)
    if host.kind != "counter":
        raise Denied("receptions.queue")
    day = local(at).date()
    current, parked, missed, waiting = tickets_at(host, day, MOST)
    counters = {counter.pk: counter for counter in counters_at(host.office_id, day)}
    own = counters.pop(host.pk, None)
    context = {
        "host": host,
        "name": host.name(lang()),
        "office": host.office.name(lang()),
        "mine": host.staffed_by_id == actor.id,
        "taken": host.staffed_by_id not in (None, actor.id),
        "current": _row(current, at) if current else None,
        "parked": [_row(t, at) for t in parked],
        "missed": [_row(t, at) for t in missed],
        "waiting": [_row(t, at) for t in waiting],
        "served": own.served if own else 0,  # type: ignore[attr-defined]
        "services": _numbered([(code, line.name.get(lang())) for code, line in services().items()]),
        "results": _numbered(chosen(RESULT_WORDS)),
        "firsts": [(code, line.name.get(lang())) for code, line in firsts().items()],
        "others": list(counters.values()),
        "key": uuid4(),
        "problem": problem,
    }
    return render(request, "receptions/counter.html", {**desk_frame(request), **context}, status=status)


def _numbered(rows: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Each with the digits that choose it, as many for each."""
    digits = len(str(len(rows)))
    return [(f"{n:0{digits}}", code, words) for n, (code, words) in enumerate(rows, 1)]


def _row(ticket: Ticket, at: Any) -> dict[str, Any]:
    line = services().get(ticket.service)
    first = firsts().get(ticket.first)
    return {
        "ticket": ticket,
        "number": ticket.number,
        "service": line.name.get(lang()) if line else ticket.service,
        "first": first.name.get(lang()) if first else "",
        "minutes": int((at - ticket.made_at).total_seconds() // 60),
        "state": TICKET_WORDS[ticket.state](),
    }


def _sit(request: HttpRequest, host: UUID) -> None:
    actions.staff_counter(host=host, actor=actor_of(request), at=now())


def _leave(request: HttpRequest, host: UUID) -> None:
    actions.leave_counter(host=host, actor=actor_of(request), at=now())


def _next(request: HttpRequest, host: UUID) -> None:
    actions.call_next(host=host, actor=actor_of(request), at=now())


def _of_ticket(do: Callable[..., Ticket]) -> Callable[[HttpRequest, UUID], None]:
    def step(request: HttpRequest, host: UUID) -> None:
        do(ticket=_uuid(request, "ticket"), host=host, actor=actor_of(request), at=now())

    return step


def _uuid(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Denied("receptions.queue") from None


def _finish(request: HttpRequest, host: UUID) -> None:
    service, result = _chosen(request)
    actions.finish(ticket=_uuid(request, "ticket"), host=host, service=service, result=result,
                   actor=actor_of(request), at=now())  # fmt: skip


def _record(request: HttpRequest, host: UUID) -> None:
    service, result = _chosen(request)
    actions.record_visit(key=_uuid(request, "key"), host=host, service=service, result=result, language=lang(),
                         actor=actor_of(request), at=now())  # fmt: skip


class _NotChosen(Exception):
    pass


def _chosen(request: HttpRequest) -> tuple[str, str]:
    service, result = request.POST.get("service", ""), request.POST.get("result", "")
    if service not in services() or result not in TICKET_RESULTS:
        raise _NotChosen
    return service, result


def _pass_on(request: HttpRequest, host: UUID) -> None:
    service = request.POST.get("service", "")
    to = _uuid(request, "to") if request.POST.get("to") else None
    if service not in services():
        raise _NotChosen
    actions.pass_on(ticket=_uuid(request, "ticket"), host=host, to=to, service=service, actor=actor_of(request),
                    at=now())  # fmt: skip


def _back(request: HttpRequest, host: UUID) -> None:
    actions.bring_back(ticket=_uuid(request, "ticket"), actor=actor_of(request), at=now())


def _give(request: HttpRequest, host: UUID) -> None:
    """A ticket from the desk, for who came without one."""
    service, first = request.POST.get("service", ""), request.POST.get("first", "")
    if service not in services() or first not in ("", *firsts()):
        raise _NotChosen
    office = Host.objects.values_list("office_id", flat=True).get(pk=host)
    actions.take_ticket(key=_uuid(request, "key"), office=office, service=service, first=first, language=lang(),
                        actor=actor_of(request), at=now())  # fmt: skip


STEPS: dict[str, Callable[[HttpRequest, UUID], None]] = {
    "sit": _sit,
    "leave": _leave,
    "next": _next,
    "call": _of_ticket(actions.call),
    "serve": _of_ticket(actions.serve_ticket),
    "park": _of_ticket(actions.park),
    "miss": _of_ticket(actions.miss_ticket),
    "finish": _finish,
    "pass": _pass_on,
    "back": _back,
    "record": _record,
    "give": _give,
}


@require_POST
@staff("receptions.queue")
def counter_step(request: HttpRequest, host_id: UUID, step: str) -> HttpResponse:
    """One step of a counter; a second click finds it taken."""
    host = host_for(actor_of(request), host_id, "receptions.queue")
    if step not in STEPS or host.kind != "counter":
        raise Denied("receptions.queue")
    problem = ""
    try:
        STEPS[step](request, host.pk)
    except _NotChosen:
        return _page(request, host, problem=_("Choose what they came for and what came of it"), status=422)
    except actions.CounterTaken:
        problem = _("Somebody else sits at this counter now.")
    except actions.StillServing:
        problem = _("End with the person who is at the counter first.")
    except ImpossibleVisit:
        problem = _("The ticket is not any more as the page showed it. Nothing was changed.")
    if problem:
        return _page(request, host_for(actor_of(request), host_id, "receptions.queue"), problem=problem, status=409)
    return redirect("counter", host_id=host_id)
