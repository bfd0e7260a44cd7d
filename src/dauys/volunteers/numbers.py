"""The figures of volunteering for heads, counted from rows as they stand: what is not met, how soon somebody helps,
who did not come, how many of those who signed up ever helped, and hours of help.

A line counts in the month in which its work begins; until it is over, whoever said yes fills a place, afterwards only
who came. Not met is what is left of the places; of a line that was stood down, nothing. The first helper is the first
yes after the need was written down. Who did not come was said to be absent; of a yes with neither a check-in nor a
word nobody knows. The funnel follows those who signed up in the period until today; active is who came to a task, a
campaign or another work within `ACTIVE_DAYS` before the end of the period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.core.dates import month_of
from dauys.ground.ui.moments import midnight

ACTIVE_DAYS = 90
NO_SKILL = ""


@dataclass(frozen=True, slots=True)
class Unmet:
    """Places of one district, kind of work and skill: asked for, filled, and not met. `lines` of them."""

    area: str
    work: str
    skill: str
    lines: int
    asked: int
    filled: int
    unmet: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything else: `half` and `most` are minutes within which half and nine of ten lines had their first yes, of
    `helped` lines out of `lines`; of those who said yes and whose work is over, who came, who did not, and of whom
    nobody knows."""

    lines: int = 0
    helped: int = 0
    half: int | None = None
    most: int | None = None
    came: int = 0
    absent: int = 0
    unknown: int = 0
    willing: int = 0
    registered: int = 0
    first: int = 0
    third: int = 0
    people: int = 0
    active: int = 0

    @property
    def no_show(self) -> float | None:
        """The share of those of whom it is known."""
        known = self.came + self.absent
        return self.absent / known if known else None

    @property
    def share_active(self) -> float | None:
        return self.active / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of help that were approved, and of how many people, at one office and of one kind of work."""

    office: UUID
    work: str
    minutes: int
    people: int


# One row for each line and each skill it asks for; a line without one stands under no skill.
_UNMET = """
SELECT o.area_path, l.work, COALESCE(s.skill, ''), COUNT(*), SUM(l.capacity)::int, SUM(f.filled)::int,
    SUM(CASE WHEN l.state = 'stood_down' THEN 0 ELSE GREATEST(l.capacity - f.filled, 0) END)::int
FROM volunteers_line l JOIN cases_obligation o ON o.id = l.obligation_id
    LEFT JOIN LATERAL unnest(l.skills) AS s(skill) ON TRUE
    CROSS JOIN LATERAL (SELECT COUNT(*) AS filled FROM volunteers_offer v WHERE v.line_id = l.obligation_id
        AND (v.state = 'came' OR v.state = 'accepted' AND upper(l.during) > %(now)s)) f
WHERE o.owner_id = ANY(%(offices)s) AND lower(l.during) >= %(begins)s AND lower(l.during) < %(ends)s
GROUP BY 1, 2, 3 ORDER BY 7 DESC, 1, 2, 3
"""
_LINES = """
SELECT COUNT(*), COUNT(t.minutes), percentile_disc(0.5) WITHIN GROUP (ORDER BY t.minutes),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY t.minutes), COALESCE(SUM(t.came), 0)::int,
    COALESCE(SUM(t.absent), 0)::int, COALESCE(SUM(t.unknown), 0)::int
