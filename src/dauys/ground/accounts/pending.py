"""The signed cookie between password and second factor: it names who gave a right password, and opens nothing."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from dauys.ground.accounts.models import User
from dauys.ground.ui.cookies import give, given, take

COOKIE = "dauys_pending"
LIFE = timedelta(minutes=5)
_SALT = "dauys.pending"
_MARK = 32


@dataclass(frozen=True, slots=True)
class Pending:
    """Who gave the password, a mark that changes with the password, and where they wanted to go."""

    user_id: UUID
    mark: str
    target: str


def remember(response: HttpResponse, user: User, target: str) -> None:
    mark = user.get_session_auth_hash()[:_MARK]
    give(response, COOKIE, [str(user.pk), mark, target], salt=_SALT, life=LIFE)


def read(request: HttpRequest) -> Pending | None:
    """What the cookie says, if it is ours and at most five minutes old. No statement."""
    try:
        user_id, mark, target = signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE)
        return Pending(UUID(user_id), mark, target)
    except (signing.BadSignature, ValueError):
        return None


def still_holds(waiting: Pending, user: User) -> bool:
    """False once the password was changed or the account was signed out everywhere."""
    return constant_time_compare(waiting.mark, user.get_session_auth_hash()[:_MARK])


def forget(response: HttpResponse) -> None:
    take(response, COOKIE)
