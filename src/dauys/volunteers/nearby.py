"""Who can come now: the people near one line who may, can and are not asked for something else, the best first.

The nearest places come from an index, some hundreds at first and more only where too few of them can come; what the
index measures in degrees is measured again along the ground, and weighed as a plan weighs it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.core.consent import Work, decide
from dauys.core.match import weights
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, midnight
from dauys.volunteers import rules
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Consent, Line
from dauys.volunteers.points import km_between
from dauys.volunteers.standing import given_by

# Nearest places that are looked at, and the share of the people wanted that is enough of them: many more are looked at
# only where few can come, and most only where nobody can.
STEPS = {500: 1.0, 2_000: 0.5, 10_000: 0.0, 50_000: 0.0}

_NEAR = """
WITH near AS MATERIALIZED (
    SELECT p.volunteer_id, p.lat, p.lon, p.radius_km FROM volunteers_place p
    ORDER BY point(p.lon, p.lat) <-> point(%(lon)s, %(lat)s) LIMIT %(step)s
)
SELECT v.id, v.born_on, v.max_load, COALESCE(v.last_task_on, v.created_at::date), n.lat, n.lon, n.radius_km, (
    SELECT COUNT(*) FROM volunteers_offer o
    WHERE o.volunteer_id = v.id AND o.state = ANY(%(asked)s) AND o.during && %(week)s
)
FROM near n JOIN volunteers_volunteer v ON v.id = n.volunteer_id
WHERE (n.radius_km > 100 OR ((n.lat - %(lat)s) * 111.2) ^ 2 + ((n.lon - %(lon)s) * 111.2 * %(cos)s) ^ 2
        <= (n.radius_km * 1.03) ^ 2)
    AND (v.state = 'active' OR v.state = 'paused' AND v.paused_until IS NOT NULL)
    AND COALESCE(v.paused_until < %(day)s, TRUE)
    AND v.vetting <> 'refused' AND v.free & %(parts)s = %(parts)s
    AND (%(language)s = '' OR v.language = %(language)s OR %(language)s = ANY(v.languages))
    AND (%(hour)s IS NULL OR v.quiet_since IS NULL OR v.quiet_until IS NULL OR v.quiet_since = v.quiet_until OR NOT CASE
        WHEN v.quiet_since < v.quiet_until THEN %(hour)s >= v.quiet_since AND %(hour)s < v.quiet_until
        ELSE %(hour)s >= v.quiet_since OR %(hour)s < v.quiet_until END)
    {skills}
    AND NOT EXISTS (
        SELECT FROM volunteers_offer o WHERE o.volunteer_id = v.id
            AND (o.line_id = %(line)s AND o.state NOT IN ('planned', 'dropped')
                OR o.state = ANY(%(asked)s) AND o.during && %(during)s)
    )
    AND NOT EXISTS (
        SELECT FROM volunteers_pin x WHERE x.volunteer_id = v.id AND x.line_id = %(line)s AND x.kind = 'forbid'
    )
"""
# Once for each skill that is wanted, which is several times as fast as a walk through their list for each person.
_SKILL = """
    AND EXISTS (
        SELECT FROM volunteers_held h WHERE h.volunteer_id = v.id AND h.skill = %(skill_{n})s
            AND (NOT %(evidence_{n})s OR h.checked_at IS NOT NULL AND COALESCE(h.until >= %(day)s, TRUE))
    )
"""


@dataclass(frozen=True, slots=True)
class Someone:
    """A volunteer who can come: how far they live, how many tasks they have that week, and what asking them costs by
    the weights of a plan: travel and load, less for who was idle."""

    volunteer: UUID
    km: float
    tasks: int
    cost: int


def who_can_come(line: Line, most: int = 20, *, at: datetime) -> list[Someone]:
    """The best people for one line, the cheapest first. One statement for everyday work in a town, one more for minors.

    Whoever does not want to be written to at this hour is left out, unless the work goes first.
    """
    pack = current()
    works = works_of(pack)
    if line.work not in works:
        return []
    starts, ends = local(line.during.lower), local(line.during.upper)
    monday = starts.date() - timedelta(days=starts.weekday())
    week = midnight(monday)
    asks = {skill.code: skill.evidence for skill in pack.section("skills.yaml")}
    wanted: dict[str, Any] = {
        "lat": line.lat, "lon": line.lon, "cos": cos(radians(line.lat)), "line": line.pk,
        "language": line.language, "day": starts.date(),
        "parts": rules.week_bits(starts, ends), "asked": list(rules.ASKED), "during": line.during,
        "week": DateTimeTZRange(week, week + timedelta(days=7)),
        "hour": None if works[line.work].first else local(at).hour,
        **{f"skill_{n}": skill for n, skill in enumerate(line.skills)},
        **{f"evidence_{n}": asks.get(skill, True) for n, skill in enumerate(line.skills)},
    }  # fmt: skip
    sql = _NEAR.replace("{skills}", "".join(_SKILL.format(n=n) for n in range(len(line.skills))))
    found: list[Someone] = []
    for step, enough in STEPS.items():
        found = _someone(line, works, starts.date(), local(at).date(), _rows(sql, {**wanted, "step": step}))
        if (found and len(found) >= most * enough) or not _is_more(step):
            break
    return found[:most]


def _rows(sql: str, wanted: Mapping[str, Any]) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return cursor.fetchall()


def _is_more(step: int) -> bool:
    """Whether there are places beyond those that were looked at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM volunteers_place OFFSET %s)", [step])
        return bool(cursor.fetchone()[0])


def _someone(line: Line, works: Mapping[str, Work], day: date, today: date, rows: Sequence[Any]) -> list[Someone]:
    nearest: dict[UUID, tuple[float, Any]] = {}
    for row in rows:
        km = km_between(line.lat, line.lon, row[4], row[5])
        if km <= row[6] and (row[0] not in nearest or km < nearest[row[0]][0]) and row[7] < row[2]:
            nearest[row[0]] = (km, row)
    lawful = _lawful(works, line.work, day, {key: row[1] for key, (_km, row) in nearest.items()})
    found = []
    for key, (km, row) in nearest.items():
        if key in lawful:
            idle = max((today - row[3]).days // 30, 0)
            travel = min(round(km * 10), weights.TRAVEL_MOST)
            cost = travel - weights.IDLE * min(idle, weights.IDLE_MOST) + weights.load_cost(row[7] + 1)
            found.append(Someone(key, round(km, 1), row[7], cost))
    return sorted(found, key=lambda one: (one.cost, one.volunteer))


def _lawful(works: Mapping[str, Work], work: str, day: date, born: Mapping[UUID, date]) -> set[UUID]:
    """Who may do a kind of work on a day; consents are read only of those who need them."""
    may: set[UUID] = set()
    unsure: dict[UUID, int] = {}
    for key, when in born.items():
        age = rules.age_on(when, day)
        if decide(works, work, age).allowed:
            may.add(key)
        elif decide(works, work, age, ("guardian", "accompanied")).allowed:
            unsure[key] = age
    if not unsure:
        return may
    consents: dict[UUID, list[Consent]] = {}
    for row in _consents(unsure):
        consents.setdefault(row.volunteer_id, []).append(row)
    return may | {
        key for key, rows in consents.items() if decide(works, work, unsure[key], given_by(rows, work, day)).allowed
    }


def _consents(people: Iterable[UUID]) -> Any:
    return Consent.objects.filter(volunteer__in=list(people)).only(
        "volunteer_id", "kind", "work", "signed_at", "revoked_at", "until"
    )
