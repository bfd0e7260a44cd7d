"""The reads of search: found cases as rows an actor may see, a person's cases, and how far behind the documents are."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from dauys.cases.models import Obligation, Party
from dauys.cases.queries import visible_to
from dauys.ground.access.actors import Actor
from dauys.ground.sealed.seal import lookup_keys
from dauys.search.finding import PAGE, WAITING
from dauys.search.marks import external, quoted


def lag(now: datetime) -> timedelta:
    """Age of the oldest entry that documents do not hold yet; zero when search is up to date. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        oldest: datetime | None = cursor.fetchone()[0]
    return max(now - oldest, timedelta()) if oldest else timedelta()


def _with_names(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    names = (
        Party.objects.filter(case=OuterRef("case"))
        .order_by()
        .values("case")
        .annotate(all=StringAgg("name", ", ", order_by="role"))
    )
    return rows.select_related("case__voice", "assignee").annotate(names=Subquery(names.values("all")))


def shown(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Obligation]:
    """The newest obligation of each case that the actor may see. One statement."""
    rows = _with_names(visible_to(actor).filter(case__in=list(case_ids))).order_by("leg")
    return {row.case_id: row for row in rows}


def of_person(actor: Actor, *, phone: str = "", national_id: str = "") -> list[Obligation]:
    """Cases the actor may see of exactly this phone (E.164) or national id, newest first, at most PAGE + 1."""
    if phone:
        parties = Party.objects.filter(phone_key__in=lookup_keys(phone, what="phone"))
    else:
        parties = Party.objects.filter(national_id_key__in=lookup_keys(national_id, what="national_id"))
    newest = parties.order_by("-created_at").values("case")[:200]
    rows = _with_names(visible_to(actor).filter(case__in=newest)).order_by("-case__serial", "-leg")[: 2 * PAGE]
    return list({row.case_id: row for row in reversed(list(rows))}.values())[::-1][: PAGE + 1]


_WITH_NUMBERS = """
SELECT c.id, c.external_number FROM search_document d JOIN cases_case c ON c.id = d.case_id WHERE d.words @@ %s::tsquery
"""


def with_external_numbers(numbers: Iterable[str]) -> list[tuple[UUID, str]]:
    """Cases that may carry one of these numbers of another system, and what they carry; whoever may see them.

    The caller compares. One statement.
    """
    marks = [quoted(f"#{plain}") for number in numbers if (plain := external(number))]
    with connection.cursor() as cursor:
        cursor.execute(_WITH_NUMBERS, [" | ".join(marks)])
        return cursor.fetchall()
