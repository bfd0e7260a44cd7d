"""The bytes of a journal entry that the log's leaves are made of: fixed width, the same in Python and in SQL.

Layout of the 177 bytes, numbers big-endian: version 1, entry id 8, moment in microseconds since 1970 8, SHA-256 of
verb and kind of actor 32, ids of actor, case, obligation and organisation 16 each, SHA-256 of the payload 32,
content hash 32. What is absent is zero bytes. The payload is hashed as PostgreSQL writes jsonb: keys by length, then
by letter. Payloads hold ids, codes, numbers and hashes only, so nothing in them needs escaping.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from dauys.core.merkle import leaf_hash

WIDTH = 177
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
_PLAIN = re.compile(r"[A-Za-z0-9_./:+\-]*\Z")
_NO_ID = bytes(16)
_NO_HASH = bytes(32)

# The same bytes of a row `e` of the journal, as PostgreSQL reckons them.
LEAF_SQL = """
'\\x01'::bytea || int8send(e.id) || int8send((extract(epoch FROM e.at) * 1000000)::bigint)
|| sha256(convert_to(e.verb || chr(10) || e.actor_kind, 'UTF8'))
|| uuid_send(COALESCE(e.actor_id, '00000000-0000-0000-0000-000000000000'))
|| uuid_send(COALESCE(e.case_id, '00000000-0000-0000-0000-000000000000'))
|| uuid_send(COALESCE(e.obligation_id, '00000000-0000-0000-0000-000000000000'))
|| uuid_send(COALESCE(e.organization_id, '00000000-0000-0000-0000-000000000000'))
|| sha256(convert_to(e.payload::text, 'UTF8'))
|| COALESCE(e.content_hash, decode(repeat('00', 32), 'hex'))
"""
LEAF_HASH_SQL = f"sha256('\\x00'::bytea || {LEAF_SQL})"


class BadEntry(ValueError):
    """Something that is no entry of a journal."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry as the log knows it. `at` is aware and counts to the microsecond."""

    id: int
    at: datetime
    verb: str
    actor_kind: str
    actor_id: UUID | None
    case_id: UUID | None
    obligation_id: UUID | None
    organization_id: UUID | None
    payload: Mapping[str, Any]
    content_hash: bytes | None

    @property
    def leaf_hash(self) -> bytes:
        return leaf_hash(leaf_bytes(self))


def payload_text(value: Any) -> str:
    """A payload as PostgreSQL writes jsonb; raises BadEntry for what no payload may hold."""
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, str) and _PLAIN.match(value):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(payload_text, value))}]"
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return f"{{{', '.join(f'{payload_text(key)}: {payload_text(value[key])}' for key in keys)}}}"
    raise BadEntry("A payload holds ids, codes, numbers and hashes only.")


def leaf_bytes(entry: LogEntry) -> bytes:
    """The 177 bytes; raises BadEntry for a naive moment or a hash of another length."""
    if entry.at.utcoffset() is None:
        raise BadEntry("The moment of an entry needs a time zone.")
    content = entry.content_hash or _NO_HASH
    if len(content) != 32:
        raise BadEntry("A content hash has 32 bytes.")
    ids = (entry.actor_id, entry.case_id, entry.obligation_id, entry.organization_id)
    return b"".join(
        (
            b"\x01",
            entry.id.to_bytes(8, "big", signed=True),
            ((entry.at - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True),
            sha256(f"{entry.verb}\n{entry.actor_kind}".encode()).digest(),
            *(i.bytes if i else _NO_ID for i in ids),
            sha256(payload_text(entry.payload).encode()).digest(),
            content,
        )
    )


def entry_as_json(entry: LogEntry) -> dict[str, Any]:
    """The entry for a receipt's file; `entry_from_json` reads it back to the same bytes."""

    def text(value: UUID | None) -> str | None:
        return str(value) if value else None

    return {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "verb": entry.verb,
        "actor_kind": entry.actor_kind,
        "actor_id": text(entry.actor_id),
        "case_id": text(entry.case_id),
        "obligation_id": text(entry.obligation_id),
        "organization_id": text(entry.organization_id),
        "payload": dict(entry.payload),
        "content_hash": entry.content_hash.hex() if entry.content_hash else None,
    }


def entry_from_json(data: Any) -> LogEntry:
    """Raises BadEntry for anything that `entry_as_json` did not write."""

    def identifier(name: str) -> UUID | None:
        return UUID(data[name]) if data[name] is not None else None

    def word(name: str) -> str:
        if not isinstance(data[name], str) or not _PLAIN.match(data[name]):
            raise TypeError
        return str(data[name])

    try:
        if isinstance(data["id"], bool) or not isinstance(data["id"], int) or not isinstance(data["payload"], dict):
            raise TypeError
        entry = LogEntry(
            id=data["id"],
            at=datetime.fromisoformat(data["at"]),
            verb=word("verb"),
            actor_kind=word("actor_kind"),
            actor_id=identifier("actor_id"),
            case_id=identifier("case_id"),
            obligation_id=identifier("obligation_id"),
            organization_id=identifier("organization_id"),
            payload=data["payload"],
            content_hash=bytes.fromhex(data["content_hash"]) if data["content_hash"] is not None else None,
        )
        if not _EPOCH <= entry.at <= _LATEST:
            raise ValueError
        leaf_bytes(entry)
    except BadEntry:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise BadEntry("This is no entry of a journal.") from error
    return entry
