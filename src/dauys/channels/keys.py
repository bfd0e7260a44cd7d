"""The signed cookies of who may follow a case: they name the opened case, or who joined one, and nothing else."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.cases.models import Obligation
from dauys.cases.of_contact import Contact, owns
from dauys.cases.queries import opened
from dauys.channels.contact_keys import confirmed
from dauys.ground.ui.cookies import give, given

COOKIE = "dauys_case"
LIFE = timedelta(hours=4)
_SALT = "dauys.case"
_LISTED_SALT = "dauys.case.listed"
SUPPORT_COOKIE = "dauys_support"
_SUPPORT_SALT = "dauys.support"


def opened_obligations(request: HttpRequest) -> list[Obligation]:
    """All obligations of the case this browser has opened; none when it has opened none, or the code was renewed."""
    case_id, generation = _opened(request)
    if case_id and generation is None and not _is_still_listed(request, case_id):
        return []
    rows = opened(case_id) if case_id else []
    return rows if rows and generation in (None, rows[0].case.code_generation) else []


def _is_still_listed(request: HttpRequest, case_id: UUID) -> bool:
    """Whether a case opened from a list is its contact's own yet: a correction may have put another in its place."""
    contact = confirmed(request)
    return contact is not None and owns(contact, case_id)


def has_opened(request: HttpRequest) -> bool:
    """Whether this browser holds a cookie of a case. No statement."""
    return _opened(request)[0] is not None


def _opened(request: HttpRequest) -> tuple[UUID | None, int | None]:
    """The case named by the cookie, if that is ours and young enough, and the generation of the code that opened it."""
    try:
        text = signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE)
        case_id, _, generation = text.partition(" ")
        return UUID(case_id), int(generation or 0)
    except (signing.BadSignature, ValueError):
        return _listed_case(request), None


def _listed_case(request: HttpRequest) -> UUID | None:
    """The case opened from the list of a contact, as long as that contact is signed in here."""
    contact = confirmed(request)
    try:
        case_id, key = signing.loads(given(request, COOKIE), salt=_LISTED_SALT, max_age=LIFE)
        return UUID(case_id) if contact and contact.key.hex() == key else None
    except (signing.BadSignature, ValueError):
        return None


def open_case(response: HttpResponse, case_id: UUID, generation: int = 0) -> None:
    """Opens a case by its code, of which `generation` says how often it was renewed."""
    give(response, COOKIE, f"{case_id} {generation}" if generation else str(case_id), salt=_SALT, life=LIFE)


def open_listed(response: HttpResponse, case_id: UUID, contact: Contact) -> None:
    """Opens a case that the caller found to be the contact's own."""
    give(response, COOKIE, [str(case_id), contact.key.hex()], salt=_LISTED_SALT, life=LIFE)


def opened_support(request: HttpRequest) -> UUID | None:
    """Who joined a case, as this browser showed by number and code, if the cookie is ours and young enough."""
    try:
        return UUID(signing.loads(given(request, SUPPORT_COOKIE), salt=_SUPPORT_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def open_support(response: HttpResponse, supporter_id: UUID) -> None:
    give(response, SUPPORT_COOKIE, str(supporter_id), salt=_SUPPORT_SALT, life=LIFE)
