"""Reads of the journal: the entries of a case in their order, and how far behind the follower is."""

from datetime import datetime, timedelta

from django.db import connection

from dauys.core.log_entries import LogEntry
from dauys.ground.journal.models import Entry, Parked

_WAITING = """
SELECT MIN(e.at) FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id
WHERE e.id > COALESCE((SELECT position FROM journal_follower WHERE name = 'numbering'), 0) AND l.entry_id IS NULL
"""


def oldest_waiting() -> datetime | None:
    """The moment of the oldest entry that has no place in the order yet; None when the follower is up to date."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        found: datetime | None = cursor.fetchone()[0]
    return found


def lag(now: datetime) -> timedelta:
    """Age of the oldest entry not yet numbered; zero when the follower is up to date."""
    oldest = oldest_waiting()
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
