"""The one way to open a transaction: names who acts, so that row-level security can later hang on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from dauys.ground.access.actors import Actor

current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """A durable unit of work done by `actor`; nested use joins the outer transaction."""
    token = current_actor.set(actor)
    try:
        with transaction.atomic():
            yield
    finally:
        current_actor.reset(token)
