"""How many hours a volunteer has: the sum of what was approved, with the corrections, task by task."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min, Sum
from django.db.models.functions import Coalesce

from dauys.volunteers.models import HourEntry


@dataclass(frozen=True, slots=True)
class Totals:
    """Minutes of tasks that have any left after corrections; the first and the last day with one, kinds of work."""

    minutes: int = 0
    tasks: int = 0
    first: date | None = None
    last: date | None = None
    works: tuple[str, ...] = ()


def approved(volunteer: UUID, *, since: date | None = None, until: date | None = None) -> Totals:
    """What one volunteer has in the tasks that began in a period, both days included. One statement."""
    return approved_of([volunteer], since=since, until=until).get(volunteer, Totals())


def approved_of(
    volunteers: Collection[UUID], *, since: date | None = None, until: date | None = None
) -> dict[UUID, Totals]:
    """The same for many; who has nothing is left out. One statement."""
    # A task is a line, else a campaign, else a stay that was written down by itself. A correction counts for the task
    # it corrects, on whatever day it was made.
    tasks = (
        HourEntry.objects.filter(volunteer__in=volunteers)
        .annotate(task=Coalesce("line_id", "campaign", "presence_id", "id"))
        .values("volunteer_id", "task")
        .annotate(sum=Sum("minutes"), first=Min("day"), last=Max("day"), works=ArrayAgg("work", distinct=True))
        .filter(sum__gt=0)
    )
    if since:
        tasks = tasks.filter(first__gte=since)
    if until:
        tasks = tasks.filter(first__lte=until)
    found: dict[UUID, list[Any]] = {}
    for task in tasks:
        found.setdefault(task["volunteer_id"], []).append(task)
    return {volunteer: _together(rows) for volunteer, rows in found.items()}


def _together(tasks: list[Any]) -> Totals:
    return Totals(
        minutes=sum(task["sum"] for task in tasks),
        tasks=len(tasks),
        first=min(task["first"] for task in tasks),
        last=max(task["last"] for task in tasks),
        works=tuple(sorted({work for task in tasks for work in task["works"]})),
    )
