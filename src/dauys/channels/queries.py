"""Reads of what is not filed yet: voices that wait for a clerk, and a clerk's table with the cases it meets."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window

from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.channels.access import reviewed_by
from dauys.channels.import_rows import Brought, Known, bare, external_of, key_of, own_of
from dauys.channels.models import Draft, Import
from dauys.core.case_numbers import BadNumber, parse_number
from dauys.directory.cache import organizations, place_of
from dauys.ground.access.actors import Actor
from dauys.ground.tables import Line
from dauys.search.queries import with_external_numbers

PAGE = 25
COUNT_CAP = 1000
BATCH = 100  # decided about at once; a source with more takes more clicks


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of held voices, each with `from_source`, and how many there are, at most COUNT_CAP + 1."""

    rows: Sequence[Draft]
    total: int


def held_for(actor: Actor) -> QuerySet[Draft]:
    """Held voices the actor decides about."""
    scope = Q(pk__in=[])
    for grant in reviewed_by(actor):
        scope |= Q(owner_path__startswith=grant.org_path) & Q(area_path__startswith=grant.area_path)
    return Draft.objects.filter(scope, held_at__isnull=False)


def waiting(actor: Actor) -> Waiting:
    """Danger first, then what waits longest. Two statements."""
    rows = held_for(actor).annotate(from_source=Window(Count("pk"), partition_by=F("source_key")))
    page = list(rows.order_by("-urgent", "held_at", "pk")[:PAGE])
    return Waiting(page, held_for(actor)[: COUNT_CAP + 1].count() if len(page) == PAGE else len(page))


def same_source(actor: Actor, draft: UUID) -> list[UUID]:
    """Held voices from where this one came, itself among them, at most BATCH."""
    source = held_for(actor).filter(pk=draft).values("source_key")
    return list(held_for(actor).filter(source_key__in=source).order_by("held_at").values_list("pk", flat=True)[:BATCH])


def held_at(draft: UUID) -> datetime | None:
    """When a draft was sent and held; None if it is not held."""
    return Draft.objects.filter(pk=draft).values_list("held_at", flat=True).first()


def import_of(actor: Actor, import_id: UUID) -> Import | None:
    """A table of the actor's own."""
    return Import.objects.filter(pk=import_id, user=actor.user_id).first()


def table_of(row: Import) -> Brought:
    """A table that is not filed yet; an empty one afterwards."""
    said = json.loads(row.content) if row.content else {"lines": [], "called": {}, "unused": []}
    return Brought([Line(number, cells) for number, cells in said["lines"]], said["called"], said["unused"])


def known_cases(lines: Sequence[Line]) -> Known:
    """Cases that the lines name: imported before, carrying the number otherwise, or by our own number.

    Three statements. A number typed elsewhere is known as soon as search has read its case.
    """
    numbers = {bare(number): number for line in lines if (number := external_of(line))}
    keys = {key_of(number): number for number in numbers}
    found = {bare(number): case for case, number in with_external_numbers(numbers.values())}
    imported = Case.objects.filter(idempotency_key__in=keys)
    found |= {keys[key]: case_id for case_id, key in imported.values_list("pk", "idempotency_key")}
    said = {text for line in lines for text in (own_of(line), external_of(line)) if text}
    return Known({number: case for number, case in found.items() if number}, _by_own_numbers(said))


def with_number(number: str) -> UUID | None:
    """The case that carries a number of another system. No statement without one."""
    line = Line(1, {"external_number": number})
    return known_cases([line]).external.get(bare(number)) if bare(number) else None


def _by_own_numbers(numbers: Iterable[str]) -> dict[str, UUID]:
    serials: set[int] = set()
    for number in numbers:
        try:
            serials.add(parse_number(number[:40]).serial)
        except BadNumber:
            continue
    cases = Case.objects.filter(serial__in=[s for s in serials if s < 2**63])
    return {number_of(case): case.pk for case in cases}


def home_of(actor: Actor) -> str:
    """The path of the place of a clerk's office; empty if it has none. No statement."""
    body = organizations().get(actor.grants_of(["clerk"])[0].org_path.rstrip("/"))
    return place_of(body) if body else ""
