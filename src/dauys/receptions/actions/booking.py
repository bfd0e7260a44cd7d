"""Takes a slot for a while, books it, moves and cancels: the database itself refuses a second one in the same slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.cases.models import Case
from dauys.cases.rules import make_subject
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import lookup_key
from dauys.receptions.facts import note
from dauys.receptions.models import Host, Visit, Visitor
from dauys.receptions.rules import next_state
from dauys.receptions.slots_open import OpenSlot, slot_at

HOLD = timedelta(minutes=15)
# What goes along when a visit is moved.
_KEPT = (
    "kind", "source", "language", "urgent", "people", "needs", "person_key", "place_path", "topic", "subject", "text",
    "case_id", "registered_by_id",
)  # fmt: skip


class SlotTaken(Exception):
    """Somebody was faster, or the slot is none of the published schedule."""


class HoldOver(Exception):
    """The slot was kept for a while, and somebody else has it now."""


class AlsoBooked(Exception):
    """The same person has another visit at this time."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes, as they gave themselves; phone in E.164. `people` counts everybody who comes along."""

    name: str
    phone: str = ""
    email: str = ""
    people: int = 1
    companions: Sequence[tuple[str, str]] = ()  # role and name

    @property
    def together(self) -> int:
        """How many come, those named among them."""
        return max(self.people, 1 + len(self.companions))


def hold(*, host: UUID, starts: datetime, source: str, language: str, actor: Actor, at: datetime) -> Visit:
    """Keeps a free slot of the published schedule for HOLD; raises SlotTaken.

    From the web the last places that are kept for phone and desk are not given.
    """
    with acting(actor):
        if actor.kind == "staff":
            require(actor, "receptions.register", _host(host))
        slot = slot_at(host, starts, at, online=source == "web")
        if slot is None:
            raise SlotTaken
        visit = take(
            slot=slot, at=at, state="held", hold_until=at + HOLD, kind="scheduled", source=source, language=language
        )
        payload = {"visit": visit.pk, "host": host}
        record("receptions.hold", actor=actor, at=at, payload=payload)
        return visit


def take(*, slot: OpenSlot, at: datetime, visit: UUID | None = None, **about: Any) -> Visit:
    """The first free lane of a slot, inside the caller's transaction; raises SlotTaken. A hold that ran out gives way.

    `visit` is the id the visit gets, if one was given out before. Of two at the same moment the second waits for the
    first, in the database, and takes the next lane.
    """
    during = DateTimeTZRange(slot.starts, slot.ends)
    stale = Visit.objects.filter(host=slot.host_id, state="held", hold_until__lt=at, during__overlap=during)
    stale.update(state="expired")
    for lane in slot.lanes:
        row = Visit(
            id=visit or new_id(at),
            host_id=slot.host_id,
            during=during,
            lane=lane,
            mode=slot.mode,
            created_at=at,
            **about,
        )
        Visit.objects.bulk_create([row], ignore_conflicts=True)
        if Visit.objects.filter(pk=row.pk).exists():
            return row
    raise SlotTaken


def _host(host: UUID) -> Host:
    return Host.objects.select_related("organization__area").get(pk=host)


def host_of_form(*, host: UUID, actor: Actor) -> Host:
    """The host of a form that is sent at the desk. Of two forms at one moment the second waits here, so that the second
    of two clicks finds what the first one wrote."""
    rows = Host.objects.select_for_update(of=("self",)).select_related("organization__area", "office__organization")
    row = rows.get(pk=host)
    require(actor, "receptions.register", row)
    return row


