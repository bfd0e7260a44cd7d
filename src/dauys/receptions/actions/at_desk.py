"""What the desk does for who calls or stands there: books a free time, or puts them on the waiting list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from dauys.cases.models import Case
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.receptions.actions.booking import HOLD, Person, SlotTaken, book, host_of_form, take
from dauys.receptions.models import Visit
from dauys.receptions.slots_open import slot_at


def book_at_desk(
    *,
    key: UUID,
    host: UUID,
    starts: datetime,
    source: str,
    language: str,
    person: Person,
    text: str,
    area_path: str,
    topic: str = "",
    needs: Sequence[str] = (),
    offered: Organization | None = None,
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Books a free slot for somebody who calls or stands there; `key` names the form, a second time finds the visit.

    `case` is an earlier one that they come about; `offered`, see `book`. Raises SlotTaken and AlsoBooked.
    """
    with acting(actor):
        host_of_form(host=host, actor=actor)
        if found := Visit.objects.filter(pk=key).first():
            return found
        slot = slot_at(host, starts, at, online=False)
        if slot is None:
            raise SlotTaken
        about = {"kind": "scheduled", "source": source, "language": language, "case": case}
        held = take(slot=slot, at=at, visit=key, state="held", hold_until=at + HOLD, **about)
        return book(
            visit=held.pk, person=person, text=text, area_path=area_path, topic=topic, needs=needs, offered=offered,
            actor=actor, at=at,
        )  # fmt: skip


def wait_at_desk(
    *,
    key: UUID,
    host: UUID,
    wished: DateRange | None,
    language: str,
    person: Person,
    text: str,
    area_path: str,
    topic: str = "",
    needs: Sequence[str] = (),
    offered: Organization | None = None,
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Puts a caller on the waiting list of a host, for the days they `wished` or for any; `key` names the form, a
    second time finds the visit."""
    with acting(actor):
        host_of_form(host=host, actor=actor)
        if found := Visit.objects.filter(pk=key).first():
            return found
        about: dict[str, Any] = {"kind": "scheduled", "source": "phone", "language": language, "case": case}
        Visit.objects.create(
            id=key, host_id=host, state="held", hold_until=at + HOLD, wished=wished, created_at=at, **about
        )
        return book(
            visit=key, person=person, text=text, area_path=area_path, topic=topic, needs=needs, offered=offered,
            actor=actor, at=at,
        )  # fmt: skip
