"""Keeps and finds drafts; a citizen's is found by a signed cookie that holds nothing but its id."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.channels.models import Draft
from dauys.ground.access.fence import open_to
from dauys.ground.ui.cookies import give, given, take

COOKIE = "dauys_draft"
LIFE = timedelta(days=3)
HELD_COOKIE = "dauys_held"
HELD_LIFE = timedelta(days=30)
_SALT = "dauys.draft"
_HELD_SALT = "dauys.held"
_FILES = UUID("5d3c1f0e-7b1b-5c68-9a0e-64617579732e")
# A clerk's form brings a key; what is filed and attached under it is named apart from every other door and clerk.
_DESK = UUID("7d1f4b92-30aa-5c0e-9a57-64617579734b")


def draft_id(request: HttpRequest) -> UUID | None:
    """The draft the browser holds, if its cookie is ours and young enough. No statement."""
    try:
        return UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def remember(response: HttpResponse, key: UUID) -> None:
    give(response, COOKIE, str(key), salt=_SALT, life=LIFE)


def held_id(request: HttpRequest) -> UUID | None:
    """The voice this browser sent that was held, also after it was decided about. No statement."""
    try:
        return UUID(signing.loads(given(request, HELD_COOKIE), salt=_HELD_SALT, max_age=HELD_LIFE))
    except (signing.BadSignature, ValueError):
        return None


def remember_held(response: HttpResponse, key: UUID) -> None:
    """From now on the browser writes a new draft and waits for this one."""
    take(response, COOKIE)
    give(response, HELD_COOKIE, str(key), salt=_HELD_SALT, life=HELD_LIFE)


def holder_of(key: UUID) -> UUID:
    """What a draft's files belong to: an id no case can have, so that naming a case as a key reaches no file. Who names
    the draft has its files open to them."""
    holder = uuid5(_FILES, str(key))
    open_to(holder)
    return holder


def desk_key(clerk: UUID | None, key: UUID) -> UUID:
    """The key of the case that a clerk's form with this key becomes."""
    return uuid5(_DESK, f"{clerk} {key}")


def holders() -> set[UUID]:
    """What the files of every draft belong to, also of those that are held."""
    rows = Draft.objects.values_list("pk", "door", "owner")
    return {holder_of(desk_key(owner, key) if door == "desk" else key) for key, door, owner in rows}


def load(key: UUID, door: str = "public") -> dict[str, Any] | None:
    """What was typed so far; None also for a draft that was sent and is held, which nobody may change any more."""
    row = Draft.objects.filter(pk=key, door=door, held_at=None).first()
    return json.loads(row.data or "{}") if row else None


def save(key: UUID, data: dict[str, Any], *, at: datetime, door: str = "public", owner: UUID | None = None) -> None:
    """One statement, whether the draft is new or not. A clerk's draft is never written over by somebody else."""
    row = Draft(id=key, door=door, owner_id=owner, data=json.dumps(data, ensure_ascii=False), updated_at=at)
    Draft.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["data", "updated_at"])


def newest_of(owner: UUID) -> Draft | None:
    return Draft.objects.filter(owner=owner, door="desk").order_by("-updated_at").first()


def drop(key: UUID, *, owner: UUID | None = None) -> None:
    """Deletes a sent draft: a citizen's, or the clerk's own."""
    Draft.objects.filter(pk=key, owner=owner).delete()


def sweep(*, before: datetime) -> int:
    """Deletes drafts untouched since `before`; a held one stays until somebody looked at it."""
    return Draft.objects.filter(updated_at__lt=before, held_at=None).delete()[0]
