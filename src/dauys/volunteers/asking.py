"""The need that a browser is writing: found by a signed cookie that holds nothing but its id."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.ground.ui.cookies import give, given
from dauys.volunteers.models import Asking

COOKIE = "dauys_need"
LIFE = timedelta(hours=4)
_SALT = "dauys.need"


def asking_id(request: HttpRequest) -> UUID | None:
    """The need this browser writes or has sent, if its cookie is ours and young enough. No statement."""
    try:
        return UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def remember(response: HttpResponse, key: UUID) -> None:
    give(response, COOKIE, str(key), salt=_SALT, life=LIFE)


def own_asking(request: HttpRequest) -> Asking | None:
    """What this browser has written and not sent yet. One statement, none without a cookie."""
    key = asking_id(request)
    return Asking.objects.filter(pk=key).first() if key else None


def typed_of(row: Asking) -> dict[str, Any]:
    """What was typed, field by field."""
    typed: dict[str, Any] = json.loads(row.content or "{}")
    return typed
