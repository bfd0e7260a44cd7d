"""The queue of a centre as screens show it: read from the tables once a second at most, and kept in the process."""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Avg,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Subquery,
    Variance,
)
from django.db.models.functions import Coalesce

from dauys.core.queue import Lasting, Wait, lasting, waiting
from dauys.ground.ui.moments import local
from dauys.receptions.counter_lines import firsts, services
from dauys.receptions.models import Host, Ticket

FRESH = 1.0  # seconds a state is kept
SLOW = 600.0  # seconds the lengths of services are kept
LOOKS_BACK = timedelta(days=30)
SHOWN = 5  # calls on the display


@dataclass(frozen=True, slots=True)
class Call:
    """Who was called to which counter; a number only."""

    number: str
    names: dict[str, str]
    room: str
    calls: int


@dataclass(frozen=True, slots=True)
class State:
    """The queue at a moment: calls, newest first; the ids that wait in their order, with their services and how long
    these take; who is served at which counter; and what the counters that call take, none for everything."""

    calls: tuple[Call, ...]
    order: tuple[UUID, ...]
    services: tuple[str, ...]
    lengths: tuple[Lasting | None, ...]
    serving: tuple[tuple[UUID | None, Lasting], ...]
    counters: Mapping[UUID, frozenset[str]]
    jumps: float  # how many a minute came with a bonus in the last hour, served by now or not
    mark: str

    def counters_for(self, service: str) -> dict[UUID, frozenset[str]]:
        """The counters that call and take this service."""
        return {host: taken for host, taken in self.counters.items() if not taken or service in taken}

    def wait_of(self, ticket: UUID) -> Wait | None:
        """The range of the wait from now; none of who does not wait, and while nobody calls for their service. Of those
        before and at counters only who is served where this one can be called to counts."""
        if ticket not in self.order:
            return None
        place = self.order.index(ticket)
        mine = self.counters_for(self.services[place])
        if not mine:
            return None
        taken = None if frozenset() in mine.values() else frozenset().union(*mine.values())
        before = zip(self.services[:place], self.lengths[:place], strict=True)
        ahead = [length for service, length in before if length and (taken is None or service in taken)]
        serving = [length for host, length in self.serving if host in mine]
        reach = max((line.minutes for line in firsts().values()), default=0)
        return waiting(ahead, serving, len(mine), jumps=self.jumps, reach=reach)


_KEPT: dict[Any, tuple[float, Any]] = {}
MOST_KEPT = 5_000


def kept(key: Any, seconds: float, make: Callable[[], Any]) -> Any:
    """What `make` gave at most so long ago, in this process."""
    found = _KEPT.get(key)
    if found and time.monotonic() - found[0] < seconds:
        return found[1]
    value = make()
    if len(_KEPT) >= MOST_KEPT:
        _KEPT.clear()
    _KEPT[key] = (time.monotonic(), value)
    return value


def forget_kept() -> None:
    """For tests: what other processes wrote is seen at once."""
    _KEPT.clear()


def state_of(office: UUID, at: datetime) -> State:
    """The queue of a centre today, at most FRESH seconds old. Three statements when it is read."""
    return kept(("state", office), FRESH, lambda: read_state(office, at))


def read_state(office: UUID, at: datetime) -> State:
    rows = Ticket.objects.filter(office=office, day=local(at).date())
    line = rows.filter(state="waiting", visit__isnull=True).order_by("rank_at", "serial")
    order = list(line.values_list("id", "service"))
    called = rows.filter(called_at__isnull=False, state__in=["called", "serving"]).select_related("host__post")
    newest = list(called.order_by("-called_at")[:60])
    calls = tuple(Call(t.number, _called_to(t.host), t.host.room, t.calls) for t in newest[:SHOWN] if t.host)
    lengths, counters = service_lengths(office, at), list(_calling(office, at))
    told = "|".join(f"{c.number} {c.room} {c.calls}" for c in calls)
    return State(
        calls=calls,
        order=tuple(pk for pk, _service in order),
        services=tuple(service for _pk, service in order),
        lengths=tuple(lengths.get(service) for _pk, service in order),
        serving=tuple((t.host_id, lengths[t.service]) for t in newest if t.state == "serving" and t.service in lengths),
        counters={host: frozenset(taken) for host, taken, _jumps in counters},
        jumps=counters[0][2] / 60 if counters else 0.0,
        mark=mark_of(told),
    )


def _calling(office: UUID, at: datetime) -> Iterable[tuple[UUID, list[str], int]]:
    """The counters that call, with what they take; each with how many got a ticket with a bonus in the last hour."""
    fresh = Ticket.objects.filter(office=OuterRef("office"), day=local(at).date(), visit__isnull=True)
    fresh = fresh.filter(made_at__gt=at - timedelta(hours=1), made_at__lte=at).exclude(first="")
    jumps = Coalesce(Subquery(fresh.order_by().values("office").annotate(n=Count("pk")).values("n")), 0)
    rows = Host.objects.filter(office=office, kind="counter", staffed_by__isnull=False, is_active=True)
    return rows.annotate(jumps=jumps).values_list("pk", "services", "jumps")


def _called_to(host: Host) -> dict[str, str]:
    """What the display says in each language: the counter, or the post and the room of who receives."""
    if host.names or host.post is None:
        return dict(host.names)
    return {code: f"{name} · {host.room}" if host.room else name for code, name in host.post.names.items()}


def mark_of(told: str) -> str:
    """A short name of what a screen shows, by which it knows that nothing changed."""
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def service_lengths(office: UUID, at: datetime) -> dict[str, Lasting]:
    """How long each service of the pack takes here, by the last thirty days and what is planned. One statement."""
    return kept(("lengths", office), SLOW, lambda: _read_lengths(office, at))


def _read_lengths(office: UUID, at: datetime) -> dict[str, Lasting]:
    minutes = F("ended_at") - F("began_at")
    rows = Ticket.objects.filter(office=office, state="done", began_at__gte=at - LOOKS_BACK, ended_at__gt=F("began_at"))
    seconds = rows.annotate(length=_seconds(minutes)).values("service")
    seen = {
        r["service"]: (r["n"], r["mean"] / 60, (r["spread"] or 0) / 3600)
        for r in seconds.annotate(n=Count("id"), mean=Avg("length"), spread=Variance("length"))
    }
    return {code: lasting(line.minutes, *seen.get(code, (0, 0.0, 0.0))) for code, line in services().items()}


def _seconds(length: Any) -> Any:
    took = ExpressionWrapper(length, DurationField())
    return Func(took, template="EXTRACT(EPOCH FROM %(expressions)s)", output_field=FloatField())
