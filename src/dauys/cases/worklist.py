"""The desk's lists: which obligations a view holds, in the order that matters, page by page with a cursor."""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from dauys.cases.in_order import PRIORITIES, branch, first_of, sees_whole_branch, soonest
from dauys.cases.in_order import newest as last_changed
from dauys.cases.models import DONE_STATES, IS_OPEN, Obligation
from dauys.cases.queries import visible_to
from dauys.ground.access.actors import Actor

PAGE = 25
COUNT_CAP = 1000
VIEWS = ("body", "mine", "new", "today", "overdue", "approval", "reopened", "desk", "answered")


class BadCursor(ValueError):
    """The page mark is not one of ours; the list starts again from the top."""


@dataclass(frozen=True, slots=True)
class Filters:
    view: str = "body"
    kind: str = ""
    due: str = ""  # "", overdue, soon
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Obligation]
    next_cursor: str
    counts: dict[str, int] = field(default_factory=dict)


def encode_cursor(row: Obligation, newest_first: bool) -> str:
    key: list[Any] = [row.changed_at.isoformat()] if newest_first else [row.priority, row.due_at.isoformat()]
    return base64.urlsafe_b64encode(json.dumps([*key, str(row.pk)]).encode()).decode().rstrip("=")


def decode_cursor(text: str, newest_first: bool) -> list[Any]:
    """The sort key of the last row of the page before; raises BadCursor for anything we did not write."""
    try:
        if len(text) > 200:
            raise ValueError("too long")
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        *first, moment, pk = raw
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not 2000 <= at.year <= 2200 or (first and first not in ([0], [1])):
            raise ValueError("out of range")
        if len(raw) != (2 if newest_first else 3) or not isinstance(pk, str):
            raise ValueError("another list's mark")
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise BadCursor from error
    try:
        return [*first, at, UUID(pk)]
    except ValueError as error:
        raise BadCursor from error


def _view(rows: QuerySet[Obligation], actor: Actor, view: str, at: datetime) -> QuerySet[Obligation]:
    """The rows of a view, but for the bodies of the actor's branch (`_bodies`), which are read one by one."""
    if view == "answered":
        return rows.filter(state__in=DONE_STATES)
    rows = rows.filter(IS_OPEN)
    if view == "mine":
        return rows.filter(assignee=actor.id)
    if view == "desk":
        return rows.filter(registered_by=actor.id)
    if view == "new":
        return rows.filter(state="new")
    if view == "today":
        return rows.filter(due_at__lt=at + timedelta(hours=24), due_at__gte=at)
    if view == "overdue":
        return rows.filter(due_at__lt=at)
    if view == "approval":
        return rows.filter(state="in_approval")
    if view == "reopened":
        return rows.filter(reopens__isnull=False)
    return rows


def _rows(actor: Actor, view: str, at: datetime) -> tuple[QuerySet[Obligation], list[UUID] | None]:
    """What a view holds, and the bodies to read it from; None when an index gives all of them in order."""
    bodies = None if view in ("mine", "desk") else branch(actor)
    whole = view not in ("mine", "desk") and sees_whole_branch(actor)
    return _view(Obligation.objects.all() if whole else visible_to(actor), actor, view, at), bodies


def page(actor: Actor, filters: Filters, at: datetime, size: int = PAGE) -> Page:
    """One page of a view: danger first, then what ends soonest (answered ones: newest first). One statement."""
    newest = filters.view == "answered"
    rows, bodies = _rows(actor, filters.view, at)
    if rows.query.is_empty():
        return Page([], "")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.due == "overdue":
        rows = rows.filter(due_at__lt=at)
    elif filters.due == "soon":
        rows = rows.filter(due_at__gte=at, due_at__lt=at + timedelta(days=3))
    after = decode_cursor(filters.after, newest) if filters.after else ()
    order = ("-changed_at", "-id") if newest else ("priority", "due_at", "id")
    ids = (last_changed if newest else soonest)(rows, bodies, after, size + 1)
    shown = Obligation.objects.filter(pk__in=ids).select_related("case__voice", "assignee").order_by(*order)
    found = list(shown.defer("ledger", "case__voice__text"))
    more = len(found) > size
    found = found[:size]
    return Page(found, encode_cursor(found[-1], newest) if more else "")


def counts(actor: Actor, at: datetime) -> dict[str, int]:
    """How many rows each view holds, at most COUNT_CAP + 1 each, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for view in VIEWS:
        if view == "answered":
            continue
        rows, bodies = _rows(actor, view, at)
        if rows.query.is_empty():
            continue
        if view == "desk" and actor.has_role("clerk"):
            # A clerk's own registrations; asking each for its desk would cost more than all else on the page.
            rows = _view(Obligation.objects.all(), actor, view, at)
        # Named priorities let an index that begins with them find a span of due dates.
        sql, values = first_of(rows.filter(priority__in=PRIORITIES), bodies, COUNT_CAP + 1)
        parts.append(f"SELECT '{view}', COUNT(*) FROM ({sql}) v")  # noqa: S608  views are our own words
        params.extend(values)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {name: int(n) for name, n in cursor.fetchall()}
