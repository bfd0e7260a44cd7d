"""The receipt of a case that anybody can check: its entries, the signed promise, and where the log holds them."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.core.log_entries import LogEntry
from dauys.core.log_heads import Log
from dauys.core.receipts import Receipt, sign_promise
from dauys.ground.journal.models import Entry
from dauys.ground.journal.queries import as_logged
from dauys.ground.log import queries as log
from dauys.ground.log.signing import key_of

_KEEP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Stub:
    """What a receipt shows of the log: the hash that names its first entry, and the line it stands in, if merged."""

    leaf: str
    line: int | None

    @property
    def groups(self) -> str:
        """The hash in groups of four, for comparing by eye."""
        return " ".join(self.leaf[n : n + 4] for n in range(0, len(self.leaf), 4))


def _current_log() -> Log | None:
    """The log in use, asked for at most every few seconds a process; a new key is known a little later."""
    found: Log | None = cache.get("log")
    if found is None and (found := log.current()) is not None:
        cache.set("log", found, _KEEP_SECONDS)
    return found


def _entries(case_id: UUID) -> list[LogEntry]:
    """The filing and the first obligation's beginning. One statement."""
    rows = Entry.objects.filter(case_id=case_id, verb__in=["cases.file", "cases.open_obligation"]).order_by("id")[:2]
    found = sorted((as_logged(row) for row in rows), key=lambda entry: entry.verb != "cases.file")
    # A case filed before the log bound numbers to entries has a receipt on paper only.
    return found if found and found[0].verb == "cases.file" and "serial" in found[0].payload else []


def stub_of(case_id: UUID) -> Stub | None:
    """Three statements at the most; None for a case from before the log."""
    entries, current = _entries(case_id), _current_log()
    if not entries or current is None:
        return None
    standing = log.standing_of(current.log_id, [entries[0].id]).get(entries[0].id)
    return Stub(entries[0].leaf_hash.hex(), standing.index + 1 if standing else None)


def receipt_of(case: Case) -> Receipt | None:
    """The receipt as it can be proved now; without places for entries that are not merged yet."""
    entries, current = _entries(case.pk), log.current()
    if not entries or current is None:
        return None
    found = log.standing_of(current.log_id, [entry.id for entry in entries])
    if not all(current.knows(s.head.key_id) for s in found.values()):
        current = log.current() or current  # a key took over between the two
    standings = [found.get(entry.id) for entry in entries]
    places = iter(log.places([s for s in standings if s]))
    key_id, promise = sign_promise(number_of(case), current.log_id, entries, key_of(current.keys[-1].key_id))
    return Receipt(
        number=number_of(case),
        log=current,
        entries=tuple(entries),
        places=tuple(next(places) if s else None for s in standings),
        key_id=key_id,
        promise=promise,
    )
