"""Keeps a table that was looked at, and confirms it once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.tables import Line
from dauys.office.actions.bodies import write_bodies
from dauys.office.actions.staff import write_staff
from dauys.office.kinds import KINDS
from dauys.office.models import Upload

KEPT = timedelta(days=1)
# What writes each kind of table, and the fact it states.
WRITERS: Mapping[str, tuple[str, Callable[..., dict[str, int]]]] = {
    "bodies": ("office.confirm_bodies", write_bodies),
    "staff": ("office.confirm_staff", write_staff),
}


class Changed(Exception):
    """What there is changed since the table was looked at; nothing was written."""


def keep(*, kind: str, lines: Sequence[Line], actor: Actor, at: datetime) -> UUID:
    """Keeps the lines for the look before; those nobody confirmed within a day are thrown away."""
    require(actor, "office.set_up")
    rows = [[line.number, line.cells] for line in lines]
    with acting(actor):
        Upload.objects.filter(created_at__lt=at - KEPT, done_at=None).delete()
        row = Upload.objects.create(id=new_id(at), kind=kind, user_id=actor.user_id, lines=rows, created_at=at)
    return row.pk


def confirm(*, upload: UUID, seen: str, actor: Actor, at: datetime) -> None:
    """Writes what an upload of one's own says; again changes nothing. `seen` is the mark of what was looked at.

    Raises Upload.DoesNotExist, and Changed when the same lines would do something else by now.
    """
    require(actor, "office.set_up")
    with acting(actor):
        row = Upload.objects.select_for_update().get(pk=upload, user=actor.user_id)
        if row.done_at is not None:
            return
        reading = KINDS[row.kind].read([Line(number, cells) for number, cells in row.lines])
        if reading.problems or reading.mark != seen:
            raise Changed
        verb, write = WRITERS[row.kind]
        done = write(reading=reading, actor=actor, at=at)
        row.lines, row.outcome, row.done_at = [], done, at
        row.save(update_fields=["lines", "outcome", "done_at"])
        record(verb, actor=actor, at=at, payload={"upload": row.pk, **done})
