"""Keeps a voice of a flood instead of refusing it, and does what a clerk decides about it."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.channels.actions.file import file
from dauys.channels.drafts import holder_of
from dauys.channels.models import Draft
from dauys.channels.queries import held_for
from dauys.directory.cache import areas
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.files import actions as file_actions
from dauys.ground.files import queries as files
from dauys.ground.journal.actions import record
from dauys.routing.queries import goes_first, suggest


def hold(*, draft: UUID, data: dict[str, Any], source: bytes, because: str, at: datetime) -> None:
    """Marks a complete draft as sent and held; again, or after it was filed, nothing happens.

    `source` is the keyed digest of the address, `because` says which limit was passed: address or everyone.
    """
    area = areas()[data["area"]].path
    other, about = data.get("for_whom") == "other", UUID(data["about"]) if data.get("about") else None
    route = suggest(
        text=data["text"], topic=data["topic"], area_path=area, kind=data["kind"], represented=other, about=about
    )
    with acting(ANONYMOUS):
        if Draft.objects.filter(pk=draft, door="public", held_at=None).update(
            held_at=at,
            held_because=because,
            source_key=source,
            urgent=goes_first(data["text"]),
            owner_path=route.owner.path,
            area_path=area,
        ):
            record("channels.hold", actor=ANONYMOUS, at=at, payload={"draft": draft, "because": because})


def accept_held(*, drafts: Collection[UUID], actor: Actor, at: datetime) -> list[UUID]:
    """Files held voices as received when they were sent; the cases. Those gone or not the actor's are passed over."""
    cases: list[UUID] = []
    with acting(actor):
        rows = _locked(drafts, actor)
        for row in rows:
            sent_at = row.held_at or at
            data = json.loads(row.data or "{}")
            # The citizen is the author: the clerk's part is the entry below.
            filed = file(data=data, channel="web", key=row.pk, actor=ANONYMOUS, at=at, received_at=min(sent_at, at))
            cases.append(filed.case_id)
        if rows:
            Draft.objects.filter(pk__in=[row.pk for row in rows]).delete()
            payload = {"count": len(cases), "drafts": [row.pk for row in rows], "cases": cases}
            record("channels.accept_held", actor=actor, at=at, payload=payload)
    return cases


def discard_held(*, drafts: Collection[UUID], actor: Actor, at: datetime) -> int:
    """Erases held voices and their files; how many. Those gone or not the actor's are passed over."""
    with acting(actor):
        gone = [row.pk for row in _locked(drafts, actor)]
        if gone:
            Draft.objects.filter(pk__in=gone).delete()
            payload = {"count": len(gone), "drafts": gone}
            record("channels.discard_held", actor=actor, at=at, payload=payload)
    for key in gone:
        for stored in files.of_holder(holder_of(key)):
            file_actions.remove(file_id=stored.pk, holder=holder_of(key))
    return len(gone)


def _locked(drafts: Collection[UUID], actor: Actor) -> list[Draft]:
    """The held drafts among these that the actor may decide about; a second click waits and finds none."""
    return list(held_for(actor).filter(pk__in=drafts).select_for_update().order_by("pk"))
