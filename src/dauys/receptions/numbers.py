"""The numbers of receptions, counted from visits as they stand: by head, body, centre, region, month or subject.

The month of a visit is the local one in which the person came; of who did not come, the one of the booked time.
Received is whose reception began. Of these are counted: out of schedule; on the spot, where the signed protocol in
force ends the matter (`ANSWERED`); repeats, where an earlier reception was about the same case, or about the same
subject with the same phone; the wait from coming to the beginning; instructions still open after the day the head
gave, or else after their own term; and ratings of answers, each with the last reception before the answer. Who did
not come is counted against who booked and was received. Who left before the reception began is in no number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.cases.rules import OPEN_STATES
from dauys.core.dates import month_of
from dauys.ground.access.fence import whole_house
from dauys.ground.ui.moments import midnight, zone
from dauys.receptions.rules import ANSWERED

PARTS = ("head", "body", "centre", "region", "month", "subject")
BEFORE = 3  # months whose mean growth is measured against
NO_SUBJECT = "-"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `first` to `last`, both as their first days; growth is that of `grown`, the last of them that
    is over, or of the one before the first where none is."""

    first: date
    last: date
    grown: date

    @classmethod
    def of(cls, first: date, last: date, today: date) -> "Period":
        return cls(month_of(first), month_of(last), min(month_of(last), month_of(today, -1)))

    def months(self) -> list[date]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(month_of(found[-1], 1))
        return found


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted of one group. `half` and `most` are minutes within which half and nine of ten waited, of
    `waits`; `by_month` is received in the month of growth and in each of the three before, the newest first."""

    received: int = 0
    unscheduled: int = 0
    on_the_spot: int = 0
    repeats: int = 0
    no_shows: int = 0
    instructions: int = 0
    overdue: int = 0
    rated: int = 0
    score: int = 0
    waits: int = 0
    half: int | None = None
    most: int | None = None
    by_month: tuple[int, ...] = (0,) * (1 + BEFORE)

    @property
    def scheduled(self) -> int:
        return self.received - self.unscheduled

    @property
    def rating(self) -> float | None:
        return self.score / self.rated if self.rated else None

    @property
    def growth(self) -> int | None:
        """Per cent above the mean of the three months before, rounded down; None where nobody was received in them."""
        newest, *before = self.by_month
        return (newest * len(before) - sum(before)) * 100 // sum(before) if sum(before) else None


_RECEIVED = "('serving', 'done')"
_SUBJECT = f"COALESCE(NULLIF(c.topic, ''), NULLIF(v.topic, ''), '{NO_SUBJECT}')"
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_ANSWERED = ", ".join(f"'{outcome}'" for outcome in ANSWERED)
_SEEN = f"""
SELECT v.id, v.case_id, v.began_at, p.phone_key, h.id::text AS head, h.office_id::text AS centre, b.code AS body,
    COALESCE(substring(a.path FROM '^[^/]+/[^/]+/'), '') AS region, {_SUBJECT} AS subject,
    date_trunc('month', COALESCE(v.arrived_at, lower(v.during)) AT TIME ZONE %(zone)s)::date AS month,
    v.state IN {_RECEIVED} AS received, v.kind = 'unscheduled' AS unscheduled,
    CASE WHEN v.state IN {_RECEIVED} THEN GREATEST(EXTRACT(EPOCH FROM v.began_at - v.arrived_at), 0) END AS waited
FROM receptions_visit v JOIN receptions_host h ON h.id = v.host_id JOIN directory_organization b
    ON b.id = h.organization_id LEFT JOIN places_area a ON a.id = b.area_id LEFT JOIN cases_case c ON c.id = v.case_id
    LEFT JOIN receptions_visitor p ON p.visit_id = v.id AND p.role = 'lead'
WHERE h.id = ANY(%(hosts)s)
    AND COALESCE(v.arrived_at, lower(v.during)) >= %(begins)s AND COALESCE(v.arrived_at, lower(v.during)) < %(ends)s
    AND (v.state IN {_RECEIVED} OR v.state = 'no_show' AND v.arrived_at IS NULL AND v.kind = 'scheduled')
