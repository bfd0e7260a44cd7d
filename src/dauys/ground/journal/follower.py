"""Follows the journal: gives each entry its leaf index, then wakes every hearer once per entry, in that order."""

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from dauys.core.log_entries import LEAF_HASH_SQL
from dauys.ground.journal.models import Entry, Follower, Leaf, Parked

log = logging.getLogger(__name__)
BATCH = 500
MAX_ATTEMPTS = 10
# One writer of the order, whatever number of workers runs. The number is arbitrary and only has to be ours.
_LOCK = 0x6461757973

Hearer = Callable[[Entry], None]
Hearers = Mapping[str, Sequence[Hearer]]


def hearer_name(hearer: Hearer) -> str:
    return f"{hearer.__module__}.{hearer.__qualname__}"


# Entry ids come from a sequence, so a slow transaction can commit a low id late. `position` of the numbering
# follower is an id at or below which no entry can still appear; above it, an anti-join finds what has no leaf yet.
_NUMBER = f"""
WITH fresh AS (
    SELECT e.id, {LEAF_HASH_SQL} AS leaf_hash FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id
    WHERE e.id > %s AND l.entry_id IS NULL ORDER BY e.id LIMIT %s
), numbered AS (
    INSERT INTO journal_leaf (index, entry_id, numbered_at, leaf_hash)
    SELECT (SELECT COALESCE(MAX(index) + 1, 0) FROM journal_leaf) + ROW_NUMBER() OVER (ORDER BY id) - 1, id, %s,
        leaf_hash
    FROM fresh RETURNING entry_id
) SELECT COUNT(*), MAX(entry_id) FROM numbered
"""  # noqa: S608
# Whoever inserts into the journal holds this lock from before it takes an id until its transaction has ended.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND relation = 'journal_entry'::regclass
"""


class JournalFollower:
    """One tick numbers a batch and serves every hearer a batch; call it until it answers 0, then sleep."""

    def __init__(self, hearers: Hearers) -> None:
        self.hearers = hearers
        # (highest entry id seen, writers at work just after): once those have ended, no lower id can appear
        self._pending: tuple[int, frozenset[str]] | None = None

    def tick(self, now: datetime) -> int:
        """Does one batch of work and returns how much; 0 also when another worker holds the lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
            try:
                return self._number(now) + self._serve(now) + self._retry(now)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def _position(self, name: str, now: datetime) -> int:
        return Follower.objects.get_or_create(name=name, defaults={"position": 0, "updated_at": now})[0].position

    def _number(self, now: datetime) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            floor = self._position("numbering", now)
            settled = self._settled(cursor, floor)  # asked first, so that the numbering sees what it waited for
            cursor.execute(_NUMBER, [floor, BATCH, now])
            count, highest = cursor.fetchone()
            if count == BATCH:
                settled = min(settled, highest)
            if settled > floor:
                Follower.objects.filter(name="numbering").update(position=settled, updated_at=now)
        return int(count)

    def _settled(self, cursor, floor: int) -> int:
        """An id at or below which every entry there will ever be is committed by now; `floor` if none is known."""
        known = floor
        if self._pending is not None:
            highest, writers = self._pending
            if writers.isdisjoint(self._writers(cursor)):
                known, self._pending = max(floor, highest), None
        if self._pending is None:
            cursor.execute("SELECT COALESCE(MAX(id), 0) FROM journal_entry")
            highest = int(cursor.fetchone()[0])
            if highest > known:
                self._pending = (highest, self._writers(cursor))
        return known

    @staticmethod
    def _writers(cursor) -> frozenset[str]:
        cursor.execute(_WRITERS)
        return frozenset(row[0] for row in cursor.fetchall())

    def _serve(self, now: datetime) -> int:
        with transaction.atomic():
            after = self._position("hearers", now)
            leaves = list(Leaf.objects.select_related("entry").filter(index__gte=after).order_by("index")[:BATCH])
            # Asked once for all: a batch cut off was rolled back with its position, so only a restored one is parked.
            asked = Parked.objects.filter(leaf_index__in=[leaf.index for leaf in leaves])
            parked = set(asked.values_list("hearer", "leaf_index"))
            for leaf in leaves:
                for hearer in self.hearers.get(leaf.entry.verb, ()):
                    self._wake(hearer, leaf, now, was_parked=(hearer_name(hearer), leaf.index) in parked)
            if leaves:
                Follower.objects.filter(name="hearers").update(position=leaves[-1].index + 1, updated_at=now)
        return len(leaves)

    def _wake(self, hearer: Hearer, leaf: Leaf, now: datetime, *, was_parked: bool) -> None:
        try:
            with transaction.atomic():
                hearer(leaf.entry)
        except Exception as error:  # a hearer's defect must not stop the others; it is parked and shown
            where = traceback.extract_tb(error.__traceback__)[-1]  # the message itself may hold a citizen's words
            reason = f"{type(error).__name__} in {where.name}, line {where.lineno}"
            log.error("hearer %s failed on leaf %s: %s", hearer_name(hearer), leaf.index, reason)
            parked, fresh = Parked.objects.get_or_create(
                hearer=hearer_name(hearer),
                leaf_index=leaf.index,
                defaults={"error": type(error).__name__, "retry_at": now + timedelta(seconds=30)},
            )
            if not fresh:
                parked.attempts += 1
                parked.error = type(error).__name__
                parked.retry_at = now + timedelta(seconds=30 * 2 ** min(parked.attempts, 8))
                parked.save()
        else:
            if was_parked:
                Parked.objects.filter(hearer=hearer_name(hearer), leaf_index=leaf.index).delete()

    def _retry(self, now: datetime) -> int:
        due = list(Parked.objects.filter(retry_at__lte=now, attempts__lt=MAX_ATTEMPTS)[:20])
        if not due:
            return 0
        by_name = {hearer_name(h): h for hs in self.hearers.values() for h in hs}
        for parked in due:
            hearer = by_name.get(parked.hearer)
            if hearer is None:
                parked.delete()
                continue
            leaf = Leaf.objects.select_related("entry").get(index=parked.leaf_index)
            with transaction.atomic():
                self._wake(hearer, leaf, now, was_parked=True)
        return 0

    def drain(self, now: datetime, limit: int = 10_000) -> int:
        """Ticks until nothing is left; for tests, the demo's seed and a worker that stops."""
        total = 0
        while total < limit and (done := self.tick(now)):
            total += done
        return total
