"""Keeps and forgets the lists somebody has saved. They are their owner's alone, so the journal does not name them."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.cases.models import SavedList
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id

MOST_LISTS = 20


class NameTaken(Exception):
    """The person has another list of this name."""


class TooManyLists(Exception):
    """The person has MOST_LISTS lists."""


def save_list(*, name: str, query: str, actor: Actor, at: datetime) -> None:
    """Keeps `query` under `name`; the same pair again changes nothing. Raises NameTaken, TooManyLists."""
    with acting(actor):
        mine = dict(SavedList.objects.filter(user=actor.user_id).values_list("name", "query"))
        if mine.get(name) == query:
            return
        if name in mine:
            raise NameTaken
        if len(mine) >= MOST_LISTS:
            raise TooManyLists
        try:
            with transaction.atomic():
                SavedList.objects.create(id=new_id(at), user_id=actor.user_id, name=name, query=query, created_at=at)
        except IntegrityError as error:
            raise NameTaken from error


def forget_list(*, saved: UUID, actor: Actor) -> None:
    """Forgets one of the actor's own lists; another's, or one forgotten already, is not there and nothing happens."""
    with acting(actor):
        SavedList.objects.filter(pk=saved, user=actor.user_id).delete()
