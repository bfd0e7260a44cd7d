"""The signed cookie of who was sent to the provider: it binds what comes back to this browser and this sign-in."""

import secrets
from dataclasses import astuple, dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse

from dauys.ground.ui.cookies import give, given, take

COOKIE = "dauys_provider"
LIFE = timedelta(minutes=10)
_SALT = "dauys.provider"


@dataclass(frozen=True, slots=True)
class Asked:
    """The state sent along, the nonce the answer must repeat, the PKCE verifier; where to go on, in which language."""

    state: str
    nonce: str
    verifier: str
    target: str
    language: str


def fresh(target: str, language: str) -> Asked:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Asked(state, nonce, verifier, target, language)


def remember(response: HttpResponse, asked: Asked) -> None:
    give(response, COOKIE, astuple(asked), salt=_SALT, life=LIFE)


def read(request: HttpRequest) -> Asked | None:
    """What the cookie says, if it is ours and at most ten minutes old. No statement."""
    try:
        return Asked(*signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def forget(response: HttpResponse) -> None:
    take(response, COOKIE)
