"""Reads obligations of many bodies in one order from indexes, so that a page costs the same however many there are.

An index gives the rows of one body in order, not those of a branch of bodies. So each body (and, where danger comes
first, each priority) gives its own first rows, and those few are merged: bodies times rows of a page at most.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from dauys.cases.models import Obligation
from dauys.cases.queries import bodies_below
from dauys.ground.access.actors import Actor

PRIORITIES = (0, 1)
_FIRST = (datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))
_LAST = (datetime(9999, 12, 30, tzinfo=UTC), UUID(int=2**128 - 1))

# `b` is a body, `p` a priority with the place it begins behind; the inner query names them.
_BODIES = "unnest(%s::uuid[]) AS b(id) CROSS JOIN"
_SOONEST = """
SELECT m.id FROM {bodies} unnest(%s::int[], %s::timestamptz[], %s::uuid[]) AS p(number, due_at, id)
CROSS JOIN LATERAL ({inner}) m ORDER BY m.priority, m.due_at, m.id LIMIT %s
"""
_NEWEST = """
SELECT m.id FROM {bodies} (SELECT %s::timestamptz, %s::uuid) AS p(moment, id)
CROSS JOIN LATERAL ({inner}) m ORDER BY m.moment DESC, m.id DESC LIMIT %s
"""


def branch(actor: Actor) -> list[UUID] | None:
    """The bodies of the actor's own branch; None for all there are."""
    if not actor.home:
        return None
    return bodies_below(actor.home)


def sees_whole_branch(actor: Actor) -> bool:
    """Whether a grant covers all of the branch the actor's lists are about, so that no row of it needs a question."""
    grants = (grant for grant in actor.grants if grant.role != "administrator")
    return any(not grant.area_path and actor.home.startswith(grant.org_path) for grant in grants)


def soonest(rows: QuerySet[Obligation], bodies: Sequence[UUID] | None, after: Sequence[Any], size: int) -> Any:
    """Ids of the next `size` of `rows` behind `after` (priority, due_at, id): danger first, then what ends soonest."""
    places = [(n, *_FIRST) for n in PRIORITIES]
    if after:
        places = [(n, *(after[1:] if n == after[0] else _FIRST)) for n in PRIORITIES if n >= after[0]]
    inner = _of_body(rows, bodies).extra(
        where=[
            "cases_obligation.priority = p.number AND (cases_obligation.due_at, cases_obligation.id) > (p.due_at, p.id)"
        ]
    )
    inner = inner.order_by("due_at", "id").values("id", "priority", "due_at")[:size]
    return _merged(_SOONEST, bodies, [list(column) for column in zip(*places, strict=True)], inner, size)


def newest(
    rows: QuerySet[Obligation], bodies: Sequence[UUID] | None, after: Sequence[Any], size: int, *, by: str
) -> Any:
    """Ids of the next `size` of `rows` behind `after` (`by`, id), the latest moment first; `by` is a column of it."""
    behind = f"(cases_obligation.{by}, cases_obligation.id) < (p.moment, p.id)"  # a column of ours, never a word typed
    inner = _of_body(rows, bodies).extra(where=[behind])  # noqa: S610  # nosec B610
    inner = inner.order_by(f"-{by}", "-id").annotate(moment=F(by)).values("id", "moment")[:size]
    return _merged(_NEWEST, bodies, list(after or _LAST), inner, size)


def first_of(rows: QuerySet[Obligation], bodies: Sequence[UUID] | None, size: int) -> tuple[str, list[Any]]:
    """SQL of up to `size` of `rows`, in no order, for counting."""
    sql, params = _of_body(rows, bodies).order_by().values("id")[:size].query.sql_with_params()
    if bodies is None:
        return sql, list(params)
    return f"SELECT m.id FROM {_BODIES} LATERAL ({sql}) m LIMIT {size}", [list(bodies), *params]  # noqa: S608


def _of_body(rows: QuerySet[Obligation], bodies: Sequence[UUID] | None) -> QuerySet[Obligation]:
    return rows if bodies is None else rows.extra(where=["cases_obligation.owner_id = b.id"])


def _merged(template: str, bodies: Sequence[UUID] | None, places: list[Any], inner: QuerySet[Any], size: int) -> RawSQL:
    sql, params = inner.query.sql_with_params()
    given = [] if bodies is None else [list(bodies)]
    text = template.format(bodies="" if bodies is None else _BODIES, inner=sql)
    return RawSQL(text, [*given, *places, *params, size])  # noqa: S611  # nosec B611  our own words
