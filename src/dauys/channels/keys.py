"""The signed cookie of a citizen who gave number and code: it names the opened case and nothing else."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "dauys_case"
LIFE = timedelta(hours=4)
_SALT = "dauys.case"


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
