"""Lets a member of staff in and keeps them in: the session itself, and the line by which they see and end it."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.core.cache import cache
from django.http import HttpRequest

from dauys.core.user_agents import browser_name
from dauys.ground.accounts.actions import SEEN_EVERY, begin_sign_in, forget_sign_in, move_sign_in, see_sign_in
from dauys.ground.accounts.models import User
from dauys.ground.moment import now

_BEGAN = "began"
VOUCHED = "vouched"


def enter(request: HttpRequest, user: User, *, at: datetime, vouched: bool = False) -> None:
    """Begins a session under a fresh key, in place of one there may be. Inside the caller's transaction.

    `vouched` if the office's provider said who it is.
    """
    forget_sign_in(session_key=request.session.session_key or "")
    request.session.flush()  # Django would keep the key of who signs in once more
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[_BEGAN], request.session[VOUCHED] = at.timestamp(), vouched
    browser = browser_name(request.headers.get("User-Agent", ""))
    begin_sign_in(user=user, session_key=request.session.session_key or "", browser=browser, at=at)


def stay(request: HttpRequest, user: User) -> None:
    """Keeps this window signed in after the account was signed out everywhere."""
    user.refresh_from_db(fields=["password", "session_generation"])
    old = request.session.session_key or ""
    update_session_auth_hash(request, user)
    move_sign_in(old_key=old, new_key=request.session.session_key or "", generation=user.session_generation)


def seen(request: HttpRequest) -> None:
    """Notes that a session is in use: one statement in some minutes of each process, and none while it is fresh."""
    began, key, at = request.session.get(_BEGAN), request.session.session_key, now()
    if key is None or began is None or at.timestamp() - began <= SEEN_EVERY.total_seconds():
        return
    if cache.add(f"seen:{key}", True, SEEN_EVERY.total_seconds()):
        see_sign_in(session_key=key, at=at)
