"""What the making of rows must know of the installation: ids of places, bodies and staff, and the span of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dauys.directory.cache import areas, organizations
from dauys.site.bulk.lines import DAY
from dauys.site.bulk.staff import DESK, hired
from dauys.site.demo.texts import HOME

SPAN = timedelta(days=1095)
CHUNK = 2_500
# Every third voice comes from the district of the demonstration, the others from everywhere.
AT_HOME = 0.36


@dataclass(frozen=True, slots=True)
class Body:
    id: str
    code: str
    path: str
    parent: str | None
    officers: Sequence[str]
    supervisors: Sequence[str]


@dataclass(frozen=True, slots=True)
class World:
    """Handed to the processes that make rows. Ids are 32 hex digits, moments are seconds since 1970."""

    seed: int
    count: int
    first_serial: int
    at: int
    begin: int
    offset: int
    areas: Mapping[str, str]
    homes: Sequence[str]
    elsewhere: Sequence[str]
    bodies: Mapping[str, Body]
    clerks: Sequence[tuple[str, str]]  # a clerk and the id of their desk

    @property
    def chunks(self) -> int:
        return -(-self.count // CHUNK)

    def filed_at(self, index: int) -> int:
        """When case `index` was filed: later ones later, denser towards the present, between seven and midnight."""
        share = index / self.count
        rising = (-0.8 + (0.64 + 0.8 * share) ** 0.5) / 0.4  # the share of time at which 0.8 t + 0.2 t² is `share`
        day, rest = divmod(self.begin + int(rising * (self._end - self.begin)), DAY)
        # whole local days; the night is pressed into the day, so that order stays
        return day * DAY + 7 * 3600 + rest * 165 // 240 - self.offset

    @property
    def _end(self) -> int:
        return (self.at + self.offset) // DAY * DAY


def look_around(*, seed: int, count: int, first_serial: int, at: datetime) -> World:
    """The world as the database has it; nobody's name or contact is in it."""
    staff = hired()
    offset = 5 * 3600
    bodies = {}
    for code, row in organizations().items():
        officers = [i for w, i in staff["officer"] if w.org == code]
        supervisors = [i for w, i in staff["supervisor"] if w.org == code]
        parent = row.parent_id.hex if row.parent_id else None
        bodies[code] = Body(row.pk.hex, code, row.path, parent, officers, supervisors)
    clerks = [(i, bodies[w.org or DESK].id) for w, i in staff["clerk"]]
    known = {path: area.pk.hex for path, area in areas().items()}
    homes = [path for path in known if path.startswith(f"{HOME}/") and path != f"{HOME}/"]
    elsewhere = [path for path in known if path.count("/") > 1 and path not in homes]
    moment = int(at.timestamp())
    begin = (moment + offset - int(SPAN.total_seconds())) // DAY * DAY
    return World(seed, count, first_serial, moment, begin, offset, known, homes, elsewhere, bodies, clerks)
