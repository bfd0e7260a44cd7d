"""The signed cookies of who shows by a code that a contact is theirs: first whom a code was sent, then that it fitted.

Neither names anybody: the first holds the contact sealed, the second only the digests by which cases are found.
"""

import base64
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.cases.of_contact import Contact
from dauys.ground.accounts.actions import CODE_LIFE
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import LOOKUP, CannotOpen, lookup_generation, seal, unseal
from dauys.ground.ui.cookies import give, given, take

COOKIE = "dauys_contact"
SILENCE = timedelta(minutes=30)
LIFE = timedelta(hours=4)
ASKED_COOKIE = "dauys_contact_asked"
_SALT, _SEEN_SALT, _ASKED_SALT = "dauys.contact", "dauys.contact.seen", "dauys.contact.asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a code was sent: the subject it was made for, the channel (sms, mail) and the address."""

    subject: UUID
    channel: str
    address: str


def remember_asked(response: HttpResponse, asked: Asked) -> None:
    sealed = seal(f"{asked.subject} {asked.channel} {asked.address}", place=ASKED_COOKIE)
    give(response, ASKED_COOKIE, base64.b64encode(sealed).decode(), salt=_ASKED_SALT, life=CODE_LIFE)


def asked_of(request: HttpRequest) -> Asked | None:
    """Whom this browser had a code sent to, as long as a code lives."""
    try:
        sealed = signing.loads(given(request, ASKED_COOKIE), salt=_ASKED_SALT, max_age=CODE_LIFE)
        subject, channel, address = unseal(base64.b64decode(sealed), place=ASKED_COOKIE).split(" ", 2)
        return Asked(UUID(subject), channel, address)
    except (signing.BadSignature, CannotOpen, ValueError):
        return None


def enter(response: HttpResponse, contact: Contact) -> None:
    """From now on the browser sees the cases of `contact`, until half an hour passes without a page, four at most."""
    _seen(response, signing.dumps([contact.kind, *(key.hex() for key in contact.keys)], salt=_SALT))
    take(response, ASKED_COOKIE)


def confirmed(request: HttpRequest) -> Contact | None:
    """The contact this browser showed to be its own, if the cookie is ours and young enough. No statement."""
    found = _read(request)
    return found[1] if found else None


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, from which the half hour begins anew for who has confirmed a contact."""
    if found := _read(request):
        _seen(response, found[0])
    return response


def leave(response: HttpResponse) -> None:
    take(response, COOKIE, ASKED_COOKIE)


def _read(request: HttpRequest) -> tuple[str, Contact] | None:
    """The inner signature says when the code was given, the outer one when the last page was shown. What was made
    before the look-up key was renewed finds too little, so it counts no more."""
    try:
        inner = signing.loads(given(request, COOKIE), salt=_SEEN_SALT, max_age=SILENCE)
        kind, *keys = signing.loads(inner, salt=_SALT, max_age=LIFE)
        contact = Contact(kind, tuple(bytes.fromhex(key) for key in keys))
    except (signing.BadSignature, ValueError):
        return None
    return (inner, contact) if lookup_generation(contact.key) == generations(LOOKUP)[-1] else None


def _seen(response: HttpResponse, inner: str) -> None:
    give(response, COOKIE, inner, salt=_SEEN_SALT, life=SILENCE)
