"""Reads of the calendar of due days: whose feed it is, its address, and what it shows."""

from uuid import UUID

from dauys.cases.models import IS_OPEN, CalendarFeed, Obligation
from dauys.cases.queries import bodies_below, visible_to
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import enter
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.sealed.seal import keyed_digest


def calendar_feed(actor: Actor) -> CalendarFeed | None:
    """The calendar the actor subscribed to, if there is one."""
    return CalendarFeed.objects.filter(user=actor.id).first()


def calendar_key(feed: UUID) -> str:
    """What the address of a feed ends with: whoever knows it may read the feed. Derived, never stored."""
    return keyed_digest("calendar", str(feed)).hex()[:40]


def calendar_reader(feed: UUID) -> Actor | None:
    """Who a feed belongs to, with the grants in force now; None when it was turned off or its owner has left."""
    user = with_grants().filter(pk__in=CalendarFeed.objects.filter(pk=feed).values("user"), is_active=True).first()
    if user is None:
        return None
    reader = actor_of(user)
    enter(reader)
    return reader


def due_days(actor: Actor, limit: int = 500) -> list[Obligation]:
    """What the calendar shows: the open obligations of who leads a body, else those the actor has; soonest first."""
    rows = visible_to(actor).filter(IS_OPEN, paused=False, due_on__isnull=False)
    if actor.has_role("supervisor", "head"):
        rows = rows.filter(owner__in=bodies_below(actor.home))
    else:
        rows = rows.filter(assignee=actor.id)
    return list(rows.select_related("case").order_by("due_at", "id")[:limit])
