"""Fills the database with invented cases through COPY, all of them or none: one transaction of the owner's."""

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from dauys.cases.models import Case
from dauys.ground.journal.follower import Hearers, JournalFollower
from dauys.ground.log import actions as log
from dauys.ground.log.models import Head
from dauys.ground.packs.current import current
from dauys.site.bulk.deriving import derive_all
from dauys.site.bulk.journal import Numbering, tree_so_far
from dauys.site.bulk.making import Portion, portion
from dauys.site.bulk.process import begin
from dauys.site.bulk.staff import hire_everybody
from dauys.site.bulk.tables import TABLES, copy, without_indexes
from dauys.site.bulk.world import CHUNK, World, look_around
from dauys.site.demo.staff import HIRED_LONG_AGO

Progress = Callable[[str, int, int], None]
PROCESSES = 2
AHEAD = 6  # portions made before they are asked for
_SETTINGS = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL maintenance_work_mem = '512MB'",
    "SET LOCAL synchronous_commit = off",
)


class CannotSeed(Exception):
    """One clear sentence: what stands in the way, and what to do."""


@dataclass
class Seeded:
    """What a load did, for its summary."""

    cases: int
    seed: int
    staff_hired: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    rebuilt: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def require_seedable(*, more: bool) -> None:
    """Raises CannotSeed when the pack or the data there forbids it."""
    if current().code != "kz":
        raise CannotSeed(f"The many cases are invented for the pack kz only, and {current().code} is in force.")
    if Head.objects.exists():
        raise CannotSeed(
            "The log of this database has signed heads, so nothing of the past can be put into it any more. Seed a "
            "fresh one: dauys seed --data DIR"
        )
    if not more and (there := Case.objects.count()):
        raise CannotSeed(f"There are {there} cases already. Add to them with --more, or seed a fresh folder.")


def load(
    *,
    count: int,
    seed: int,
    at: datetime,
    hearers: Hearers,
    progress: Progress,
    more: bool = False,
) -> Seeded:
    """Seeds `count` cases received in the three years before `at`, every fact they imply, and what derives from them.

    Works as the owner of the tables. Whatever ends it early leaves no case of it behind.
    """
    require_seedable(more=more)
    done = Seeded(count, seed)
    with _timed(done, "staff"):
        done.staff_hired = hire_everybody(at=at - HIRED_LONG_AGO)
        _number_what_is_there(hearers, at)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _SETTINGS:
            cursor.execute(statement)
        with without_indexes(cursor, lambda n, total: progress("indexes", n, total)):
            _require_nobody_writes(cursor)
            cursor.execute("SELECT COALESCE(MAX(serial), 0) + 1 FROM cases_case")
            world = look_around(seed=seed, count=count, first_serial=int(cursor.fetchone()[0]), at=at)
            with _timed(done, "rows"):
                numbering = _fill(cursor, world, done, progress)
            _move_positions(cursor, world, numbering, at)
            began = time.monotonic()
        done.seconds["indexes"] = round(time.monotonic() - began, 1)
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
    # Cut off here, the doctor says what to do.
    with _timed(done, "derived"):
        done.rebuilt = derive_all(progress)
    with _timed(done, "vacuum"):
        _vacuum(progress)
    while log.merge(at=at, at_once=True):
        pass
    return done


def _number_what_is_there(hearers: Hearers, at: datetime) -> None:
    follower = JournalFollower(hearers)
    while follower.tick(at):
        pass


def _require_nobody_writes(cursor: Any) -> None:
    """Behind the lock of the dropped keys nobody can; before it somebody may have."""
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id "
        "WHERE l.entry_id IS NULL)"
    )
    if cursor.fetchone()[0]:
        raise CannotSeed("Somebody writes into this database. Stop serve and worker, then seed again.")


def _fill(cursor: Any, world: World, done: Seeded, progress: Progress) -> Numbering:
    tree = tree_so_far(cursor)
    cursor.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM journal_entry")
    numbering = Numbering(cursor, next_id=int(cursor.fetchone()[0]), next_index=tree.size, tree=tree)
    first = numbering.next_id
    for number, (lines, entries) in enumerate(_portions(world)):
        for table, text in lines.items():
            copy(cursor, table, text)
            done.rows[table] = done.rows.get(table, 0) + text.count(b"\n")
        following = (number + 1) * CHUNK
        numbering.add(entries, world.filed_at(following) if following < world.count else None)
        progress("cases", min(following, world.count), world.count)
    done.rows["journal_entry"] = numbering.next_id - first
    return numbering


def _portions(world: World) -> Iterator[Portion]:
    """Every portion in its order, made by processes a few portions ahead."""
    context = multiprocessing.get_context("spawn")
    count = min(PROCESSES, os.cpu_count() or 1, world.chunks)
    with ProcessPoolExecutor(count, mp_context=context, initializer=begin) as pool:
        asked: deque[Future[Portion]] = deque()
        try:
            for number in range(world.chunks):
                asked.append(pool.submit(portion, world, number))
                if len(asked) > AHEAD:
                    yield asked.popleft().result()
            while asked:
                yield asked.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _move_positions(cursor: Any, world: World, numbering: Numbering, at: datetime) -> None:
    """Sequences and followers go on behind what was put in; nobody is woken for an invented past."""
    cursor.execute("SELECT setval('cases_serial', %s)", [world.first_serial + world.count - 1])
    last = numbering.next_id - 1
    cursor.execute("SELECT setval(pg_get_serial_sequence('journal_entry', 'id'), %s)", [last])
    for name, position in (("numbering", last), ("hearers", numbering.next_index)):
        cursor.execute(
            "INSERT INTO journal_follower (name, position, updated_at) VALUES (%s, %s, %s) "
            "ON CONFLICT (name) DO UPDATE SET position = EXCLUDED.position, updated_at = EXCLUDED.updated_at",
            [name, position, at],
        )


def _vacuum(progress: Progress) -> None:
    """Marks every page as visible to all, as PostgreSQL would by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for number, table in enumerate(TABLES):
            progress("vacuum", number, len(TABLES))
            cursor.execute(f"VACUUM (ANALYZE) {table}")
        cursor.execute("RESET statement_timeout")


@contextmanager
def _timed(done: Seeded, name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    done.seconds[name] = round(time.monotonic() - began, 1)
