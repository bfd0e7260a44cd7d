"""Asks for examinations and keeps what they find."""

from datetime import datetime, timedelta

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.invariants import Invariant
from dauys.ground.journal.actions import record
from dauys.site.doctor.examine import examine
from dauys.site.doctor.models import Examination

EVERY = timedelta(days=1)
KEEP = 50


def ask(*, actor: Actor, at: datetime) -> None:
    """Asks for an examination; while one is waiting, asking again changes nothing."""
    with acting(actor):
        row = Examination(asked_at=at, asked_by_id=actor.id)
        Examination.objects.bulk_create([row], ignore_conflicts=True)
        record("doctor.ask", actor=actor, at=at)


def examine_if_due(*, invariants: list[Invariant], at: datetime) -> bool:
    """Makes the examination that was asked for, or the daily one; True if it made one. May take minutes."""
    waiting = Examination.objects.filter(finished_at__isnull=True).first()
    if waiting is None:
        if Examination.objects.filter(asked_at__gt=at - EVERY, asked_at__lt=at + EVERY).exists():
            return False
        waiting = Examination.objects.create(asked_at=at)
    results = {result.invariant.code: result.as_json() for result in examine(invariants)}
    Examination.objects.filter(pk=waiting.pk).update(results=results, finished_at=at)
    kept = Examination.objects.order_by("-asked_at").values("pk")[:KEEP]
    Examination.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return True
