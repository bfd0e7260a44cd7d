"""Appoints people to posts."""

from datetime import date, datetime

from dauys.directory.models import Membership, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record


def appoint(*, user: User, post: Post, since: date, actor: Actor, at: datetime) -> None:
    """The user holds the post from `since` on; again changes nothing."""
    with acting(actor):
        _, fresh = Membership.objects.get_or_create(user=user, post=post, defaults={"valid_from": since})
        if fresh:
            record("directory.appoint", actor=actor, at=at, payload={"user": user.pk, "post": post.pk})
