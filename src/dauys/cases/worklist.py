"""The desk's lists: which obligations a view holds, in the order that matters, page by page with a cursor."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from dauys.cases.filters import BY_CHANGE, VIEWS, Filters
from dauys.cases.in_order import PRIORITIES, branch, first_of, newest, sees_whole_branch, soonest
from dauys.cases.models import DONE_STATES, IS_OPEN, Obligation
from dauys.cases.queries import visible_to
from dauys.cases.rules import ENDED_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.ui.parts import Note

COUNT_CAP = 1000
# What a list is ordered by, and whether from the highest down; the id is every order's tie-breaker.
ORDERS = {
    "urgent": (("priority", "due_at", "id"), False),
    "newest": (("received_at", "id"), True),
    "changed": (("changed_at", "id"), True),
    "settle": (("settle_at", "id"), False),
}


_SAVED = """
SELECT 'saved', COUNT(*), COALESCE(
    JSONB_AGG(JSONB_BUILD_OBJECT('id', id, 'name', name, 'query', query) ORDER BY name, id), '[]'
) FROM cases_savedlist WHERE user_id = %s
"""


class BadCursor(ValueError):
    """The page mark is not one of ours; the list starts again from the top."""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Obligation]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class Rail:
    """What stands beside the list: how many rows each view holds (capped), and the person's saved lists."""

    totals: dict[str, int]
    saved: list[dict[str, str]]


def order_of(filters: Filters) -> str:
    """The name of the list's order; what is over always stands as it changed."""
    if filters.view == "unowned":
        return "settle"
    return "changed" if filters.view in BY_CHANGE else filters.sort


def encode_cursor(row: Obligation, order: str) -> str:
    """The page mark after `row`: the order's name and the row's sort key."""
    values = [getattr(row, name) for name in ORDERS[order][0]]
    key = [value.isoformat() if isinstance(value, datetime) else value for value in values[:-1]]
    return base64.urlsafe_b64encode(json.dumps([order, *key, str(row.pk)]).encode()).decode().rstrip("=")


def decode_cursor(text: str, order: str) -> list[Any]:
    """The sort key of the last row of the page before; raises BadCursor for anything we did not write."""
    try:
        if len(text) > 200:
            raise ValueError("too long")
        written_for, *first, moment, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not 2000 <= at.year <= 2200 or (first and first not in ([0], [1])):
            raise ValueError("out of range")
        if written_for != order or len(first) != len(ORDERS[order][0]) - 2 or not isinstance(pk, str):
            raise ValueError("another list's mark")
        return [*first, at, UUID(pk)]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise BadCursor from error


def _view(rows: QuerySet[Obligation], actor: Actor, view: str, at: datetime) -> QuerySet[Obligation]:
    """The rows of a view, but for the bodies of the actor's branch (`_bodies`), which are read one by one."""
    if view == "answered":
        return rows.filter(state__in=DONE_STATES)
    if view == "ended":
        return rows.filter(state__in=ENDED_STATES)
    rows = rows.filter(IS_OPEN)
    if view == "mine":
        return rows.filter(assignee=actor.id)
    if view == "desk":
        return rows.filter(registered_by=actor.id)
    if view == "new":
        return rows.filter(state="new")
    if view == "today":
        return rows.filter(due_at__lt=at + timedelta(hours=24), due_at__gte=at, paused=False)
    if view == "overdue":
        return rows.filter(due_at__lt=at, paused=False)
    if view == "waiting":
        return rows.filter(paused=True)
    if view == "approval":
        return rows.filter(state="in_approval")
    if view == "unowned":
        return rows.filter(settle_at__isnull=False)
    if view == "reopened":
        return rows.filter(reopens__isnull=False)
    return rows


def _rows(actor: Actor, view: str, at: datetime) -> tuple[QuerySet[Obligation], list[UUID] | None]:
    """What a view holds, and the bodies to read it from; None when an index gives all of them in order."""
    bodies = None if view in ("mine", "desk") else branch(actor)
    whole = view not in ("mine", "desk") and sees_whole_branch(actor)
    return _view(Obligation.objects.all() if whole else visible_to(actor), actor, view, at), bodies