def book(
    *,
    visit: UUID,
    person: Person,
    text: str,
    area_path: str,
    topic: str = "",
    needs: Sequence[str] = (),
    confirmed: bool = True,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Writes who comes and why; with `confirmed` the visit is booked, else it stays held until the code is given.

    Raises HoldOver and AlsoBooked. What another took meanwhile is gone; a hold that ran out and that nobody wanted is
    still good.
    """
    with acting(actor):
        row = locked(visit)
        if actor.kind == "staff":
            require(actor, "receptions.register", row)
        if row.state != "held":
            raise HoldOver
        row.text, row.subject, row.place_path, row.topic = text, make_subject(text), area_path, topic
        row.needs, row.people = list(needs), person.together
        row.person_key = lookup_key(person.phone, what="phone") if person.phone else None
        keep_people(visit=row, person=person, at=at)
        if confirmed:
            row.state, row.registered_by_id = next_state(row.state, "confirm"), actor.id
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise AlsoBooked from error
        if confirmed:
            note("receptions.book", row, actor, at, host=row.host_id, source=row.source)
        return row


def keep_people(*, visit: Visit, person: Person, at: datetime) -> None:
    """Who comes, in place of who was written before."""
    visit.visitors.all().delete()
    Visitor.objects.create(
        id=new_id(at), visit=visit, role="lead", name=person.name,
        phone=person.phone, phone_key=lookup_key(person.phone, what="phone") if person.phone else None,
        email=person.email, email_key=lookup_key(person.email.lower(), what="email") if person.email else None,
    )  # fmt: skip
    for role, name in person.companions:
        Visitor.objects.create(id=new_id(at), visit=visit, role=role, name=name, phone="", email="")


def confirm(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """A held visit whose person has shown the phone to be theirs is booked; a booked one stays. Raises HoldOver."""
    with acting(actor):
        row = locked(visit)
        if row.state == "booked":
            return row
        if row.state != "held" or not row.text:
            raise HoldOver
        row.state = next_state(row.state, "confirm")
        row.save(update_fields=["state"])
        note("receptions.book", row, actor, at, host=row.host_id, source=row.source)
        return row


def move(*, visit: UUID, starts: datetime, actor: Actor, at: datetime) -> Visit:
    """Another slot of the same host in place of the booked one, in one transaction: never neither, never both.

    Raises SlotTaken and AlsoBooked, and ImpossibleVisit for what is not booked any more.
    """
    with acting(actor):
        old = locked(visit)
        if actor.kind == "staff":
            require(actor, "receptions.register", old)
        old.state = next_state(old.state, "move")
        slot = slot_at(old.host_id, starts, at, online=old.source == "web")
        if slot is None:
            raise SlotTaken
        old.save(update_fields=["state"])
        kept = {name: getattr(old, name) for name in _KEPT}
        fresh = take(slot=slot, at=at, state="booked", sequence=old.sequence + 1, **kept)
        old.visitors.update(visit=fresh)
        old.moved_to, old.text, old.subject = fresh, "", ""
        old.save(update_fields=["moved_to", "text", "subject"])
        note("receptions.move", old, actor, at, to=fresh.pk)
        return fresh


def cancel(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """The slot is free again at once; a second time nothing happens. Raises ImpossibleVisit once the visit began."""
    with acting(actor):
        row = locked(visit)
        if actor.kind == "staff":
            require(actor, "receptions.register", row)
        if row.state == "cancelled":
            return row
        row.state, row.ended_at = next_state(row.state, "cancel"), at
        row.save(update_fields=["state", "ended_at"])
        note("receptions.cancel", row, actor, at, host=row.host_id)
        return row


def locked(visit: UUID) -> Visit:
    """The visit with its host, held against others until the transaction ends."""
    return (
        Visit.objects.select_for_update(of=("self",))
        .select_related("host__organization__area", "host__office")
        .get(pk=visit)
    )


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
    needs: Sequence[str] = (),
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Books a free slot for somebody who calls or stands there; `key` names the form, a second time finds the visit.

    `case` is an earlier one that they come about. Raises SlotTaken and AlsoBooked.
    """
    with acting(actor):
        host_of_form(host=host, actor=actor)
        if found := Visit.objects.filter(pk=key).first():
            return found
        slot = slot_at(host, starts, at, online=False)
        if slot is None:
            raise SlotTaken
        held = take(
            slot=slot, at=at, visit=key, state="held", hold_until=at + HOLD, kind="scheduled", source=source,
            language=language, case=case,
        )  # fmt: skip
        return book(visit=held.pk, person=person, text=text, area_path=area_path, needs=needs, actor=actor, at=at)
