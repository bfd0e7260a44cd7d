"""Where heads received in the villages: the last visiting reception of each village, and the next one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from dauys.directory.cache import areas, organizations, place_of
from dauys.ground.access.actors import Actor, Grant
from dauys.ground.places.models import Area
from dauys.ground.ui.moments import local
from dauys.receptions.models import Host, Schedule
from dauys.receptions.queries import LEADING, visiting_schedules
from dauys.receptions.slots_open import opening_times

VILLAGES = ("town", "settlement", "village")
LOOK_BACK, LOOK_AHEAD = timedelta(days=3 * 365), timedelta(days=366)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trip:
    """One visiting reception: of whom, and when it begins."""

    host: Host
    starts: datetime


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its last visiting reception and the next one; `due` where the last was too long ago."""

    area: Area
    last: Trip | None
    following: Trip | None
    due: bool


def villages(actor: Actor, at: datetime, months: int) -> list[Village]:
    """The villages an actor leads: those without a reception for `months` first, the longest wait before. Two
    statements."""
    last: dict[str, Trip] = {}
    following: dict[str, Trip] = {}
    for path, trip in sorted(_trips(actor, at), key=lambda found: found[1].starts):
        if trip.starts <= at:
            last[path] = trip
        else:
            following.setdefault(path, trip)
    own, before = _territories(actor.grants_of(LEADING)), local(at).date() - relativedelta(months=months)
    found = [
        Village(area, last.get(path), following.get(path), is_due(last.get(path), before))
        for path, area in leaves(areas()).items()
        if any(path.startswith(one) for one in own)
    ]
    return sorted(found, key=lambda v: (not v.due, v.last.starts if v.last else _NEVER))


def is_due(last: Trip | None, before: date) -> bool:
    """Whether a village waits too long: never visited, or last on the day `before` or earlier."""
    return last is None or local(last.starts).date() <= before


def leaves(known: Mapping[str, Area]) -> dict[str, Area]:
    """The towns and villages that have nothing below them."""
    parents = {area.parent_id for area in known.values()}
    return {path: area for path, area in known.items() if area.pk not in parents and area.kind in VILLAGES}


def _territories(grants: Iterable[Grant]) -> set[str]:
    """The territories grants reach: their own, else that of their body; an empty one is everywhere."""
    bodies = organizations()
    found = set()
    for grant in grants:
        body = bodies.get(grant.org_path.rstrip("/"))
        found.add(grant.area_path or (place_of(body) if body else ""))
    return found


def _trips(actor: Actor, at: datetime) -> Iterator[tuple[str, Trip]]:
    """Every visiting reception of the actor's bodies that was held or will be, with the path of its village."""
    day = local(at).date()
    since, until = day - LOOK_BACK, day + LOOK_AHEAD
    for schedules in visiting_schedules(actor, since, until):
        for row in schedules:
            for window in row.windows.all():
                window.schedule = row
                for opening in opening_times(window, since, until):
                    if in_force(row, opening.starts, schedules):
                        yield window.area_path, Trip(row.host, opening.starts)


def in_force(row: Schedule, starts: datetime, schedules: Sequence[Schedule]) -> bool:
    """Whether a host followed this one of their published `schedules` at a moment: for its day it was published by
    then, and no other after it."""
    day = local(starts).date()
    known = [s for s in schedules if s.published_at and s.published_at <= starts and day in s.valid]
    return bool(known) and max(known, key=lambda s: s.published_at or _NEVER) is row