def _listed(actor: Actor, filters: Filters, at: datetime) -> tuple[QuerySet[Obligation], list[UUID] | None]:
    """What a list holds, without its order, and the bodies to read it from."""
    rows, bodies = _rows(actor, filters.view, at)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.area:
        rows = rows.filter(area_path__startswith=filters.area)
    if filters.who == "nobody":
        rows = rows.filter(assignee=None)
    elif filters.who == "mine":
        rows = rows.filter(assignee=actor.id)
    if filters.due == "overdue":
        rows = rows.filter(due_at__lt=at, paused=False)
    elif filters.due == "soon":
        rows = rows.filter(due_at__gte=at, due_at__lt=at + timedelta(days=3), paused=False)
    return rows, bodies


def page(
    actor: Actor,
    filters: Filters,
    at: datetime,
    size: int | None = None,
    *,
    words: bool = True,
    notes: Sequence[Note] = (),
) -> Page:
    """One page of a list, after its mark; `size` overrules the list's own, `words` whether the citizens' come along,
    `notes` are read with the rows.

    Raises BadCursor. One statement.
    """
    size, order = size or filters.size, order_of(filters)
    rows, bodies = _listed(actor, filters, at)
    if rows.query.is_empty():
        return Page([], "")
    after = decode_cursor(filters.after, order) if filters.after else ()
    keys, down = ORDERS[order]
    if order == "settle":
        return _few(rows, bodies, after, size, words)
    ids = newest(rows, bodies, after, size + 1, by=keys[0]) if down else soonest(rows, bodies, after, size + 1)
    shown = Obligation.objects.filter(pk__in=ids).order_by(*[f"-{key}" if down else key for key in keys])
    shown = shown.select_related("case__voice" if words else "case", "assignee").defer("ledger")
    shown = shown.annotate(**{note.name: note.column for note in notes})
    found = list(shown.defer("case__voice__text") if words else shown)
    more = len(found) > size
    found = found[:size]
    return Page(found, encode_cursor(found[-1], order) if more else "")


def _few(rows: QuerySet[Obligation], bodies: list[UUID] | None, after: Sequence[Any], size: int, words: bool) -> Page:
    """A page of what nobody owns, by its term; there are never many, so they are read together."""
    rows = rows.filter(owner__in=bodies) if bodies is not None else rows
    if after:
        rows = rows.filter(Q(settle_at__gt=after[0]) | Q(settle_at=after[0], pk__gt=after[1]))
    shown = rows.select_related("case__voice" if words else "case", "assignee").defer("ledger")
    found = list(shown.order_by("settle_at", "id")[: size + 1])
    return Page(found[:size], encode_cursor(found[size - 1], "settle") if len(found) > size else "")


def count(actor: Actor, filters: Filters, at: datetime, most: int) -> int:
    """How many rows the list holds, at most `most`. One statement."""
    rows, bodies = _listed(actor, filters, at)
    if rows.query.is_empty():
        return 0
    sql, params = first_of(rows, bodies, most)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) v", params)  # noqa: S608  our own words
        return int(cursor.fetchone()[0])


def rail(actor: Actor, at: datetime) -> Rail:
    """How many rows each view holds, at most COUNT_CAP + 1 each, and the actor's saved lists, in one statement."""
    parts = [_SAVED]
    params: list[Any] = [actor.id]
    for view in VIEWS:
        if view in BY_CHANGE:
            continue
        rows, bodies = _rows(actor, view, at)
        if rows.query.is_empty():
            continue
        if view == "desk" and actor.has_role("clerk"):
            # A clerk's own registrations; asking each for its desk would cost more than all else on the page.
            rows = _view(Obligation.objects.all(), actor, view, at)
        # Named priorities let an index that begins with them find a span of due dates.
        sql, values = first_of(rows.filter(priority__in=PRIORITIES), bodies, COUNT_CAP + 1)
        parts.append(f"SELECT '{view}', COUNT(*), NULL FROM ({sql}) v")  # noqa: S608  views are our own words
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = {name: (int(total), more) for name, total, more in cursor.fetchall()}
    saved = found.pop("saved")[1]
    return Rail(
        {name: total for name, (total, _) in found.items()}, json.loads(saved) if isinstance(saved, str) else saved
    )
