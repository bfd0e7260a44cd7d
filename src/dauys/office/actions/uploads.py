"""Keeps a table that was looked at, and confirms it once."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from dauys.directory.actions import change_structure
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.tables import Line
from dauys.office.bodies import Reading
from dauys.office.models import Upload

KEPT = timedelta(days=1)


class Changed(Exception):
    """The structure is not any more as it was when the table was looked at; nothing was written."""


def keep(*, lines: Sequence[Line], actor: Actor, at: datetime) -> UUID:
    """Keeps the lines for the look before; those nobody confirmed within a day are thrown away."""
    require(actor, "office.set_up")
    with acting(actor):
        Upload.objects.filter(created_at__lt=at - KEPT, done_at=None).delete()
        row = Upload.objects.create(
            id=new_id(at), user_id=actor.user_id, lines=[[line.number, line.cells] for line in lines], created_at=at
        )
    return row.pk


def confirm(*, upload: UUID, seen: str, read: Callable[[Sequence[Line]], Reading], actor: Actor, at: datetime) -> None:
    """Writes the bodies of an upload of one's own; again changes nothing. `seen` is the mark of what was looked at.

    Raises Upload.DoesNotExist, and Changed when the same lines would do something else by now.
    """
    require(actor, "office.set_up")
    with acting(actor):
        row = Upload.objects.select_for_update().get(pk=upload, user=actor.user_id)
        if row.done_at is not None:
            return
        reading = read([Line(number, cells) for number, cells in row.lines])
        if reading.problems or reading.mark != seen:
            raise Changed
        done = change_structure(bodies=[found.wanted for found in reading.found], actor=actor, at=at)
        row.lines, row.outcome, row.done_at = [], asdict(done), at
        row.save(update_fields=["lines", "outcome", "done_at"])
        record("office.confirm_bodies", actor=actor, at=at, payload={"upload": row.pk, **asdict(done)})
