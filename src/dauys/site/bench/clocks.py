"""A hundred thousand clocks dated anew after the calendar changed, beside plain SQL that touches the same rows.

A smaller set shows that it works; the bar is for the whole number.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from dauys.cases.actions import recompute_clocks
from dauys.cases.models import Obligation
from dauys.cases.recomputing import Change, changes
from dauys.ground.access.actors import SYSTEM
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.site.bench.context import Context
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.figures import Figure
from dauys.site.bench.stage import CannotMeasure

CLOCKS = 100_000
BAR = 15.0
_LAST = """
SELECT id, COUNT(*) OVER () FROM (SELECT id FROM cases_obligation ORDER BY id LIMIT %s) o ORDER BY id DESC LIMIT 1
"""
_READ = """
SELECT o.id, o.kind, o.received_at, o.registered_on, o.forward_by, o.due_on, o.due_at, o.paused, o.by_law,
o.pack_version, o.reopens_id, c.identity, c.serial, c.year
FROM cases_obligation o JOIN cases_case c ON c.id = o.case_id WHERE o.id <= %s ORDER BY o.id
"""
_MOVE = """
UPDATE cases_obligation SET due_on = due_on + 1, due_at = due_at + INTERVAL '1 day', registered_on = registered_on,
ledger = ledger || '[]'::jsonb, pack_version = 'bench', changed_at = now() WHERE id <= %s
"""
_TELL = """
INSERT INTO journal_entry (at, verb, actor_kind, case_id, obligation_id, organization_id, payload)
SELECT now(), 'cases.recompute_clock', 'system', case_id, id, owner_id,
jsonb_build_object('old', due_on - 1, 'due_on', due_on, 'pack', pack_version) FROM cases_obligation WHERE id <= %s
"""


def run(ctx: Context) -> list[Figure]:
    """Everything that is written is taken back."""
    ctx.say(f"clocks: up to {CLOCKS:,} dated anew")
    ctx.texts["clocks: the floor of the dry run"] = _READ.strip()
    ctx.texts["clocks: the floor of the change"] = f"{_MOVE.strip()};\n{_TELL.strip()}"
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [CLOCKS])
        last, count = cursor.fetchone()
    rows = Obligation.objects.filter(pk__lte=last)
    with _another_calendar():
        listed: list[Change] = []
        look = _cost(lambda: listed.extend(changes(rows)))
        change = _cost(lambda: _changed(rows))
    read = _cost(lambda: _fetched(_READ, last))
    write = _cost(lambda: _written(last))
    note, whole = f"{len(listed):,} of {count:,} move", count == CLOCKS
    read_is, write_is = "reading the same columns with one SELECT", "one UPDATE and one INSERT of them"
    return [
        _figure(f"dry run over {count:,} clocks", look, read, read_is, note, whole=whole),
        _figure(f"{count:,} clocks changed and journalled", change, write, write_is, note, whole=whole),
    ]


def _figure(
    name: str, cost: tuple[float, float], floor: tuple[float, float], floor_is: str, note: str, *, whole: bool
) -> Figure:
    ratio = cost[0] / floor[0] if floor[0] else 0.0
    return Figure(
        name, round(cost[0], 2), "s CPU", None, round(floor[0], 2), floor_is, round(ratio, 2), f"<= {BAR:g} x",
        ratio <= BAR if whole else None, f"{note}; wall {cost[1]:.1f} s",
    )  # fmt: skip


def _cost(what: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of processor time, program and database together, and of the clock on the wall; all taken back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        before, own, began = running_seconds(pid), time.process_time(), time.perf_counter()
        what()
        spent = running_seconds(pid) - before + time.process_time() - own
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return spent, took


def _changed(rows: QuerySet[Obligation]) -> None:
    recompute_clocks(actor=SYSTEM, at=now(), seen=lambda _change: None, rows=rows)


def _fetched(sql: str, last: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [last])
        cursor.fetchall()


def _written(last: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [last])
        cursor.execute(_TELL, [last])


@contextmanager
def _another_calendar() -> Iterator[None]:
    """The pack in force with a day off more in every month, as a decree would bring it."""
    old = settings.PACK_DIR
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pack"
        shutil.copytree(old, target)
        path = target / "calendar.yaml"
        path.write_text(_with_days_off(path.read_text("utf-8")), "utf-8")
        settings.PACK_DIR = target
        current.cache_clear()
        try:
            current()
            yield
        finally:
            settings.PACK_DIR = old
            current.cache_clear()


def _with_days_off(text: str) -> str:
    """The calendar with the first Wednesday of each month off that is not listed, named like a day that is."""
    listed = set(re.findall(r"date: (\d{4}-\d\d-\d\d)", text))
    name, source = re.search(r"name: ({.*})", text), re.search(r"source: (\S+)", text)
    if name is None or source is None:
        raise CannotMeasure("The calendar of the pack lists no day off to name others after.")
    lines, year = [], 0
    for line in text.splitlines():
        lines.append(line)
        if found := re.match(r"- year: (\d+)", line):
            year = int(found[1])
        if line.strip() == "days:":
            for month in range(1, 13):
                days = (date(year, month, number) for number in range(1, 29))
                day = next(d for d in days if d.weekday() == 2 and d.isoformat() not in listed)
                about = f"kind: off, why: holiday, name: {name[1]}, source: {source[1]}"
                lines.append(f"    - {{date: {day}, code: bench, {about}}}")
    return "\n".join(lines) + "\n"
