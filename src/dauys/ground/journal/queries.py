"""Reads of the journal: the entries of a case in their order, and how far behind the follower is."""

from datetime import datetime, timedelta

from django.db.models import Max

from dauys.core.log_entries import LogEntry
from dauys.ground.journal.models import Entry, Leaf, Parked


def lag(now: datetime) -> timedelta:
    """Age of the oldest entry not yet numbered; zero when the follower is up to date."""
    newest = Leaf.objects.aggregate(n=Max("entry_id"))["n"] or 0
    oldest = Entry.objects.filter(id__gt=newest).order_by("id").values_list("at", flat=True).first()
    return max(now - oldest, timedelta()) if oldest else timedelta()


def parked_count() -> int:
    return Parked.objects.count()


def as_logged(entry: Entry) -> LogEntry:
    """The entry as the log's leaves and receipts know it."""
    return LogEntry(
        id=entry.pk,
        at=entry.at,
        verb=entry.verb,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        case_id=entry.case_id,
        obligation_id=entry.obligation_id,
        organization_id=entry.organization_id,
        payload=entry.payload,
        content_hash=bytes(entry.content_hash) if entry.content_hash is not None else None,
    )
