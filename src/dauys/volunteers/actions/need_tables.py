"""Keeps a partner's table of needs for the look before, and takes in what is new in it, once."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.tables.lines import Line
from dauys.volunteers.actions.needs import ask
from dauys.volunteers.models import NeedTable
from dauys.volunteers.need_tables import read_need_table

KEPT = timedelta(days=1)


def keep_need_table(*, lines: Sequence[Line], actor: Actor, at: datetime) -> UUID:
    """Keeps a table, sealed, until its bringer has looked at what it would do."""
    require(actor, "volunteers.import")
    content = json.dumps([[line.number, line.cells] for line in lines], ensure_ascii=False)
    with acting(actor):
        row = NeedTable.objects.create(id=new_id(at), user_id=actor.user_id, content=content, created_at=at)
    return row.pk


def file_need_table(*, table: UUID, office: Organization, actor: Actor, at: datetime) -> None:
    """Takes every new need of a table of one's own in, all or none; again changes nothing.

    Raises NeedTable.DoesNotExist.
    """
    require(actor, "volunteers.import")
    with acting(actor):
        row = NeedTable.objects.select_for_update().get(pk=table, user=actor.user_id)
        if row.done_at is not None:
            return
        reading = read_need_table(row, office, at)
        for new in reading.new:
            data = new.form.cleaned_data
            ask(
                key=new.key, text=data["text"], lines=[new.form.line()], area_path=data["area"],
                address=data["address"], person=new.form.person(), source="import", language=new.language,
                desk=office, actor=actor, at=at,
            )  # fmt: skip
        row.content, row.done_at = "", at
        row.filed, row.here = len(reading.new), len(reading.here)
        row.wrong = len({problem.line for problem in reading.problems})
        row.save()
        done = {"table": row.pk, "filed": row.filed, "here": row.here, "wrong": row.wrong}
        record("volunteers.import_needs", actor=actor, at=at, organization_id=office.pk, payload=done)


def sweep_need_tables(*, at: datetime) -> int:
    """Deletes tables that nobody took in for KEPT; how many."""
    with acting(SYSTEM):
        return NeedTable.objects.filter(created_at__lt=at - KEPT, done_at=None).delete()[0]
