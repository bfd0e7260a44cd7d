"""Entries of the journal on their way into it: bytes for the leaf and text for COPY, everything but their number."""

from functools import cache
from hashlib import sha256

from dauys.site.bulk.lines import NULL, binary, stamp

COLUMNS = (
    "id", "at", "verb", "actor_kind", "actor_id", "case_id", "obligation_id", "organization_id", "payload",
    "content_hash",
)  # fmt: skip
Entry = tuple[int, bytes, str]  # second, bytes of the leaf behind the number, text behind the number
_NO_ID, _NO_HASH = bytes(16), bytes(32)
_AHEAD = b"\x00\x01"  # a leaf's prefix in the tree, and the version of an entry's bytes (core/log_entries.py)


@cache
def _verb(verb: str, kind: str) -> bytes:
    return sha256(f"{verb}\n{kind}".encode()).digest()


def entry(
    second: int,
    verb: str,
    *,
    actor: str | None,
    case: str,
    payload: str,
    obligation: str | None = None,
    organization: str | None = None,
    content: bytes | None = None,
) -> Entry:
    """Ids are 32 hex digits; `payload` is written as PostgreSQL writes jsonb. Without `actor` a citizen acted."""
    kind = "staff" if actor else "citizen"
    ids = (actor, case, obligation, organization)
    middle = b"".join(
        (
            (second * 1_000_000).to_bytes(8, "big"),
            _verb(verb, kind),
            *(bytes.fromhex(i) if i else _NO_ID for i in ids),
            sha256(payload.encode()).digest(),
            content or _NO_HASH,
        )
    )
    known = "\t".join(i or NULL for i in ids)
    return second, middle, f"{stamp(second)}\t{verb}\t{kind}\t{known}\t{payload}\t{binary(content)}\n"


def leaf_hash(number: int, middle: bytes) -> bytes:
    """The hash by which the log knows the entry once it has its number."""
    return sha256(_AHEAD + number.to_bytes(8, "big") + middle).digest()
