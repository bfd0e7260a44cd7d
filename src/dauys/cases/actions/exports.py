"""Takes lists out as tables: asked for on a page, written by the worker, kept for a day.

A table holds numbers, dates, places, bodies and officers, never a citizen's words, name or contact: what has left the
system cannot be erased with the person.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import override

from dauys.cases.filters import Filters, read
from dauys.cases.models import Export
from dauys.cases.table_rows import COLUMNS, outcomes, table_row
from dauys.cases.worklist import count, page
from dauys.directory.cache import areas
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import allows
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.tables import Table, begin

log = logging.getLogger(__name__)
MOST_ROWS = 1_000_000  # a sheet has room for 1,048,576
MOST_WAITING = 3
BATCH = 1000
LIFE = timedelta(days=1)
# A worker that wrote nothing for so long is gone, and another begins the table anew.
SILENT = timedelta(minutes=2)


class TooManyExports(Exception):
    """The person has MOST_WAITING tables in the making."""


def path_of(export: UUID, form: str) -> Path:
    return Path(settings.DATA_DIR) / "exports" / f"{export}.{form}"


def ask_export(*, form: str, query: str, language: str, actor: Actor, at: datetime) -> UUID:
    """Queues a table of the list `query`; asking for the same again while it waits gives the first.

    Raises TooManyExports.
    """
    with acting(actor):
        waiting = list(Export.objects.filter(user=actor.user_id, state__in=["waiting", "running"]))
        for twin in waiting:
            if (twin.form, twin.query, twin.language) == (form, query, language):
                return twin.pk
        if len(waiting) >= MOST_WAITING:
            raise TooManyExports
        row = Export.objects.create(
            id=new_id(at), user_id=actor.user_id, form=form, query=query, language=language, asked_at=at, beat_at=at
        )
        record("cases.export", actor=actor, at=at, payload={"export": row.pk, "form": form})
    return row.pk


def forget_export(*, export: UUID, actor: Actor) -> None:
    """Stops or removes one of the actor's own tables; another's is not there."""
    for row in Export.objects.filter(pk=export, user=actor.user_id):
        path = path_of(row.pk, row.form)
        row.delete()
        path.unlink(missing_ok=True)


def write_next(*, clock: Callable[[], datetime]) -> bool:
    """Writes the oldest table that waits; whether there was one. A failure is kept with the table, never raised.

    `clock` gives the moment: a long table tells time and again that its worker is alive.
    """
    at = clock()
    with acting(SYSTEM):
        due = Q(state="waiting") | Q(state="running", beat_at__lt=at - SILENT)
        row = Export.objects.select_for_update(skip_locked=True).filter(due).order_by("asked_at").first()
        if row is None:
            return False
        row.state, row.done, row.beat_at = "running", 0, at
        row.save(update_fields=["state", "done", "beat_at"])
    target = path_of(row.pk, row.form)
    half = target.with_suffix(".half")
    try:
        _write(row, half, clock)
        half.replace(target)
    except _Forgotten:
        pass
    except Exception as error:  # the next tables must not wait for a new worker
        full = isinstance(error, OSError)
        log.warning("a table could not be written: %s", type(error).__name__)
        Export.objects.filter(pk=row.pk).update(
            state="failed", reason="disk" if full else "defect", finished_at=clock()
        )
    else:
        done = {"state": "done", "finished_at": clock(), "size": target.stat().st_size}
        if not Export.objects.filter(pk=row.pk).update(**done):
            target.unlink(missing_ok=True)
    finally:
        half.unlink(missing_ok=True)
    return True


class _Forgotten(Exception):
    """Who asked for the table does not want it any more, or may not have it."""


def _write(row: Export, path: Path, clock: Callable[[], datetime]) -> None:
    user = with_grants().filter(pk=row.user_id, is_active=True).first()
    actor = actor_of(user) if user else None
    if actor is None or not allows(actor, "cases.export"):
        Export.objects.filter(pk=row.pk).delete()
        raise _Forgotten
    filters = read(QueryDict(row.query), areas())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with override(row.language):
        total = count(actor, filters, row.asked_at, MOST_ROWS)
        Export.objects.filter(pk=row.pk).update(total=total)
        table = begin(path, row.form, [str(heading) for heading in COLUMNS.values()], list(COLUMNS))
        try:
            done = _rows(row, actor, filters, table, clock)
        finally:
            table.close()
        os.chmod(path, 0o600)
    Export.objects.filter(pk=row.pk).update(done=done, total=done)


def _rows(row: Export, actor: Actor, filters: Filters, table: Table, clock: Callable[[], datetime]) -> int:
    done, mark = 0, ""
    while done < MOST_ROWS:
        found = page(actor, filters.at(mark), row.asked_at, size=min(BATCH, MOST_ROWS - done), words=False)
        ended = outcomes(found.rows)
        table.add(table_row(one, ended.get(one.pk, ""), row.asked_at, row.language) for one in found.rows)
        done, mark = done + len(found.rows), found.next_cursor
        if not Export.objects.filter(pk=row.pk).update(done=done, beat_at=clock()):
            raise _Forgotten
        if not mark:
            break
    return done


def sweep_exports(*, before: datetime) -> int:
    """Removes tables that were ready before `before`, and files whose table is gone; how many tables."""
    old = Export.objects.filter(finished_at__lt=before)
    count = old.delete()[0]
    known = {str(pk) for pk in Export.objects.values_list("pk", flat=True)}
    for path in (Path(settings.DATA_DIR) / "exports").glob("*"):
        if path.name.split(".")[0] not in known:
            path.unlink(missing_ok=True)
    return count