"""  # noqa: S608  words of ours
_SAME_CASE = f"""SELECT 1 FROM receptions_visit v
    WHERE v.case_id = s.case_id AND v.state IN {_RECEIVED} AND v.began_at < s.began_at"""  # noqa: S608
_SAME_PERSON = f"""SELECT 1 FROM receptions_visitor p JOIN receptions_visit v ON v.id = p.visit_id
        LEFT JOIN cases_case c ON c.id = v.case_id
    WHERE p.phone_key = s.phone_key AND p.role = 'lead' AND v.state IN {_RECEIVED} AND v.began_at < s.began_at
        AND {_SUBJECT} = s.subject"""  # noqa: S608
_PROTOCOL = f"""SELECT p.outcome IN ({_ANSWERED}) AS answered FROM receptions_protocol p
    WHERE p.visit_id = s.id AND p.signed_at IS NOT NULL ORDER BY p.version DESC LIMIT 1"""  # noqa: S608
_ORDERS = f"""SELECT COUNT(*) AS given, COUNT(*) FILTER (WHERE o.state IN ({_OPEN})
        AND COALESCE(i.due_on, CASE WHEN NOT o.paused THEN o.due_on END) < %(today)s) AS overdue
    FROM receptions_protocol p JOIN receptions_instruction i ON i.protocol_id = p.id
        JOIN cases_obligation o ON o.id = i.obligation_id
    WHERE p.visit_id = s.id"""  # noqa: S608
_RATINGS = f"""SELECT COUNT(*) AS rated, SUM(r.score) AS score
    FROM cases_obligation o JOIN answers_answer w ON w.obligation_id = o.id JOIN answers_rating r ON r.answer_id = w.id
    WHERE o.case_id = s.case_id AND w.sent_at >= s.began_at AND NOT EXISTS (
        SELECT 1 FROM receptions_visit v WHERE v.case_id = s.case_id AND v.state IN {_RECEIVED}
            AND v.began_at > s.began_at AND v.began_at <= w.sent_at
    )"""  # noqa: S608
# One line for each visit of the period and of the months before that growth is measured against.
_FACTS = f"""
SELECT s.*, COALESCE(t.answered, FALSE) AS on_the_spot, i.given, i.overdue, r.rated, r.score, s.received AND (
    EXISTS ({_SAME_CASE}) OR s.subject <> '{NO_SUBJECT}' AND s.phone_key IS NOT NULL AND EXISTS ({_SAME_PERSON})
) AS repeated
FROM ({_SEEN}) s LEFT JOIN LATERAL ({_PROTOCOL}) t ON s.received LEFT JOIN LATERAL ({_ORDERS}) i ON s.received
LEFT JOIN LATERAL ({_RATINGS}) r ON s.received
"""  # noqa: S608
_KEYS = {**{name: f"f.{name}" for name in PARTS}, "month": "to_char(f.month, 'YYYY-MM')", "all": "''"}
_MONTHS = ", ".join(f"COUNT(*) FILTER (WHERE f.received AND f.month = %(month_{n})s)" for n in range(1 + BEFORE))


def _sql(parts: Iterable[str]) -> str:
    within = "f.month BETWEEN %(first)s AND %(last)s"
    groups = ", ".join(f"('{part}', {_KEYS[part]}, {'TRUE' if part == 'month' else within})" for part in parts)
    waits = "WITHIN GROUP (ORDER BY f.waited) FILTER (WHERE k.within)"
    return f"""
    WITH facts AS MATERIALIZED ({_FACTS}) SELECT k.part, k.key, COUNT(*) FILTER (WHERE k.within AND f.received),
        COUNT(*) FILTER (WHERE k.within AND f.received AND f.unscheduled),
        COUNT(*) FILTER (WHERE k.within AND f.on_the_spot), COUNT(*) FILTER (WHERE k.within AND f.repeated),
        COUNT(*) FILTER (WHERE k.within AND NOT f.received), COALESCE(SUM(f.given) FILTER (WHERE k.within), 0)::int,
        COALESCE(SUM(f.overdue) FILTER (WHERE k.within), 0)::int,
        COALESCE(SUM(f.rated) FILTER (WHERE k.within), 0)::int,
        COALESCE(SUM(f.score) FILTER (WHERE k.within), 0)::int, COUNT(f.waited) FILTER (WHERE k.within),
        percentile_disc(0.5) {waits}, percentile_disc(0.9) {waits}, ARRAY[{_MONTHS}]
    FROM facts f, LATERAL (VALUES {groups}) AS k(part, key, within) GROUP BY k.part, k.key
    """  # noqa: S608


def counted(parts: Iterable[str], hosts: Iterable[UUID], period: Period, today: date) -> dict[str, dict[str, Sums]]:
    """The groups of each of `parts` by their code, and under `all` everything together; of these hosts only. A group
    is there if something is to be said of it. One statement.

    Instructions are counted with whoever carries them out, so this looks beyond the bodies of who asks.
    """
    asked = [*dict.fromkeys(parts), "all"]
    begins = month_of(min(period.first, period.grown), -BEFORE)
    values: dict[str, Any] = {
        "hosts": list(hosts), "zone": str(zone()), "today": today, "first": period.first, "last": period.last,
        "begins": midnight(begins), "ends": midnight(month_of(period.last, 1)),
        **{f"month_{n}": month_of(period.grown, -n) for n in range(1 + BEFORE)},
    }  # fmt: skip
    found: dict[str, dict[str, Sums]] = {part: {} for part in asked}
    with whole_house(), connection.cursor() as cursor:
        cursor.execute(_sql(asked), values)
        for part, key, *numbers, half, most, by_month in cursor.fetchall():
            sums = replace(Sums(*numbers), half=minutes_of(half), most=minutes_of(most), by_month=tuple(by_month))
            if sums.received or sums.no_shows or any(sums.by_month):
                found[part][key] = sums
    if "month" in found:
        found["month"] = _by_month(found["month"], period)
    found["all"].setdefault("", Sums())
    return found


def minutes_of(seconds: Any) -> int | None:
    """Whole minutes, rounded up."""
    return None if seconds is None else ceil(seconds / 60)


def _by_month(found: dict[str, Sums], period: Period) -> dict[str, Sums]:
    """Every month of the period, each measured against the three before it; none of a month that is not over."""

    def received(month: date) -> int:
        return found.get(f"{month:%Y-%m}", Sums()).received

    months = {}
    for month in period.months():
        over = month <= period.grown
        by_month = tuple(received(month_of(month, -n)) for n in range(1 + BEFORE)) if over else Sums().by_month
        months[f"{month:%Y-%m}"] = replace(found.get(f"{month:%Y-%m}", Sums()), by_month=by_month)
    return months
