"""Turns the calendar of due days on, gives it a new address, and turns it off."""

from datetime import datetime

from dauys.cases.models import CalendarFeed
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record


def subscribe_calendar(*, actor: Actor, at: datetime) -> None:
    """A fresh address; the one before, if there was one, ends."""
    with acting(actor):
        CalendarFeed.objects.filter(user=actor.user_id).delete()
        feed = CalendarFeed.objects.create(id=new_id(at), user_id=actor.user_id, created_at=at)
        record("cases.subscribe_calendar", actor=actor, at=at, payload={"feed": feed.pk})


def unsubscribe_calendar(*, actor: Actor, at: datetime) -> None:
    """Ends the address; without one nothing happens."""
    with acting(actor):
        if CalendarFeed.objects.filter(user=actor.user_id).delete()[0]:
            record("cases.unsubscribe_calendar", actor=actor, at=at)
