"""The signed addresses by which a reader confirms or leaves; they hold nothing but the subscription's id."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

CONFIRM_LIFE = timedelta(days=3)
LONGEST = 200
_CONFIRM, _LEAVE = "dauys.subscription.confirm", "dauys.subscription.leave"


def confirm_address(subscription: UUID, language: str) -> str:
    with override(language):
        return reverse("confirm_subscription", args=[signing.TimestampSigner(salt=_CONFIRM).sign(subscription.hex)])


def leave_address(subscription: UUID, language: str) -> str:
    with override(language):
        return reverse("unsubscribe", args=[signing.Signer(salt=_LEAVE).sign(subscription.hex)])


def to_confirm(token: str) -> UUID | None:
    """The subscription a link of the last three days names."""
    try:
        return UUID(signing.TimestampSigner(salt=_CONFIRM).unsign(token[:LONGEST], max_age=CONFIRM_LIFE))
    except (signing.BadSignature, ValueError):
        return None


def to_leave(token: str) -> UUID | None:
    """The subscription a link names; leaving has no last day."""
    try:
        return UUID(signing.Signer(salt=_LEAVE).unsign(token[:LONGEST]))
    except (signing.BadSignature, ValueError):
        return None
