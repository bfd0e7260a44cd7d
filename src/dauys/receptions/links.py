"""The link by which a person comes back to their visit: derived, never stored, found by its keyed digest.

The browser that booked, or that opened the link, holds a signed cookie with the visit's id instead.
"""

import base64
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from dauys.ground.sealed.seal import keyed_digest
from dauys.ground.ui.cookies import give, given, take
from dauys.receptions.models import Visit

COOKIE = "dauys_visit"
LIFE = timedelta(hours=4)
_SALT = "dauys.visit"
_BYTES = 18
MOST_MOVES = 50


def secret_of(row: UUID, what: str = "visit") -> str:
    """The secret part of the link of a visit or a ticket."""
    return base64.urlsafe_b64encode(keyed_digest(what, str(row))[:_BYTES]).decode()


def link_key(row: UUID, what: str = "visit") -> bytes:
    """What stands in the table for the link of a visit or a ticket."""
    return key_of_secret(secret_of(row, what), what)


def key_of_secret(secret: str, what: str) -> bytes:
    """What the secret of a link is found by."""
    return keyed_digest(f"{what}-link", secret)


def link(visit: UUID, language: str) -> str:
    with override(language):
        return f"{settings.PUBLIC_URL}{reverse('open_visit', args=[secret_of(visit)])}"


def by_link(secret: str) -> UUID | None:
    """The visit a link leads to."""
    return Visit.objects.filter(link_key=key_of_secret(secret, "visit")).values_list("pk", flat=True).first()


def ticket_link(ticket: UUID, language: str) -> str:
    with override(language):
        return f"{settings.PUBLIC_URL}{reverse('ticket', args=[secret_of(ticket, 'ticket')])}"


def remember(response: HttpResponse, visit: UUID) -> None:
    give(response, COOKIE, str(visit), salt=_SALT, life=LIFE)


def forget(response: HttpResponse) -> None:
    take(response, COOKIE)


def own_visit(request: HttpRequest) -> Visit | None:
    """The visit this browser booked or opened, where it was moved to; None without one. One statement a move."""
    try:
        key = UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None
    rows = Visit.objects.select_related("host__office", "host__post", "host__organization__area", "offered", "ticket")
    for _move in range(MOST_MOVES):
        row = rows.filter(pk=key).first()
        if row is None or row.moved_to_id is None:
            return row
        key = row.moved_to_id
    return None
