"""Which settled cases are past the term the pack keeps them for, and what keeps one beyond it."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.cases.models import DONE_STATES, Hold
from dauys.cases.rules import ENDED_STATES, OPEN_STATES
from dauys.core.case_numbers import format_number
from dauys.ground.packs.current import current
from dauys.ground.packs.retention import Retention
from dauys.ground.ui.moments import local

AT_ONCE = 1_000

# The newest demand that is not merely passed on says how a case ended; the last change of any says when.
_SETTLED = """
SELECT c.id, c.year, c.serial, e.kind, e.state, e.outcome, e.ended_at,
  EXISTS (SELECT FROM cases_hold h WHERE h.case_id = c.id AND h.ended_at IS NULL),
  EXISTS (SELECT FROM cases_case k JOIN cases_obligation o ON o.case_id = k.id
          WHERE k.about_id = c.id AND o.state = ANY(%(open)s))
FROM (
  SELECT case_id, MAX(changed_at) AS ended_at,
    (array_agg(kind ORDER BY (state = 'forwarded'), leg DESC))[1] AS kind,
    (array_agg(state ORDER BY (state = 'forwarded'), leg DESC))[1] AS state,
    (array_agg(outcome ORDER BY (state = 'forwarded'), leg DESC))[1] AS outcome
  FROM cases_obligation
  GROUP BY case_id
  HAVING MAX(changed_at) < %(before)s AND bool_and(state <> ALL(%(open)s))
) e
JOIN cases_case c ON c.id = e.case_id
JOIN cases_voice v ON v.case_id = c.id AND v.text <> ''
WHERE e.state = ANY(%(over)s)
ORDER BY e.ended_at, c.id
"""


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose term is over on `due_on`. `held` says what keeps it all the same: hold, complaint, or nothing."""

    case_id: UUID
    number: str
    kind: str
    state: str
    ended_at: datetime
    term: Retention
    due_on: date
    held: str


def holds() -> list[Hold]:
    """What is kept beyond its term now, each with its case and who said so, oldest first. One statement."""
    return list(Hold.objects.filter(ended_at=None).select_related("case", "by").order_by("since", "pk")[:AT_ONCE])


def open_hold(hold_id: UUID) -> Hold | None:
    return Hold.objects.filter(pk=hold_id, ended_at=None).first()


def due_until(day: date, at: datetime) -> Iterator[Due]:
    """Every settled case not anonymised yet whose term is over on `day` or was before, longest ended first."""
    terms: tuple[Retention, ...] = current().section("retention.yaml")
    if not terms:
        return
    prefix = current().info.number_prefix
    about: dict[str, Any] = {"open": list(OPEN_STATES), "over": [*DONE_STATES, *ENDED_STATES, "reopened"], "before": at}
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, about)
        while rows := cursor.fetchmany(AT_ONCE):
            for case_id, year, serial, kind, state, outcome, ended_at, on_hold, complained in rows:
                term = current().retention(kind, state, outcome)
                if term is None or (due_on := months_later(local(ended_at).date(), term.months)) > day:
                    continue
                held = "hold" if on_hold else "complaint" if complained else ""
                yield Due(case_id, format_number(prefix, year, serial), kind, state, ended_at, term, due_on, held)
