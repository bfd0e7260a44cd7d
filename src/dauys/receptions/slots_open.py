"""The slots somebody can book now: computed from the published schedules, the calendar, and what is taken."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Q

from dauys.core.recurrence import Opening, openings
from dauys.core.slots import Taken, open_online, slots
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.receptions.models import IS_OCCUPYING, Visit, Window

BOOK_AHEAD = timedelta(days=60)
NOTICE = timedelta(minutes=15)  # a stranger books no slot that begins sooner


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot with the lanes that are free in it."""

    host_id: UUID
    starts: datetime
    ends: datetime
    lanes: tuple[int, ...]
    mode: str
    place: str


def free_slots(
    hosts: Collection[UUID], since: date, until: date, at: datetime, *, online: bool
) -> dict[UUID, list[OpenSlot]]:
    """What is free on the days `since` up to, not including, `until`, by host and in order of time. Two statements.

    `online` leaves out the places kept for phone and desk, and what begins too soon for a stranger.
    """
    windows = _windows(hosts, since, until)
    taken = _taken(hosts, since, until, at)
    after = at + NOTICE if online else at - timedelta(hours=1)
    found: dict[UUID, list[OpenSlot]] = {host: [] for host in hosts}
    for window in windows:
        host = window.schedule.host_id
        mine = taken.get(host, [])
        for opening in opening_times(window, since, until):
            found[host] += [slot for slot in _of_opening(window, opening, mine, online) if slot.starts >= after]
    return {host: sorted(slots_, key=lambda slot: slot.starts) for host, slots_ in found.items()}


def slot_at(host: UUID, starts: datetime, at: datetime, *, online: bool) -> OpenSlot | None:
    """The free slot of a host that begins just then. Two statements."""
    day = local(starts).date()
    if not at.date() - timedelta(days=1) <= day <= (at + BOOK_AHEAD).date():
        return None
    return next(
        (s for s in free_slots([host], day, day + timedelta(days=1), at, online=online)[host] if s.starts == starts),
        None,
    )


def opening_times(window: Window, since: date, until: date) -> list[Opening]:
    """When a line of a schedule is open, within the schedule's own days and without the country's holidays."""
    valid = window.schedule.valid
    low, high = max(since, valid.lower), min(until, valid.upper)
    if low >= high:
        return []
    first = datetime.combine(window.first, window.opens)
    length = timedelta(minutes=window.minutes)
    return list(openings(window.rule, first, length, zone(), low, high, skip=holidays(low, high)))


def holidays(since: date, until: date) -> set[date]:
    """Days off of the pack that are no ordinary weekend; of days nobody has published none is known."""
    return {day for day in current().calendar().days_off if since <= day < until}


def _windows(hosts: Collection[UUID], since: date, until: date) -> Iterable[Window]:
    return Window.objects.select_related("schedule").filter(
        schedule__host__in=hosts,
        schedule__state="published",
        schedule__valid__overlap=DateRange(since, until),
        schedule__host__is_active=True,
        schedule__host__office__is_open=True,
    )


def _taken(hosts: Collection[UUID], since: date, until: date, at: datetime) -> dict[UUID, list[tuple[Taken, str]]]:
    """What takes up the days; a hold that ran out takes up nothing."""
    span = DateTimeTZRange(
        datetime.combine(since, time.min, tzinfo=zone()), datetime.combine(until, time.min, tzinfo=zone())
    )
    rows = Visit.objects.filter(IS_OCCUPYING, host__in=hosts, during__overlap=span).exclude(
        Q(state="held", hold_until__lt=at)
    )
    found: dict[UUID, list[tuple[Taken, str]]] = defaultdict(list)
    for host, during, lane, source in rows.values_list("host", "during", "lane", "source"):
        if during and lane:
            found[host].append((Taken(during.lower, during.upper, lane), source))
    return found


def _of_opening(window: Window, opening: Opening, taken: list[tuple[Taken, str]], online: bool) -> list[OpenSlot]:
    free = slots(opening, timedelta(minutes=window.slot_minutes), window.lanes, (t for t, _source in taken))
    if online:
        given = sum(source != "web" and t.starts < opening.ends and opening.starts < t.ends for t, source in taken)
        free = open_online(free, window.kept, given)
    host = window.schedule.host_id
    return [OpenSlot(host, s.starts, s.ends, s.lanes, window.mode, window.place) for s in free]


def receiving_in_month(hosts: Collection[UUID], at: datetime) -> set[UUID]:
    """Who of the hosts is open at least once in the month that runs, by the published schedules. One statement."""
    first = local(at).date().replace(day=1)
    until = (first + timedelta(days=32)).replace(day=1)
    windows = _windows(hosts, first, until)
    return {window.schedule.host_id for window in windows if opening_times(window, first, until)}
