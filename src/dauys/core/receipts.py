"""Receipts anybody can check: the entries of a case with a signed promise and the proof that the log holds them.

A receipt proves nothing about what was never shown to anybody. It proves that these entries stand in the log whose
head somebody kept, at a place from which neither their words nor their moment can be changed unnoticed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dauys.core.case_numbers import BadNumber, parse_number
from dauys.core.log_entries import BadEntry, LogEntry, entry_as_json, entry_from_json
from dauys.core.log_heads import (
    MERGE_DELAY,
    NO_HEAD,
    Head,
    Log,
    exact_hex,
    head_from_json,
    key_id_of,
    log_from_json,
    public_bytes,
)
from dauys.core.merkle import NotProved, check_consistency, check_inclusion

FORMAT = "dauys-receipt-1"
_NUMBER = re.compile(r"[A-Z]{1,8}-[0-9]{4}-[0-9]{7,18}-[0-9]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the log holds an entry: its index, the path to the first head that covers it, and the head before that."""

    index: int
    path: tuple[bytes, ...]
    head: Head
    before: Head | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """`places` is as long as `entries`; None for an entry the log has not merged yet."""

    number: str
    log: Log
    entries: tuple[LogEntry, ...]
    places: tuple[Place | None, ...]
    key_id: str
    promise: bytes

    @property
    def is_merged(self) -> bool:
        return all(self.places)


@dataclass(frozen=True, slots=True)
class Consistency:
    """A proof between two sizes of one log, as the log's public address gives it."""

    first: int
    second: int
    path: tuple[bytes, ...]


def promise_bytes(number: str, log_id: str, entries: Sequence[LogEntry]) -> bytes:
    name = number.encode()
    leaves = b"".join(entry.leaf_hash for entry in entries)
    return b"dauys receipt v1\0" + bytes.fromhex(log_id) + len(name).to_bytes(2, "big") + name + leaves


def sign_promise(number: str, log_id: str, entries: Sequence[LogEntry], key: Ed25519PrivateKey) -> tuple[str, bytes]:
    """Key id and signature of the promise to merge these entries. Ed25519 signs the same bytes the same way."""
    return key_id_of(public_bytes(key)), key.sign(promise_bytes(number, log_id, entries))


def receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    def place(found: Place | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {
            "index": found.index,
            "path": [step.hex() for step in found.path],
            "head": found.head.as_json(),
            "before": found.before.as_json() if found.before else None,
        }

    return {
        "format": FORMAT,
        "number": receipt.number,
        "log": receipt.log.as_json(),
        "promise": {"key_id": receipt.key_id, "signature": receipt.promise.hex()},
        "entries": [
            {"entry": entry_as_json(entry), "place": place(found)}
            for entry, found in zip(receipt.entries, receipt.places, strict=True)
        ],
    }


def receipt_from_json(data: Any) -> Receipt:
    """Reads a receipt's file; raises NotProved for what is none. Nothing is checked beyond the shape and the keys."""

    def place(found: Any) -> Place | None:
        if found is None:
            return None
        index = found["index"]
        if isinstance(index, bool) or not isinstance(index, int):
            raise TypeError
        before = head_from_json(found["before"]) if found["before"] is not None else None
        path = tuple(exact_hex(step, 32) for step in found["path"])
        return Place(index, path, head_from_json(found["head"]), before)

    try:
        if data["format"] != FORMAT:
            raise ValueError
        rows = data["entries"]
        return Receipt(
            number=_number(data["number"]),
            log=log_from_json(data["log"]),
            entries=tuple(entry_from_json(row["entry"]) for row in rows),
            places=tuple(place(row["place"]) for row in rows),
            key_id=str(data["promise"]["key_id"]),
            promise=exact_hex(data["promise"]["signature"], 64),
        )
    except BadEntry as error:
        raise NotProved(str(error)) from error
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, NotProved):
            raise
        raise NotProved("This is no receipt of Dauys.") from error


