"""The signed addresses by which a reader confirms or leaves; they hold nothing but the subscription's id."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import LOOKUP, lookup_generation

CONFIRM_LIFE = timedelta(days=3)
LONGEST = 200
_CONFIRM, _LEAVE, _LEAVE_ALL = (f"dauys.subscription.{what}" for what in ("confirm", "leave", "leave-all"))


def confirm_address(subscription: UUID, language: str) -> str:
    with override(language):
        return reverse("confirm_subscription", args=[signing.TimestampSigner(salt=_CONFIRM).sign(subscription.hex)])


def leave_address(subscription: UUID, language: str) -> str:
    """Ends one filter of a reader."""
    return _leave(signing.Signer(salt=_LEAVE).sign(subscription.hex), language)


def leave_all_address(address_key: bytes, language: str) -> str:
    """Ends every filter of one mail address, named by its keyed digest."""
    return _leave(signing.Signer(salt=_LEAVE_ALL).sign(bytes(address_key).hex()), language)


def _leave(token: str, language: str) -> str:
    with override(language):
        return reverse("unsubscribe", args=[token])


def to_confirm(token: str) -> UUID | None:
    """The subscription a link of the last three days names."""
    try:
        return UUID(signing.TimestampSigner(salt=_CONFIRM).unsign(token[:LONGEST], max_age=CONFIRM_LIFE))
    except (signing.BadSignature, ValueError):
        return None


def to_leave(token: str) -> UUID | bytes | None:
    """What a link ends: one subscription, or all of an address key; leaving has no last day, as long as the look-up key
    by which the link was made is kept."""
    for salt, read in ((_LEAVE, UUID), (_LEAVE_ALL, bytes.fromhex)):
        try:
            which = read(signing.Signer(salt=salt).unsign(token[:LONGEST]))
        except (signing.BadSignature, ValueError):
            continue
        return which if isinstance(which, UUID) or lookup_generation(which) in generations(LOOKUP) else None
    return None
