"""Reads of what is held: which voices wait for a clerk, and how many came from the same source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window

from dauys.channels.access import reviewed_by
from dauys.channels.models import Draft
from dauys.ground.access.actors import Actor

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
