"""Questions of every kind put to search and similar cases, and what each costs: program and database together."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles
from typing import Any

from django.db import connection

from dauys.cases.models import Obligation
from dauys.core.case_numbers import check_digit
from dauys.ground.access.actors import Actor, Grant
from dauys.search.finding import find
from dauys.search.queries import shown
from dauys.search.similarity import like_case, of_row, open_near
from dauys.site.bench.cpu import running_seconds

# The statistics PostgreSQL keeps of the vectors name the words of nearly every document; the marks among them are ours.
_COMMON = """
SELECT word FROM (SELECT unnest(most_common_elems::text::text[]) AS word, unnest(most_common_elem_freqs) AS share
FROM pg_stats WHERE tablename = 'search_document' AND attname = 'words') w
WHERE word ~ '^[^=#:]{3,}$' AND share < 0.9 ORDER BY share DESC LIMIT %s
"""
# Spread over the whole set and the same in every run: an equal step along the numbers.
_SOME = """
SELECT %s FROM generate_series(
  1, (SELECT max(serial) FROM cases_case), greatest((SELECT max(serial) FROM cases_case) / 400, 1)) step
JOIN cases_case c ON c.serial = step %s ORDER BY md5(c.serial::text) LIMIT %%s
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU a call, program and database together; `worst` names the slowest."""

    p50: float
    p95: float
    worst: str
    calls: int


def _cost(calls: dict[str, Callable[[], Any]], repeat: int = 5) -> Cost:
    """Each call is made `repeat` times in a row; the figure is the mean of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    found = []
    for name, call in calls.items():
        call()
        before, own = running_seconds(pid), time.process_time()
        for _ in range(repeat):
            call()
        spent = (running_seconds(pid) - before + time.process_time() - own) * 1000
        found.append((spent / repeat, name))
    found.sort()
    cuts = quantiles([ms for ms, _name in found], n=20, method="inclusive")
    return Cost(round(cuts[9], 2), round(cuts[18], 2), f"{found[-1][1]}: {found[-1][0]:.1f}", len(found))


def _rows(sql: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _search(typed: str, actor: Actor) -> Callable[[], Any]:
    def call() -> Any:
        hits = find(typed, actor)
        return shown(actor, [h.case_id for h in hits.rows]) if hits.rows else None

    return call


def costs(rounds: int) -> dict[str, Cost]:
    """Costs by kind of query, each asked by who sees everything and by an officer of one body."""
    common = [row[0] for row in _rows(_COMMON, rounds)]
    rare = [row[0] for row in _rows("SELECT word FROM search_word ORDER BY md5(word) LIMIT %s", rounds)]
    names = [row[0] for row in _rows(_SOME % ("p.name", "JOIN cases_party p ON p.case_id = c.id"), rounds)]
    numbers = _rows(_SOME % ("c.year, c.serial", ""), rounds)
    owner = _rows(_SOME % ("o.owner_path", "JOIN cases_obligation o ON o.case_id = c.id"), 1)[0][0]
    people = {
        "all": Actor(kind="staff", grants=(Grant("controller"),)),
        "body": Actor(kind="staff", grants=(Grant("officer", owner),)),
    }
    typed = {
        "common word": common,
        "two common words": [f"{a} {b}" for a, b in pairwise(common)],
        "common and rare": [f"{a} {b}" for a, b in zip(common, rare, strict=False)],
        "rare word": rare,
        "slip of typing": [w[:2] + w[3:] for w in rare if len(w) > 5],
        "name": names,
        "beginning of a name": [n.split()[0][:4] for n in names if n],
        "last digits": [f"{serial}{check_digit(year, serial)}"[-5:] for year, serial in numbers],
    }
    found = {
        f"{kind}, {who}": _cost({text: _search(text, actor) for text in texts})
        for kind, texts in typed.items()
        for who, actor in people.items()
        if len(texts) > 1
    }
    some = Obligation.objects.select_related("case__voice").filter(leg=1).order_by("-id")[: 25 * rounds : 25]
    rows = {str(row.case.serial): row for row in some}
    actor = people["all"]
    found["similar at the desk"] = _cost({n: lambda r=r: like_case(of_row(r), actor) for n, r in rows.items()})  # type: ignore[misc]
    found["similar before sending"] = _cost({n: lambda r=r: open_near(of_row(r)) for n, r in rows.items()})  # type: ignore[misc]
    return found
