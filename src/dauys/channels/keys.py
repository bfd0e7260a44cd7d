"""The signed cookies of who gave number and code: they name the opened case, or who joined one, and nothing else."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "dauys_case"
LIFE = timedelta(hours=4)
_SALT = "dauys.case"
SUPPORT_COOKIE = "dauys_support"
_SUPPORT_SALT = "dauys.support"


def opened_case(request: HttpRequest) -> UUID | None:
    """The case this browser has opened, if the cookie is ours and young enough."""
    try:
        return UUID(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None


def open_case(response: HttpResponse, case_id: UUID) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(str(case_id), salt=_SALT),
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
