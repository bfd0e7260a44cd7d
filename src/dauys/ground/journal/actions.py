"""The only way into the journal: checks that an entry is declared and carries no text, then appends it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.journal.events import UnknownEvent, known
from dauys.ground.journal.models import Entry

# Codes, ids, ISO dates and hex; no spaces and no letters outside ASCII, so that no name or sentence slips in.
_CODE = re.compile(r"[A-Za-z0-9_./:+\-]{0,80}\Z")
_PHONE = re.compile(r"\+?\d{10,12}\Z")


class TextInJournal(Exception):
    """A payload value that is not an id, a code, a number or a hash."""


def _check(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and _CODE.match(value) and not _PHONE.match(value):
        return value
    if isinstance(value, list | tuple):
        return [_check(name, item) for item in value]
    raise TextInJournal(f"{name} must be an id, a code, a number or a hash")


def entry_row(
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    case_id: UUID | None = None,
    obligation_id: UUID | None = None,
    organization_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
    content_hash: bytes | None = None,
) -> dict[str, Any]:
    """The checked values of one entry, for actions that write it together with their rows."""
    event = known(verb)
    data = dict(payload or {})
    if extra := set(data) - event.fields:
        raise UnknownEvent(f"{verb} does not declare {', '.join(sorted(extra))}")
    return {
        "at": at,
        "verb": verb,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "case_id": case_id,
        "obligation_id": obligation_id,
        "organization_id": organization_id,
        "payload": {name: _check(f"{verb}.{name}", value) for name, value in data.items()},
        "content_hash": content_hash,
    }


def record(verb: str, *, actor: Actor, at: datetime, **about: Any) -> None:
    """Appends one entry inside the caller's transaction; `about` as in entry_row."""
    Entry.objects.create(**entry_row(verb, actor=actor, at=at, **about))
