"""Reads of messages: those that did not arrive."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet, UUIDField
from django.db.models.functions import Cast, Substr

from dauys.ground.messages.models import Message

NOT_ARRIVED = ("queued", "sending", "uncertain", "failed")


def undelivered(limit: int = 100) -> list[Message]:
    """The newest messages that failed, whose fate is unknown, or that wait after a try in vain, with their tries."""
    return list(
        Message.objects.filter(Q(state__in=["failed", "uncertain"]) | Q(state="queued", attempts__gt=0))
        .order_by("-created_at")
        .only("id", "channel", "state", "created_at", "attempts", "case_id", "next_try_at")
        .prefetch_related("tries")[:limit]
    )


def not_arrived(kind: str) -> QuerySet[Message, UUID]:
    """Ids of what messages named `kind:<id>:mail` or `:sms` told of, and that failed or may have: a subquery."""
    lost = Message.objects.filter(state__in=["failed", "uncertain"], once__regex=f"^{kind}:[0-9a-f-]{{36}}:(mail|sms)$")
    return lost.order_by().values_list(Cast(Substr("once", len(kind) + 2, 36), UUIDField()), flat=True)


def waiting_by_state() -> dict[str, int]:
    """How many messages have not arrived, by state; what arrived is not counted. One statement."""
    # Two parts, each asked of a small index of its own.
    waiting = Message.objects.filter(state__in=NOT_ARRIVED[:3]).order_by().values_list("state").annotate(n=Count("pk"))
    failed = Message.objects.filter(state="failed").order_by().values_list("state").annotate(n=Count("pk"))
    return {**dict.fromkeys(NOT_ARRIVED, 0), **dict(waiting.union(failed, all=True))}
