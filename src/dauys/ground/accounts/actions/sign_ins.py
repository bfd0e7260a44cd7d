"""Keeps where a member of staff is signed in, and ends sessions: one, or all but the one that asks."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import F

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import SignIn, User
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record

SEEN_EVERY = timedelta(minutes=5)  # how exact "last seen" is


def begin_sign_in(*, user: User, session_key: str, browser: str, at: datetime) -> None:
    """Notes a session just begun; `browser` is its name in plain words. Inside the caller's transaction."""
    SignIn.objects.create(
        id=new_id(at),
        user=user,
        session_key=session_key,
        browser=browser,
        generation=user.session_generation,
        began_at=at,
        seen_at=at,
    )


def move_sign_in(*, old_key: str, new_key: str, generation: int) -> None:
    """The session goes on under another key, after the account was signed out everywhere."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key, generation=generation)


def see_sign_in(*, session_key: str, at: datetime) -> None:
    """Notes that a session was used just now; one statement that changes nothing if it was noted lately."""
    SignIn.objects.filter(session_key=session_key, seen_at__lt=at - SEEN_EVERY).update(seen_at=at)


def forget_sign_in(*, session_key: str) -> None:
    """A session ended by signing out of it. Inside the caller's transaction."""
    SignIn.objects.filter(session_key=session_key).delete()


def end_sign_in(*, sign_in: UUID, actor: Actor, at: datetime) -> None:
    """Ends one of the actor's own sessions at once; one that is over, or of somebody else, changes nothing."""
    with acting(actor):
        row = SignIn.objects.filter(pk=sign_in, user=actor.user_id).first()
        if row is None:
            return
        Session.objects.filter(session_key=row.session_key).delete()
        SignIn.objects.filter(pk=row.pk).delete()
        record("accounts.end_session", actor=actor, at=at, payload={"user": actor.id})


def end_other_sign_ins(*, session_key: str, actor: Actor, at: datetime) -> None:
    """Signs the account out everywhere, also where it is not listed, but keeps the line of the session that asks."""
    with acting(actor):
        User.objects.filter(pk=actor.user_id).update(session_generation=F("session_generation") + 1)
        others = SignIn.objects.filter(user=actor.user_id).exclude(session_key=session_key)
        Session.objects.filter(session_key__in=others.values("session_key")).delete()
        others.delete()
        record("accounts.end_other_sessions", actor=actor, at=at, payload={"user": actor.id})
