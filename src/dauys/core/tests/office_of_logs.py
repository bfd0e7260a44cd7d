"""A small office with a log in memory: honest, or as dishonest as a test wants it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dauys.core import merkle
from dauys.core.case_numbers import format_number
from dauys.core.log_entries import LogEntry
from dauys.core.log_heads import NO_HEAD, Head, Log, LogKey, log_id_of, public_bytes
from dauys.core.receipts import Consistency, Place, Receipt, sign_promise

AT = datetime.fromisoformat("2026-03-04T05:00:00.000+00:00")
MINUTE = timedelta(minutes=1)


def key_number(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


class Office:
    """Its entries are filings of cases 1, 2, 3 ...; `sign` publishes a head over all of them."""

    def __init__(self, *, key: int = 1, nonce: bytes = b"n" * 16) -> None:
        self.signing = key_number(key)
        public = public_bytes(self.signing)
        self.log = Log(log_id_of(public, nonce), nonce, (LogKey(public, AT - timedelta(days=1)),))
        self.entries: list[LogEntry] = []
        self.heads: list[Head] = []
        self.follows: Head | None = None
        self.common_size = 0
        self.others: list[dict[str, Any]] = []

    def add(self, count: int = 1, at: datetime = AT) -> None:
        for _ in range(count):
            self.entries.append(filing(len(self.entries) + 1, at))

    def hash_of(self, node: merkle.Node) -> bytes:
        level, index = node
        if level == 0:
            return self.entries[index].leaf_hash
        return merkle.node_hash(self.hash_of((level - 1, 2 * index)), self.hash_of((level - 1, 2 * index + 1)))

    def root(self, size: int) -> bytes:
        return merkle.root_hash(size, self.hash_of)

    def sign(self, at: datetime, **changes: Any) -> Head:
        size = changes.pop("tree_size", len(self.entries))
        head = Head(
            log_id=self.log.log_id,
            tree_size=size,
            root_hash=self.root(size),
            at=at,
            key_id=self.log.keys[-1].key_id,
            previous=self.heads[-1].digest if self.heads else NO_HEAD,
        )
        self.heads.append(replace(head, **changes).signed_with(self.signing))
        return self.heads[-1]

    def rotate(self, number: int, at: datetime) -> None:
        bare = LogKey(public_bytes(key_number(number)), at)
        signed = replace(bare, signature=self.signing.sign(bare.signed_bytes(self.log.log_id)))
        self.log = replace(self.log, keys=(*self.log.keys, signed))
        self.signing = key_number(number)

    def place(self, index: int) -> Place:
        number = next(n for n, head in enumerate(self.heads) if head.tree_size > index)
        head = self.heads[number]
        path = merkle.proof(merkle.inclusion_ranges(index, head.tree_size), self.hash_of)
        return Place(index, tuple(path), head, self.heads[number - 1] if number else None)

    def receipt(self, index: int, *, merged: bool = True) -> Receipt:
        entry = self.entries[index]
        number = format_number("KZ", entry.payload["year"], entry.payload["serial"])
        key_id, promise = sign_promise(number, self.log.log_id, [entry], self.signing)
        return Receipt(number, self.log, (entry,), (self.place(index) if merged else None,), key_id, promise)

    def consistency(self, first: int, second: int) -> Consistency:
        return Consistency(first, second, tuple(merkle.proof(merkle.consistency_ranges(first, second), self.hash_of)))

    def fetch(self, address: str) -> Any:
        """The public addresses, as the program serves them."""
        url = urlsplit(address)
        given = {name: values[0] for name, values in parse_qs(url.query).items()}
        match url.path:
            case "/log/head":
                return {"log": self.log.as_json(), "head": self.heads[-1].as_json()}
            case "/log/heads":
                after = int(given["after"])
                rows = self.heads[after : after + 3]
                return {"heads": [h.as_json() for h in rows], "position": after + len(rows)}
            case "/log/logs":
                about = {"follows": self.follows and self.follows.as_json(), "common_size": self.common_size}
                return {"logs": [*self.others, {**self.log.as_json(), **about}]}
            case "/log/consistency":
                try:
                    proof = self.consistency(int(given["first"]), int(given["second"]))
                except (ValueError, IndexError):
                    return {"message": "There is no proof between these sizes."}
                return {"path": [step.hex() for step in proof.path]}
        raise AssertionError(address)


def filing(serial: int, at: datetime) -> LogEntry:
    return LogEntry(
        id=serial,
        at=at,
        verb="cases.file",
        actor_kind="citizen",
        actor_id=None,
        case_id=UUID(int=serial),
        obligation_id=None,
        organization_id=None,
        payload={"serial": serial, "year": 2026, "channel": "web"},
        content_hash=serial.to_bytes(32, "big"),
    )
