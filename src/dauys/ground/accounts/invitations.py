"""Which invitations can still be used, and which one a token opens."""

from datetime import datetime

from django.db.models import QuerySet

from dauys.ground.accounts.models import Invitation
from dauys.ground.sealed.seal import keyed_digest


def digest_of(token: str) -> bytes:
    return keyed_digest("codes", "invitation", token)


def usable(at: datetime) -> QuerySet[Invitation]:
    """Neither used, nor too old, nor replaced by a newer one."""
    return Invitation.objects.filter(used_at=None, expires_at__gt=at)


def opened_by(token: str, at: datetime) -> QuerySet[Invitation]:
    """The one usable invitation of this token, if its account is active."""
    return usable(at).filter(digest=digest_of(token), user__is_active=True)
