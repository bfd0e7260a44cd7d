"""Reads of the tables of needs that partners brought: one's own, and what its lines mean."""

import json
from datetime import datetime
from uuid import UUID

from dauys.cases.models import Case
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.tables.lines import Line
from dauys.volunteers.models import NeedTable
from dauys.volunteers.need_rows import Reading, key_of, read_needs


def need_table_of(actor: Actor, table: UUID) -> NeedTable | None:
    """A table of one's own."""
    return NeedTable.objects.filter(pk=table, user=actor.id).first()


def read_need_table(row: NeedTable, office: Organization, at: datetime) -> Reading:
    """What the lines of a kept table mean at this moment."""
    lines = [Line(number, cells) for number, cells in json.loads(row.content or "[]")]
    keys = [key_of(office.code, " ".join(line.cells.get("number", "").split())) for line in lines]
    here = set(Case.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True))
    return read_needs(lines, partner=office.code, here=here, at=at)
