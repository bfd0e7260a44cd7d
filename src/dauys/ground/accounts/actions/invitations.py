"""Makes and spends the invitations by which a member of staff sets the password of their account."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.invitations import digest_of, opened_by, usable
from dauys.ground.accounts.models import Invitation, User
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record

INVITATION_LIFE = timedelta(days=7)


class NoInvitation(Exception):
    """The token was never given out, was used, is too old, or a newer one took its place."""


def make_invitation(*, user: User, actor: Actor, at: datetime) -> tuple[UUID, str]:
    """Id and token of a fresh invitation; those before it do not work any more. Only a keyed digest is kept."""
    token, pk = secrets.token_urlsafe(24), new_id(at)
    with acting(actor):
        User.objects.select_for_update().get(pk=user.pk, is_active=True)
        withdraw_invitations(user=user, at=at)
        Invitation.objects.create(
            id=pk, user=user, digest=digest_of(token), created_at=at, expires_at=at + INVITATION_LIFE
        )
        record("accounts.invite", actor=actor, at=at, payload={"user": user.pk, "invitation": pk})
    return pk, token


def withdraw_invitations(*, user: User, at: datetime) -> None:
    """Inside a transaction: what was sent to this user opens nothing any more."""
    usable(at).filter(user=user).update(expires_at=at)


def accept_invitation(*, token: str, password: str, at: datetime) -> UUID:
    """Sets the password and signs the account out everywhere; the id of the account. Raises NoInvitation."""
    with acting(ANONYMOUS):
        row = opened_by(token, at).select_for_update(of=("self",)).select_related("user").first()
        if row is None:
            raise NoInvitation
        row.used_at = at
        row.save(update_fields=["used_at"])
        row.user.set_password(password)
        row.user.provider_key = ""  # who was let in by a letter may have another account at the provider
        row.user.session_generation = F("session_generation") + 1
        row.user.save(update_fields=["password", "provider_key", "session_generation"])
        record(
            "accounts.accept_invitation", actor=ANONYMOUS, at=at, payload={"user": row.user_id, "invitation": row.pk}
        )
    return row.user_id