FROM volunteers_line l JOIN cases_obligation o ON o.id = l.obligation_id CROSS JOIN LATERAL (
    SELECT CEIL(EXTRACT(EPOCH FROM MIN(v.answered_at) FILTER (WHERE v.state IN ('accepted', 'came')) - l.created_at)
            / 60)::int AS minutes,
        COUNT(*) FILTER (WHERE v.state = 'came') AS came,
        COUNT(*) FILTER (WHERE v.state = 'accepted' AND p.outcome = 'absent') AS absent,
        COUNT(*) FILTER (WHERE v.state = 'accepted' AND upper(l.during) <= %(now)s
            AND COALESCE(p.outcome, 'unknown') = 'unknown') AS unknown
    FROM volunteers_offer v LEFT JOIN volunteers_presence p ON p.offer_id = v.id WHERE v.line_id = l.obligation_id
) t
WHERE o.owner_id = ANY(%(offices)s) AND lower(l.during) >= %(begins)s AND lower(l.during) < %(ends)s
"""
_TASKS = """SELECT COUNT(*) AS done, MAX(d.at) AS last FROM (
        SELECT lower(p.during) AS at FROM volunteers_presence p
        WHERE p.volunteer_id = v.id AND p.during IS NOT NULL AND p.state <> 'refused'
        UNION ALL
        SELECT f.came_at FROM volunteers_offer f WHERE f.volunteer_id = v.id AND f.state = 'came'
            AND NOT EXISTS (SELECT FROM volunteers_presence p WHERE p.offer_id = f.id)
        UNION ALL
        SELECT c.at FROM volunteers_enrolment e JOIN volunteers_checkin c ON c.enrolment_id = e.id
            JOIN volunteers_zone z ON z.id = e.zone_id
        WHERE e.volunteer_id = v.id AND NOT EXISTS (
            SELECT FROM volunteers_presence p WHERE p.volunteer_id = v.id AND p.campaign = z.campaign_id)
    ) d WHERE d.at < %(ends)s"""
_PEOPLE = f"""
SELECT COUNT(*) FILTER (WHERE v.created_at >= %(begins)s),
    COUNT(*) FILTER (WHERE v.created_at >= %(begins)s AND v.state <> 'unconfirmed'),
    COUNT(*) FILTER (WHERE v.created_at >= %(begins)s AND t.done >= 1),
    COUNT(*) FILTER (WHERE v.created_at >= %(begins)s AND t.done >= 3),
    COUNT(*) FILTER (WHERE v.state IN ('active', 'paused')),
    COUNT(*) FILTER (WHERE v.state IN ('active', 'paused') AND t.last >= %(active)s)
FROM volunteers_volunteer v CROSS JOIN LATERAL ({_TASKS}) t
WHERE v.office_id = ANY(%(offices)s) AND v.created_at < %(ends)s
"""  # noqa: S608  words of ours
_HOURS = """
SELECT COALESCE(p.office_id, v.office_id), h.work, SUM(h.minutes)::int, COUNT(DISTINCT h.volunteer_id)
FROM volunteers_hourentry h JOIN volunteers_volunteer v ON v.id = h.volunteer_id
    LEFT JOIN volunteers_presence p ON p.id = h.presence_id
WHERE COALESCE(p.office_id, v.office_id) = ANY(%(offices)s) AND h.day >= %(first)s AND h.day <= %(last)s
GROUP BY 1, 2 HAVING SUM(h.minutes) > 0 ORDER BY 3 DESC, 1, 2
"""


def _asked(offices: Sequence[UUID], first: date, last: date, at: datetime) -> dict[str, Any]:
    """`first` and `last` are months; both are counted whole."""
    ends = midnight(month_of(last, 1))
    return {
        "offices": list(offices), "begins": midnight(month_of(first)), "ends": ends,
        "now": at, "active": min(ends, at) - timedelta(days=ACTIVE_DAYS), "first": month_of(first),
        "last": month_of(last, 1) - timedelta(days=1),
    }  # fmt: skip


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def unmet(offices: Sequence[UUID], first: date, last: date, at: datetime) -> list[Unmet]:
    """What these offices were asked for, where most is missing first. One statement."""
    return [Unmet(*row) for row in _rows(_UNMET, _asked(offices, first, last, at))]


def sums(offices: Sequence[UUID], first: date, last: date, at: datetime) -> Sums:
    """Two statements."""
    values = _asked(offices, first, last, at)
    (of_lines,), (of_people,) = _rows(_LINES, values), _rows(_PEOPLE, values)
    return Sums(*of_lines, *of_people)


def hours(offices: Sequence[UUID], first: date, last: date, at: datetime) -> list[Hours]:
    """By office and kind of work, the most first. One statement."""
    return [Hours(*row) for row in _rows(_HOURS, _asked(offices, first, last, at))]
