"""The one way to open a transaction: names who acts; what they have opened is open to the database too."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import open_to

current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """A durable unit of work done by `actor`; nested use joins the outer transaction."""
    token = current_actor.set(actor)
    open_to(*actor.case_ids)
    try:
        with transaction.atomic():
            yield
    finally:
        current_actor.reset(token)
