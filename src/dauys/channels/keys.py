"""The signed cookies of who may follow a case: they name the opened case, or who joined one, and nothing else."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.cases.of_contact import Contact
from dauys.channels.contact_keys import confirmed

COOKIE = "dauys_case"
LIFE = timedelta(hours=4)
_SALT = "dauys.case"
_LISTED_SALT = "dauys.case.listed"
SUPPORT_COOKIE = "dauys_support"
_SUPPORT_SALT = "dauys.support"


def opened_case(request: HttpRequest) -> UUID | None:
    """The case this browser has opened, if the cookie is ours and young enough."""
    try:
        return UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return _listed_case(request)


def _listed_case(request: HttpRequest) -> UUID | None:
    """The case opened from the list of a contact, as long as that contact is signed in here."""
    contact = confirmed(request)
    try:
        case_id, key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_LISTED_SALT, max_age=LIFE)
        return UUID(case_id) if contact and contact.key.hex() == key else None
    except (signing.BadSignature, ValueError):
        return None


def open_case(response: HttpResponse, case_id: UUID) -> None:
    _set(response, signing.dumps(str(case_id), salt=_SALT))


def open_listed(response: HttpResponse, case_id: UUID, contact: Contact) -> None:
    """Opens a case that the caller found to be the contact's own."""
    _set(response, signing.dumps([str(case_id), contact.key.hex()], salt=_LISTED_SALT))


def _set(response: HttpResponse, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def opened_support(request: HttpRequest) -> UUID | None:
    """Who joined a case, as this browser showed by number and code, if the cookie is ours and young enough."""
    try:
        return UUID(signing.loads(request.COOKIES.get(SUPPORT_COOKIE, ""), salt=_SUPPORT_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def open_support(response: HttpResponse, supporter_id: UUID) -> None:
    response.set_cookie(
        SUPPORT_COOKIE,
        signing.dumps(str(supporter_id), salt=_SUPPORT_SALT),
        max_age=int(LIFE.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
