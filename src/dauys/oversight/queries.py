"""The figures and lists of a body's board, in four statements whatever the number of cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from dauys.answers.models import Answer, Rating
from dauys.cases.models import IS_OPEN, Case, Obligation, Repeat
from dauys.cases.queries import bodies_below, visible_to
from dauys.cases.rules import APART, OUTCOMES
from dauys.ground.access.actors import Actor
from dauys.ground.journal.models import Entry

SHOWN = 5
MONTH = timedelta(days=30)
LOW_SCORE = 2
LONG_CHAIN = 2
PARTS = ("overdue", "week", "returned", "low", "chains")


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer of one body carries now; `name` is empty for what nobody has."""

    body: str
    name: str
    open: int
    overdue: int
    week: int
    approval: int
    repeated: int
    collective: int


@dataclass(frozen=True, slots=True)
class Month:
    """The answers of the last thirty days."""

    answered: int
    in_time: int
    rated: int
    low: int
    returned: int
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def ways(self) -> list[tuple[str, int, int]]:
        """How the answers ended: outcome ("" for not named), how many, and per cent of them, rounded down; the most
        frequent first. Advice is counted apart and not among them."""
        counted = {code: count for code, count in self.outcomes.items() if code not in APART}
        whole = sum(counted.values())
        return [(code, n, n * 100 // whole) for code, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]

    @property
    def apart(self) -> int:
        """Advice given, which is no answer to a demand."""
        return sum(self.outcomes.get(code, 0) for code in APART)

    @property
    def share_in_time(self) -> int | None:
        """Per cent, rounded down so that it never flatters; None when nothing was answered."""
        return self.in_time * 100 // self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Board:
    """A body's board: loads, the month, and for each of PARTS the rows that come first in it."""

    loads: list[Load]
    month: Month
    lists: dict[str, list[Obligation]] = field(default_factory=dict)

    def total(self, name: str) -> int:
        return sum(getattr(load, name) for load in self.loads)


def board(actor: Actor, path: str, at: datetime, week_ends: datetime) -> Board:
    """The board of the body at `path` and those below it, as far as the actor may see them.

    `week_ends` is the moment this week is over, in the pack's time zone.
    """
    seen = visible_to(actor).filter(owner__in=bodies_below(path))
    return Board(_loads(seen, at, week_ends), _month(seen, at), _lists(seen, at, week_ends))


def _loads(seen: QuerySet[Obligation], at: datetime, week_ends: datetime) -> list[Load]:
    rows = (
        seen.filter(IS_OPEN)
        .order_by("owner_path", "assignee__name")
        .values("owner_path", "assignee", "assignee__name")
        .annotate(
            open=Count("id"),
            overdue=Count("id", filter=Q(due_at__lt=at, paused=False)),
            week=Count("id", filter=Q(due_at__gte=at, due_at__lt=week_ends, paused=False)),
            approval=Count("id", filter=Q(state="in_approval")),
            repeated=Count("id", filter=Q(case__in=Repeat.objects.values("case"))),
            collective=Count("id", filter=Q(case__in=Case.objects.filter(signers__gte=2).values("pk"))),
        )
    )
    return [
        Load(
            r["owner_path"],
            r["assignee__name"] or "",
            r["open"],
            r["overdue"],
            r["week"],
            r["approval"],
            r["repeated"],
            r["collective"],
        )
        for r in rows
    ]


def _month(seen: QuerySet[Obligation], at: datetime) -> Month:
    since = at - MONTH
    sent = Answer.objects.filter(sent_at__gte=since, state="sent", obligation__in=seen)
    demands = ~Q(outcome__in=APART)
    found = sent.aggregate(
        answered=Count("id", filter=demands),
        in_time=Count("id", filter=demands & Q(sent_at__lte=F("obligation__due_at"))),
        rated=Count("rating"),
        low=Count("rating", filter=Q(rating__score__lte=LOW_SCORE)),
        returned=Count("id", filter=Q(returns__gt=0)),
        **{f"outcome_{code}": Count("id", filter=Q(outcome=code)) for code in (*OUTCOMES, "")},
    )
    outcomes = {code: found.pop(f"outcome_{code}") for code in (*OUTCOMES, "")}
    return Month(**found, outcomes={code: count for code, count in outcomes.items() if count})


def _first_of(seen: QuerySet[Obligation], at: datetime, week_ends: datetime) -> dict[str, QuerySet[Any]]:
    waiting = seen.filter(IS_OPEN)
    returned = Answer.objects.filter(state__in=["draft", "returned"], returns__gt=0).values("obligation")
    low = Rating.objects.filter(score__lte=LOW_SCORE, at__gte=at - MONTH).values("answer__obligation")
    return {
        "overdue": waiting.filter(due_at__lt=at, paused=False).order_by("due_at", "id"),
        "week": waiting.filter(due_at__gte=at, due_at__lt=week_ends, paused=False).order_by("due_at", "id"),
        "returned": waiting.filter(pk__in=returned).order_by("due_at", "id"),
        "low": seen.filter(pk__in=low).order_by("-answered_at", "id"),
        "chains": waiting.filter(forwards__gte=LONG_CHAIN).order_by("-forwards", "due_at", "id"),
    }


def _lists(seen: QuerySet[Obligation], at: datetime, week_ends: datetime) -> dict[str, list[Obligation]]:
    parts: list[str] = []
    params: list[Any] = []
    for name, rows in _first_of(seen, at, week_ends).items():
        query = rows.values("pk")[:SHOWN].query
        if query.is_empty():
            continue
        sql, values = query.sql_with_params()
        parts.append(f"SELECT '{name}' AS part, v.id, ROW_NUMBER() OVER () AS place FROM ({sql}) v(id)")  # noqa: S608
        params.extend(values)
    found: dict[str, list[UUID]] = {name: [] for name in PARTS}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY part, place", params)
            for name, pk, _place in cursor.fetchall():
                found[name].append(pk)
    by_id = _rows({pk for ids in found.values() for pk in ids})
    return {name: [by_id[pk] for pk in ids if pk in by_id] for name, ids in found.items()}


def _rows(ids: Iterable[UUID]) -> dict[UUID, Obligation]:
    """Rows as lists show them, each with `moves` (bodies it went through), `returns` and `score`. One statement."""
    moves = (
        Entry.objects.filter(case_id=OuterRef("case"), obligation_id=OuterRef("pk"), verb="cases.change_owner")
        .order_by()
        .values("obligation_id")
        .annotate(rows=JSONBAgg(JSONObject(old="payload__old", new="payload__new"), order_by="id"))
    )
    rows = (
        Obligation.objects.filter(pk__in=list(ids))
        .select_related("case__voice", "assignee")
        .annotate(
            moves=Subquery(moves.values("rows")),
            returns=Subquery(Answer.objects.filter(obligation=OuterRef("pk")).values("returns")),
            score=Subquery(Rating.objects.filter(answer__obligation=OuterRef("pk")).values("score")),
        )
    )
    return {row.pk: row for row in rows}
