"""Signed heads of the log and the keys that sign them: what is signed, and how anybody checks it.

A log's id commits to its first key; each later key is signed by the one before it. Each head names the digest of the
head before it, so that heads form a chain of their own and none can be slipped in later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dauys.core.merkle import NotProved

MERGE_DELAY = timedelta(minutes=1)
NO_HEAD = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# Moments of strangers lie between these two, so that what is added to them stays a moment.
EARLIEST, LATEST = _EPOCH, datetime(9000, 1, 1, tzinfo=UTC)


def whole_milliseconds(at: datetime) -> datetime:
    """The moment as heads carry it: in UTC, cut to the millisecond."""
    return _EPOCH + (at - _EPOCH) // _MILLISECOND * _MILLISECOND


def _stamp(at: datetime) -> bytes:
    return ((at - _EPOCH) // _MILLISECOND).to_bytes(8, "big", signed=True)


def key_id_of(public_key: bytes) -> str:
    """Sixteen hexadecimal digits that name a key."""
    return sha256(public_key).hexdigest()[:16]


def log_id_of(first_public_key: bytes, nonce: bytes) -> str:
    """Thirty-two hexadecimal digits that name a log and commit to its first key."""
    return sha256(b"dauys log v1\0" + first_public_key + nonce).hexdigest()[:32]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


@dataclass(frozen=True, slots=True)
class Head:
    """The root over the first `tree_size` entries at a moment, signed. `previous` is the digest of the head before."""

    log_id: str
    tree_size: int
    root_hash: bytes
    at: datetime
    key_id: str
    previous: bytes = NO_HEAD
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        return b"".join(
            (
                b"dauys head v1\0",
                bytes.fromhex(self.log_id),
                self.tree_size.to_bytes(8, "big"),
                self.root_hash,
                _stamp(self.at),
                bytes.fromhex(self.key_id),
                self.previous,
            )
        )

    @property
    def digest(self) -> bytes:
        return sha256(self.signed_bytes() + self.signature).digest()

    def signed_with(self, key: Ed25519PrivateKey) -> "Head":
        return replace(self, signature=key.sign(self.signed_bytes()))

    def as_json(self) -> dict[str, Any]:
        return {
            "log_id": self.log_id,
            "tree_size": self.tree_size,
            "root_hash": self.root_hash.hex(),
            "at": self.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "key_id": self.key_id,
            "previous": self.previous.hex(),
            "signature": self.signature.hex(),
        }


def head_from_json(data: Any) -> Head:
    """Raises NotProved for anything that is no head."""
    try:
        size = data["tree_size"]
        head = Head(
            log_id=exact_hex(data["log_id"], 16).hex(),
            tree_size=size,
            root_hash=exact_hex(data["root_hash"], 32),
            at=_moment(data["at"]),
            key_id=exact_hex(data["key_id"], 8).hex(),
            previous=exact_hex(data["previous"], 32),
            signature=exact_hex(data["signature"], 64),
        )
        if isinstance(size, bool) or not isinstance(size, int) or not 0 <= size < 2**62:
            raise ValueError
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise NotProved("This is no head of a log.") from error
    return head


def exact_hex(text: str, length: int) -> bytes:
    """Bytes of this length; ValueError, TypeError."""
    value = bytes.fromhex(text)
    if len(value) != length:
        raise ValueError(f"{length} bytes were expected")
    return value


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or not EARLIEST <= at <= LATEST or whole_milliseconds(at) != at:
        raise ValueError("a moment with its offset, in milliseconds, was expected")
    return at


@dataclass(frozen=True, slots=True)
class LogKey:
    """A key of a log since a moment; all but the first carry the signature of the key before."""

    public_key: bytes
    since: datetime
    signature: bytes = b""

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)

    def signed_bytes(self, log_id: str) -> bytes:
        return b"dauys key v1\0" + bytes.fromhex(log_id) + self.public_key + _stamp(self.since)


@dataclass(frozen=True, slots=True)
class Log:
    """A log's name, what its id was made with, and its keys, oldest first."""

    log_id: str
    nonce: bytes
    keys: tuple[LogKey, ...]

    def check_keys(self) -> None:
        """Raises NotProved unless the id commits to the first key and every later one was signed by its predecessor."""
        _check_keys(self)

    def knows(self, key_id: str) -> bool:
        return any(key.key_id == key_id for key in self.keys)

    def check_signature(self, key_id: str, signature: bytes, data: bytes, what: str, *, at: datetime | None) -> None:
        """Raises NotProved unless `data` was signed by this key of the log, and at `at` the key was in use."""
        self.check_keys()
        for place, key in enumerate(self.keys):
            if key.key_id == key_id:
                later = self.keys[place + 1].since if place + 1 < len(self.keys) else None
                if at and (at + MERGE_DELAY < key.since or (later and at > later + MERGE_DELAY)):
                    raise NotProved(f"{what} was signed with a key that was not in use then.")
                _check(key.public_key, signature, data, what)
                return
        raise NotProved(f"{what} was signed with a key the log does not know.")

    def check_head(self, head: Head) -> None:
        if head.log_id != self.log_id:
            raise NotProved("The head belongs to another log.")
        self.check_signature(head.key_id, head.signature, head.signed_bytes(), "The head", at=head.at)

    def as_json(self) -> dict[str, Any]:
        return {
            "log_id": self.log_id,
            "nonce": self.nonce.hex(),
            "keys": [
                {
                    "key_id": key.key_id,
                    "public_key": key.public_key.hex(),
                    "since": key.since.astimezone(UTC).isoformat(timespec="milliseconds"),
                    "signature": key.signature.hex(),
                }
                for key in self.keys
            ],
        }


@lru_cache(maxsize=4)  # a log with thousands of keys, and a thousand heads to check against them
def _check_keys(log: Log) -> None:
    if not log.keys or log_id_of(log.keys[0].public_key, log.nonce) != log.log_id:
        raise NotProved("The log's id does not fit its first key.")
    for older, newer in pairwise(log.keys):
        if newer.since < older.since:
            raise NotProved("A key of the log is older than the one before it.")
        _check(older.public_key, newer.signature, newer.signed_bytes(log.log_id), "A key of the log")


def log_from_json(data: Any) -> Log:
    """Raises NotProved for anything that is no log with sound keys."""
    try:
        keys = tuple(
            LogKey(
                public_key=exact_hex(key["public_key"], 32),
                since=_moment(key["since"]),
                signature=bytes.fromhex(key["signature"]),
            )
            for key in data["keys"]
        )
        log = Log(exact_hex(data["log_id"], 16).hex(), bytes.fromhex(data["nonce"]), keys)
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise NotProved("This is no description of a log.") from error
    log.check_keys()
    return log


def _check(public_key: bytes, signature: bytes, data: bytes, what: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise NotProved(f"{what} does not carry the signature it should.") from error


def check_succession(log: Log, heads: Sequence[Head]) -> None:
    """Heads of one log one after the other: each signed, naming the one before, never smaller, never earlier."""
    for head in heads:
        log.check_head(head)
    for older, newer in pairwise(heads):
        if newer.previous != older.digest:
            raise NotProved("A head does not name the head before it.")
        if newer.tree_size < older.tree_size or newer.at < older.at:
            raise NotProved("A head is smaller or earlier than the head before it.")
        if newer.tree_size == older.tree_size and newer.root_hash != older.root_hash:
            raise NotProved("Two heads of the same size differ.")
