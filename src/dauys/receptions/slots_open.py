"""The slots somebody can book now: computed from the published schedules, the calendar, and what is taken."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import OuterRef, Q, QuerySet

from dauys.core.recurrence import Opening, openings
from dauys.core.slots import Taken, open_online, slots
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, midnight, zone
from dauys.receptions.models import IS_OCCUPYING, ClosedDay, Visit, Window

BOOK_AHEAD = timedelta(days=60)
LATE = timedelta(hours=1)  # so long after its begin the desk still gives a slot
NOTICE = timedelta(minutes=15)  # a stranger books no slot that begins sooner


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot with the lanes that are free in it."""

    host_id: UUID
    starts: datetime
    ends: datetime
    lanes: tuple[int, ...]
    mode: str
    area_path: str
    place: str
    join: str  # never on a page for everybody

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class DayOpen:
    """A day on which a place is open: how many places it has and how many are free; `slot` is one to book."""

    date: date
    starts: datetime
    places: int
    free: int
    slot: OpenSlot | None

    def is_ahead(self, at: datetime) -> bool:
        """Whether somebody can still be booked for it: it has not begun for long."""
        return self.starts >= at - LATE


def free_slots(
    hosts: Collection[UUID], since: date, until: date, at: datetime, *, online: bool
) -> dict[UUID, list[OpenSlot]]:
    """What is free on the days `since` up to, not including, `until`, by host and in order of time. Two statements.

    `online` leaves out the places kept for phone and desk, what begins too soon for a stranger, and places for days,
    which are given by need.
    """
    windows = _windows(hosts, since, until)
    if online:
        windows = windows.exclude(schedule__host__kind="room")
    taken = _taken(hosts, since, until, at, online)
    after = at + NOTICE if online else at - LATE
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


def days_open(host: UUID, since: date, at: datetime, until: date | None = None) -> list[DayOpen]:
    """The days a place is open from `since`, as far as bookings reach or `until` a day, in their order; none of a later
    `since`. Two statements."""
    until = until or (local(at) + BOOK_AHEAD).date()
    if since >= until:
        return []
    taken = _taken([host], since, until, at, online=False).get(host, [])
    found = []
    for window in _windows([host], since, until):
        for opening in opening_times(window, since, until):
            slot = next(iter(_of_opening(window, opening, taken, online=False)), None)
            free = len(slot.lanes) if slot else 0
            found.append(DayOpen(local(opening.starts).date(), opening.starts, window.lanes, free, slot))
    return sorted(found, key=lambda day: day.starts)


def openings_of(host: UUID, since: date, until: date) -> list[tuple[Window, Opening]]:
    """When a host receives on these days by the published schedules, in order of time. One statement."""
    found = [(w, opening) for w in _windows([host], since, until) for opening in opening_times(w, since, until)]
    return sorted(found, key=lambda pair: pair[1].starts)


def opening_times(window: Window, since: date, until: date) -> list[Opening]:
    """When a line of a schedule is open, within the schedule's own days and without the country's holidays and the days
    the host is away; the line carries those as `closed`, see `with_closed`."""
    valid = window.schedule.valid
    low, high = max(since, valid.lower), min(until, valid.upper)
    if low >= high:
        return []
    first = datetime.combine(window.first, window.opens)
    length = timedelta(minutes=window.minutes)
    return list(
        openings(
            window.rule, first, length, zone(), low, high, skip=holidays(low, high) | set(getattr(window, "closed", ()))
        )
    )


def with_closed(windows: QuerySet[Window]) -> QuerySet[Window]:
    """Lines of schedules, each with the days its host is away; no statement more."""
    days = ClosedDay.objects.filter(host=OuterRef("schedule__host")).values("day")
    return windows.annotate(closed=ArraySubquery(days))


def holidays(since: date, until: date) -> set[date]:
    """Days off of the pack that are no ordinary weekend; of days nobody has published none is known."""
    return {day for day in current().calendar().days_off if since <= day < until}


def _windows(hosts: Collection[UUID], since: date, until: date) -> QuerySet[Window]:
    return with_closed(Window.objects.select_related("schedule")).filter(
        schedule__host__in=hosts,
        schedule__state="published",
        schedule__valid__overlap=DateRange(since, until),
        schedule__host__is_active=True,
        schedule__host__office__is_open=True,
    )


def _taken(
    hosts: Collection[UUID], since: date, until: date, at: datetime, online: bool
) -> dict[UUID, list[tuple[Taken, str]]]:
    """What takes up the days; a hold that ran out takes up nothing. To strangers a slot that was just given back stays
    taken for a while."""
    span = DateTimeTZRange(midnight(since), midnight(until))
    occupies = IS_OCCUPYING & ~Q(state="held", hold_until__lt=at)
    given_back = Q(free_from__gt=at) if online else Q(pk__in=[])
    rows = Visit.objects.filter(occupies | given_back, host__in=hosts, during__overlap=span)
    found: dict[UUID, list[tuple[Taken, str]]] = defaultdict(list)
    for host, during, lane, source, free_from in rows.values_list("host", "during", "lane", "source", "free_from"):
        if during and lane:
            found[host].append((Taken(during.lower, during.upper, lane), "web" if free_from else source))
    return found


def _of_opening(window: Window, opening: Opening, taken: list[tuple[Taken, str]], online: bool) -> list[OpenSlot]:
    free = slots(opening, timedelta(minutes=window.slot_minutes), window.lanes, (t for t, _source in taken))
    if online:
        given = sum(source != "web" and t.starts < opening.ends and opening.starts < t.ends for t, source in taken)
        free = open_online(free, window.kept, given)
    host = window.schedule.host_id
    about = (window.mode, window.area_path, window.place, window.join)
    return [OpenSlot(host, s.starts, s.ends, s.lanes, *about) for s in free]


def openings_in_month(hosts: Collection[UUID], at: datetime) -> Counter[UUID]:
    """How often each host is open in the month that runs, by the published schedules. One statement."""
    first = local(at).date().replace(day=1)
    until = (first + timedelta(days=32)).replace(day=1)
    windows = _windows(hosts, first, until)
    found: Counter[UUID] = Counter()
    for window in windows:
        found[window.schedule.host_id] += len(opening_times(window, first, until))
    return found
