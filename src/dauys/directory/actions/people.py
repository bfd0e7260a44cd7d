"""Appoints people to posts, and ends it."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F
from django.db.models.functions import Greatest

from dauys.directory.models import Membership, Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record


def appoint(*, user: User, post: Post, since: date, actor: Actor, at: datetime) -> None:
    """The user holds the post from `since` on; again changes nothing, and who left it comes back to it."""
    with acting(actor):
        row, fresh = Membership.objects.get_or_create(user=user, post=post, defaults={"valid_from": since})
        if not fresh and row.valid_until is not None:
            row.valid_from, row.valid_until, fresh = since, None, True
            row.save(update_fields=["valid_from", "valid_until"])
        if fresh:
            record("directory.appoint", actor=actor, at=at, payload={"user": user.pk, "post": post.pk})


def post_for(*, organization: Organization, role: str, names: dict[str, str]) -> Post:
    """The body's first post of this role; a body that has none gets one of this name. Inside the caller's work."""
    found = Post.objects.filter(organization=organization, role=role).order_by("code").first()
    if found is not None:
        return found
    return Post.objects.create(id=uuid4(), organization=organization, code=f"{role}-1", names=names, role=role)


def leave_posts(*, user: UUID, on: date, keep: UUID | None = None, actor: Actor, at: datetime) -> None:
    """The user's memberships end with the day before `on`, all but the post `keep`."""
    with acting(actor):
        held = Membership.objects.filter(user=user, valid_until=None).exclude(post=keep)
        posts = list(held.values_list("post", flat=True))
        held.update(valid_until=Greatest(F("valid_from"), on - timedelta(days=1)))
        for post in posts:
            record("directory.leave_post", actor=actor, at=at, payload={"user": user, "post": post})
