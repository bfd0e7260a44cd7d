"""Reads of messages: those of a case for its page, and those that did not arrive."""

from uuid import UUID

from dauys.ground.messages.models import Message


def of_case(case_id: UUID) -> list[Message]:
    """Messages of a case, oldest first, without opening any address."""
    return list(
        Message.objects.filter(case_id=case_id)
        .order_by("created_at")
        .only("id", "channel", "state", "created_at", "sent_at")
    )


def undelivered(limit: int = 100) -> list[Message]:
    """The newest messages that failed or whose fate is unknown, with their tries."""
    return list(
        Message.objects.filter(state__in=["failed", "uncertain"])
        .order_by("-created_at")
        .only("id", "channel", "state", "created_at", "attempts", "case_id")
        .prefetch_related("tries")[:limit]
    )
