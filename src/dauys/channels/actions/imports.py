"""Keeps a table of appeals from another system for the look before, and files what is new in it, once."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from dauys.channels.actions.file import file
from dauys.channels.import_rows import CHANNEL, Brought, Reading, key_of
from dauys.channels.models import Import
from dauys.channels.queries import table_of
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.tables import Line

_LOCK = 0x64617579_696D706F


def keep_import(*, table: Brought, actor: Actor, at: datetime) -> UUID:
    """Keeps a table, sealed, until the clerk has looked at what it would do."""
    require(actor, "cases.register")
    lines = [[line.number, line.cells] for line in table.lines]
    said = {"lines": lines, "called": dict(table.called), "unused": list(table.unused)}
    with acting(actor):
        row = Import.objects.create(
            id=new_id(at), user_id=actor.user_id, content=json.dumps(said, ensure_ascii=False), created_at=at
        )
    return row.pk


def file_import(*, key: UUID, read: Callable[[Sequence[Line]], Reading], actor: Actor, at: datetime) -> None:
    """Files every new appeal of a table of one's own at the clerk's desk; again changes nothing.

    Imports go one after the other, so that the second of two at once finds what the first has filed. All of a table
    is filed or nothing. Raises Import.DoesNotExist.
    """
    require(actor, "cases.register")
    with acting(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        row = Import.objects.select_for_update().get(pk=key, user=actor.user_id)
        if row.done_at is not None:
            return
        reading = read(table_of(row).lines)
        desk = actor.grants_of(["clerk"])[0].org_path
        fresh = 0
        for one in reading.new:
            case_key, when = key_of(one.number), min(one.received_at, at)
            filed = file(data=one.data, channel=CHANNEL, key=case_key, actor=actor, at=at, received_at=when, desk=desk)
            fresh += filed.fresh
        row.content, row.done_at = "", at
        row.filed, row.here = fresh, len(reading.here) + len(reading.new) - fresh
        row.wrong = len({problem.line for problem in reading.problems})
        row.save()
        done = {"import": row.pk, "filed": row.filed, "here": row.here, "wrong": row.wrong}
        record("channels.file_import", actor=actor, at=at, payload=done)


def sweep_imports(*, before: datetime) -> int:
    """Deletes tables from before this moment that were never filed; how many."""
    return Import.objects.filter(created_at__lt=before, done_at=None).delete()[0]
