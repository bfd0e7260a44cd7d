"""Appoints people to posts, and takes them off when they leave."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from dauys.directory.models import Membership, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record


def appoint(*, user: User, post: Post, since: date, actor: Actor, at: datetime) -> None:
    """The user holds the post from `since` on, also one held before; again changes nothing."""
    with acting(actor):
        row, fresh = Membership.objects.get_or_create(user=user, post=post, defaults={"valid_from": since})
        if not fresh and row.valid_until is not None:
            row.valid_from, row.valid_until, fresh = since, None, True
            row.save(update_fields=["valid_from", "valid_until"])
        if fresh:
            record("directory.appoint", actor=actor, at=at, payload={"user": user.pk, "post": post.pk})


def dismiss(*, user: UUID, actor: Actor, at: datetime) -> None:
    """The user holds no post any more from today on; a post taken up today counts as held for this day."""
    today = localdate(at)
    with acting(actor):
        for row in Membership.objects.select_for_update().filter(user=user, valid_until=None).order_by("pk"):
            row.valid_until = max(row.valid_from, today - timedelta(days=1))
            row.save(update_fields=["valid_until"])
            record("directory.dismiss", actor=actor, at=at, payload={"user": user, "post": row.post_id})
