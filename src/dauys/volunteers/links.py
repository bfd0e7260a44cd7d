"""Links by which people come back: a volunteer to their page, to an offer; a guardian to a consent; a class to its
group; a calendar to the tasks, who was helped to those who came; who takes part in a campaign to their ticket, who
leads there to their team. Each is derived, never stored, and found by its keyed digest, or beside the id of its row.

The browser that signed up, or that opened a link, holds a signed cookie with the volunteer's id instead.
"""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from dauys.ground.sealed.seal import keyed_digest
from dauys.ground.ui.cookies import give, given, take
from dauys.volunteers.models import Volunteer

What = Literal["volunteer", "offer", "consent", "group", "calendar", "thanks", "enrolment", "team"]
# The route each kind of link opens.
_ROUTES: dict[What, str] = {
    "volunteer": "open_volunteer",
    "offer": "open_offer",
    "consent": "open_consent",
    "group": "join_group",
    "enrolment": "own_enrolment",
    "team": "lead_team",
}
_NAMED: dict[What, str] = {"calendar": "volunteer_calendar", "thanks": "thank_volunteers"}
COOKIE = "dauys_volunteer"
LIFE = timedelta(days=30)
_SALT = "dauys.volunteer"
_BYTES = 18


def secret_of(row: UUID, what: What) -> str:
    """The secret part of a link."""
    return base64.urlsafe_b64encode(keyed_digest(what, str(row))[:_BYTES]).decode()


def secret_of_moment(row: UUID, what: str, moment: datetime) -> str:
    """The secret part of a link that another moment of the same row makes useless."""
    return base64.urlsafe_b64encode(keyed_digest(what, str(row), f"{moment.timestamp():.6f}")[:_BYTES]).decode()


def link_key(row: UUID, what: What) -> bytes:
    """What stands in the table for the link of a row."""
    return key_of_secret(secret_of(row, what), what)


def key_of_secret(secret: str, what: What) -> bytes:
    """What the secret of a link is found by."""
    return keyed_digest(f"{what}-link", secret)


def link(row: UUID, what: What, language: str) -> str:
    with override(language):
        return f"{settings.PUBLIC_URL}{reverse(_ROUTES[what], args=[secret_of(row, what)])}"


def is_secret_of(row: UUID, what: What, secret: str) -> bool:
    """Whether a link holds the secret of the row that it names."""
    return hmac.compare_digest(secret.encode(), secret_of(row, what).encode())


def named_link(row: UUID, what: What, language: str) -> str:
    """A link that names its row, and proves by the secret that whoever has it may open it."""
    with override(language):
        return f"{settings.PUBLIC_URL}{reverse(_NAMED[what], args=[row, secret_of(row, what)])}"


def remember(response: HttpResponse, volunteer: UUID) -> None:
    give(response, COOKIE, str(volunteer), salt=_SALT, life=LIFE)


def forget(response: HttpResponse) -> None:
    take(response, COOKIE)


def own_volunteer(request: HttpRequest, **more: Any) -> Volunteer | None:
    """Whom this browser signed up, or opened the link of, with `more` read along; None without one, and once they have
    left. One statement."""
    try:
        key = UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None
    rows = Volunteer.objects.select_related("office__area", "group").annotate(**more)
    return rows.exclude(state="left").filter(pk=key).first()