def _number(text: Any) -> str:
    """A number as receipts carry it; people may write it in many ways, a file in one only."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise ValueError
    return text


def check(receipt: Receipt, kept: Iterable[Head] = (), proof: Consistency | None = None) -> timedelta:
    """Raises NotProved unless number, entries, promise and places belong together and agree with the heads kept.

    `kept` may hold heads of other logs too, as a witness's file does after an open fork; they are passed over.
    Returns how much later than promised the log merged the entries (zero when in time or not merged yet).
    """
    _check_entries(receipt)
    data = promise_bytes(receipt.number, receipt.log.log_id, receipt.entries)
    filed = receipt.entries[0].at
    receipt.log.check_signature(receipt.key_id, receipt.promise, data, "The receipt", at=None)
    late = timedelta()
    for entry, place in zip(receipt.entries, receipt.places, strict=True):
        if place is not None:
            _check_place(receipt.log, entry, place)
            late = max(late, place.head.at - filed - MERGE_DELAY)
    _check_kept(receipt, kept, proof)
    return late


def _check_entries(receipt: Receipt) -> None:
    """The first entry files the case of this number; the others speak of the same case."""
    if not receipt.entries or receipt.entries[0].verb != "cases.file":
        raise NotProved("The receipt does not begin with the filing of a case.")
    first = receipt.entries[0]
    try:
        number, year = parse_number(receipt.number), first.payload["year"]
        fits = number.serial == first.payload["serial"] and number.year == year and number.fits(year)
    except (BadNumber, KeyError, ValueError, TypeError) as error:
        raise NotProved("The receipt's number is not the number of its entry.") from error
    if not fits:
        raise NotProved("The receipt's number is not the number of its entry.")
    if first.case_id is None or any(entry.case_id != first.case_id for entry in receipt.entries):
        raise NotProved("The receipt's entries belong to different cases.")


def _check_place(log: Log, entry: LogEntry, place: Place) -> None:
    log.check_head(place.head)
    check_inclusion(entry.leaf_hash, place.index, place.head.tree_size, place.path, place.head.root_hash)
    if place.head.at + MERGE_DELAY < entry.at:
        raise NotProved("The entry is dated after the head that holds it.")
    if place.before is None:
        if place.head.previous != NO_HEAD:
            raise NotProved("The head before the entry's head is missing.")
        return
    log.check_head(place.before)
    if place.head.previous != place.before.digest or place.before.tree_size > place.index:
        raise NotProved("The head before the entry's head is not the one it names.")
    _check_moment(entry, place.before)


def _check_moment(entry: LogEntry, earlier: Head) -> None:
    """What a head does not hold cannot have been there long before it."""
    if entry.at + MERGE_DELAY < earlier.at:
        raise NotProved("The entry is dated before a head that does not hold it: it was put in later.")


def _check_kept(receipt: Receipt, kept: Iterable[Head], proof: Consistency | None) -> None:
    """One pass over heads kept outside, however many."""
    merged = [(e, p) for e, p in zip(receipt.entries, receipt.places, strict=True) if p]
    apart, last, given = {place.head.tree_size for _entry, place in merged}, None, False
    for head in kept:
        given = True
        if head.log_id != receipt.log.log_id:
            continue
        last = head
        _check_kept_head(receipt.log, head)
        if not receipt.is_merged:
            _check_not_overdue(receipt.entries[0].at, head)
        for entry, place in merged:
            if head.tree_size <= place.index:
                _check_moment(entry, head)
            if _meets(head, place.head, proof):
                apart.discard(place.head.tree_size)
    if given and last is None:
        raise NotProved("None of the kept heads belongs to the receipt's log.")
    if last is not None and apart:
        first, second = sorted((last.tree_size, min(apart)))
        raise NotProved(
            f"The kept heads do not meet the receipt's head of {min(apart)} entries: fetch "
            f"/log/consistency?first={first}&second={second} and give it with --proof."
        )


def _check_kept_head(log: Log, head: Head) -> None:
    """A head of a key that took over after the receipt was fetched is taken as whoever kept it gives it."""
    if log.knows(head.key_id) or head.at < log.keys[-1].since:
        log.check_head(head)


def _meets(kept: Head, head: Head, proof: Consistency | None) -> bool:
    """Whether the two can be compared; raises NotProved when they contradict each other."""
    if kept.tree_size == head.tree_size:
        check_consistency(kept.tree_size, kept.root_hash, head.tree_size, head.root_hash, ())
        return True
    if proof and {proof.first, proof.second} == {kept.tree_size, head.tree_size}:
        small, large = sorted((kept, head), key=lambda h: h.tree_size)
        check_consistency(small.tree_size, small.root_hash, large.tree_size, large.root_hash, proof.path)
        return True
    return False


def _check_not_overdue(filed: datetime, kept: Head) -> None:
    if kept.at > filed + MERGE_DELAY:
        raise NotProved(
            "The log promised to hold the entries within a minute, and a later head was kept. "
            "Fetch the receipt anew; if it still holds no place, the promise was broken."
        )
