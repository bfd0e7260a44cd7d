"""Reads of messages: those that did not arrive."""

from django.db.models import Q

from dauys.ground.messages.models import Message


def undelivered(limit: int = 100) -> list[Message]:
    """The newest messages that failed, whose fate is unknown, or that wait after a try in vain, with their tries."""
    return list(
        Message.objects.filter(Q(state__in=["failed", "uncertain"]) | Q(state="queued", attempts__gt=0))
        .order_by("-created_at")
        .only("id", "channel", "state", "created_at", "attempts", "case_id", "next_try_at")
        .prefetch_related("tries")[:limit]
    )
