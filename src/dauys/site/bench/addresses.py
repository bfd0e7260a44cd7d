"""The cases and pages that are measured, picked from a data set the same way every time, and who asks for them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dauys.cases.models import Obligation
from dauys.cases.queries import number_of, tracking_code
from dauys.cases.worklist import Filters, encode_cursor, page
from dauys.ground.access.actors import Actor
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.journal.models import Entry
from dauys.site.demo.staff import DOMAIN

ROLES = {
    "officer": "housing",
    "supervisor": "housing-head",
    "head": "head",
    "clerk": "clerk",
    "controller": "controller",
}
_DEEP = """
SELECT id FROM cases_obligation WHERE state IN ({states}) ORDER BY {order} OFFSET %s LIMIT 1
"""


def actor(login: str) -> Actor:
    return actor_of(with_grants().get(email=f"{login}@{DOMAIN}"))


def view_address(view: str, after: str = "") -> str:
    return f"/kk/desk/?view={view}" + (f"&after={after}" if after else "")


def deep_cursor(view: str, row: int) -> tuple[int, str]:
    """The row after which a page begins, at most `row`, and its mark, for who sees everything."""
    newest = view == "answered"
    states = "'answered', 'closed'" if newest else "'new', 'assigned', 'in_work', 'in_approval'"
    order = "changed_at DESC, id DESC" if newest else "priority, due_at, id"
    with slowly() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM cases_obligation WHERE state IN ({states})")  # noqa: S608
        there = min(row, int(cursor.fetchone()[0]) * 2 // 3)
        cursor.execute(_DEEP.format(states=states, order=order), [max(there - 1, 0)])
        found = Obligation.objects.get(pk=cursor.fetchone()[0])
    return there, encode_cursor(found, "changed" if newest else "urgent")


@contextmanager
def slowly() -> Iterator[Any]:
    """A cursor that may take as long as it takes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield cursor


def a_case_of(login: str, at: datetime) -> UUID:
    """The first case on the list of this member of staff."""
    return page(actor(login), Filters(), at).rows[0].case_id


def an_ordinary_case_of(login: str, at: datetime) -> UUID:
    """The one in work on this member's first page to whose case a middling number of things happened.

    What is compared from release to release must not hang on which day the data set was made.
    """
    rows = [row.case_id for row in page(actor(login), Filters(), at).rows if row.state == "in_work"]
    happened = Counter(Entry.objects.filter(case_id__in=rows).values_list("case_id", flat=True))
    return sorted(rows, key=lambda case_id: happened[case_id])[len(rows) // 2]


def an_answered_case() -> tuple[str, str]:
    """Number and code of a case that was answered and rated."""
    row = Obligation.objects.select_related("case").filter(state="closed").order_by("-changed_at", "-id")[0]
    return number_of(row.case), tracking_code(row.case)
