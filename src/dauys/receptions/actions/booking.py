"""Takes a slot for a while, books it, moves and cancels: the database itself refuses a second one in the same slot."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.cases.rules import make_subject
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import WrongCode
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import lookup_key, lookup_keys
from dauys.receptions.actions.waiting import offer
from dauys.receptions.facts import note
from dauys.receptions.letters import tell
from dauys.receptions.links import link_key
from dauys.receptions.models import Host, Visit, Visitor
from dauys.receptions.queries import booked_by_older_key
from dauys.receptions.rules import ImpossibleVisit, next_state
from dauys.receptions.slots_open import OpenSlot, slot_at

HOLD = timedelta(minutes=15)
# A slot that was given back is shown to strangers after so long, at random, so that none can be handed on for money.
SHOWN_AGAIN = (timedelta(minutes=5), timedelta(minutes=60))
# What goes along when a visit is moved.
_KEPT = (
    "kind", "source", "language", "urgent", "people", "needs", "person_key", "place_path", "topic", "subject", "text",
    "case_id", "registered_by_id", "offered_id",
)  # fmt: skip


class SlotTaken(Exception):
    """Somebody was faster, or the slot is none of the published schedule."""


class HoldOver(Exception):
    """The slot was kept for a while, and somebody else has it now."""


class AlsoBooked(Exception):
    """The same person has another visit at this time."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes, as they gave themselves; phone in E.164. `people` counts everybody who comes along; `authority` is the
    power of attorney a representative comes with."""

    name: str
    phone: str = ""
    email: str = ""
    people: int = 1
    companions: Sequence[str] = ()
    representative: str = ""
    authority: str = ""

    @property
    def together(self) -> int:
        """How many come, those named among them."""
        return max(self.people, 1 + len(self.companions) + bool(self.representative))


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
            held_in=slot.area_path,
            held_at=slot.place,
            join=slot.join,
            created_at=at,
            **about,
        )
        Visit.objects.bulk_create([row], ignore_conflicts=True)
        if Visit.objects.filter(pk=row.pk).exists():
            return row
    raise SlotTaken


def _host(host: UUID) -> Host:
    return Host.objects.select_related("organization__area", "office", "post").get(pk=host)


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
    offered: Organization | None = None,
    confirmed: bool = True,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Writes who comes and why; with `confirmed` the visit is booked, else it stays held until the code is given.
    `offered` is the body that decides the matter and was offered first.

    Raises HoldOver and AlsoBooked. A hold that ran out and that nobody wanted is still good; where another took the
    slot meanwhile, what was written stays with the expired visit, which is returned.
    """
    with acting(actor):
        row = locked(visit)
        if actor.kind == "staff":
            require(actor, "receptions.register", row)
        if row.state == "expired" and row.link_key is None:
            row.state, row.hold_until = next_state(row.state, "hold"), at + HOLD
        if row.state != "held":
            raise HoldOver
        row.text, row.subject, row.place_path, row.topic = text, make_subject(text), area_path, topic
        row.needs, row.people, row.offered = list(needs), person.together, offered
        keys = keys_of(person=person)
        row.person_key = keys[0] if keys else None
        if booked_by_older_key(row, keys[1:]):
            raise AlsoBooked
        keep_people(visit=row, person=person, at=at)
        if confirmed:
            row.registered_by_id = actor.id
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if "visit_person_once" in str(error):
                raise AlsoBooked from error
            row.state = "expired"
            row.save()
            return row
        if confirmed:
            _book(row, actor, at)
        return row


def keys_of(*, person: Person) -> list[bytes]:
    """What one person's visits are known by, the newest first: the phone, or the e-mail of who has none."""
    known = person.phone or person.email.lower()
    return lookup_keys(known, what="person") if known else []


def _book(row: Visit, actor: Actor, at: datetime) -> None:
    """The held visit is booked, or waits for a slot where it has none; the person gets a link to it."""
    waits = row.during is None
    row.state, row.hold_until = next_state(row.state, "wait" if waits else "confirm"), None
    row.link_key = link_key(row.pk)
    row.save(update_fields=["state", "hold_until", "link_key"])
    if waits:
        note("receptions.wait", row, actor, at, host=row.host_id)
    else:
        note("receptions.book", row, actor, at, host=row.host_id, source=row.source)
    tell(row, "waiting" if waits else "booked", at)


def keep_people(*, visit: Visit, person: Person, at: datetime) -> None:
    """Who comes, in place of who was written before."""
    visit.visitors.all().delete()
    Visitor.objects.create(
        id=new_id(at), visit=visit, role="lead", name=person.name,
        phone=person.phone, phone_key=lookup_key(person.phone, what="phone") if person.phone else None,
        email=person.email, email_key=lookup_key(person.email.lower(), what="email") if person.email else None,
    )  # fmt: skip
    along = [("companion", name, "") for name in person.companions]
    if person.representative:
        along.insert(0, ("representative", person.representative, person.authority))
    for role, name, authority in along:
        Visitor.objects.create(
            id=new_id(at), visit=visit, role=role, name=name, authority=authority, phone="", email=""
        )  # fmt: skip


def confirm(*, visit: UUID, contact: str | None = None, actor: Actor, at: datetime) -> Visit:
    """A held visit whose person has shown `contact` to be theirs is booked, or waits where it has no slot; one that is
    so already stays. None where no code is asked: who was asked before, and the desk for somebody who calls. Raises
    HoldOver, and WrongCode where another contact was written meanwhile."""
    with acting(actor):
        row = locked(visit)
        if actor.kind == "staff":
            require(actor, "receptions.register", row)
        if row.state in ("booked", "waiting"):
            return row
        unfinished = actor.kind == "staff" and row.link_key is None  # a stranger's, without a code so far
        if row.state != "held" or not row.text or unfinished:
            raise HoldOver
        if contact is not None and (lead := row.lead) and contact != (lead.phone or lead.email):
            raise WrongCode
        _book(row, actor, at)
        return row


def move(*, visit: UUID, starts: datetime, host: UUID | None = None, actor: Actor, at: datetime) -> Visit:
    """Another slot in place of the booked one, in one transaction: never neither, never both. The desk may move it to
    another `host` of its own and gives also what is kept for it.

    Raises SlotTaken and AlsoBooked, and ImpossibleVisit for what is not booked any more.
    """
    with acting(actor):
        old = locked(visit)
        to = _host(host) if host and host != old.host_id else old.host
        if actor.kind == "staff":
            require(actor, "receptions.register", old)
        if actor.kind == "staff" or to.pk != old.host_id:
            require(actor, "receptions.register", to)
        old.state = next_state(old.state, "move")
        slot = slot_at(to.pk, starts, at, online=old.source == "web" and actor.kind != "staff")
        if slot is None:
            raise SlotTaken
        old.save(update_fields=["state"])
        kept = {name: getattr(old, name) for name in _KEPT}
        fresh = take(slot=slot, at=at, state="booked", sequence=old.sequence + 1, **kept)
        fresh.host, fresh.link_key = to, link_key(fresh.pk)
        fresh.save(update_fields=["link_key"])
        old.visitors.update(visit=fresh)
        old.moved_to, old.text, old.subject = fresh, "", ""
        old.save(update_fields=["moved_to", "text", "subject"])
        note("receptions.move", old, actor, at, to=fresh.pk)
        tell(fresh, "booked", at)
        _give_back(old, at)
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
        _give_back(row, at)
        return row


def take_over(*, visit: UUID, before: UUID, actor: Actor, at: datetime) -> None:
    """Another time is chosen before the first was booked: who comes and why goes along, and the first one is free."""
    with acting(actor):
        old, row = locked(before), locked(visit)
        if old.state not in ("held", "expired") or old.link_key is not None or row.state != "held":
            return
        old.state = "expired"
        for name in ("text", "subject", "place_path", "topic", "needs", "people"):
            setattr(row, name, getattr(old, name))
        old.visitors.update(visit=row)
        old.text = old.subject = ""
        old.person_key = None
        old.save(update_fields=["state", "text", "subject", "person_key"])
        row.save()


def say_about(*, visit: UUID, case_id: UUID, actor: Actor, at: datetime) -> None:
    """The person says which earlier appeal of their own they come about; the caller has seen that it is theirs.
    Raises ImpossibleVisit once they have come."""
    with acting(actor):
        row = locked(visit)
        if row.state not in ("booked", "waiting"):
            raise ImpossibleVisit(row.state, "say_about")
        if row.case_id != case_id:
            row.case_id = case_id
            row.save(update_fields=["case"])
            note("receptions.say_about", row, actor, at)


def _give_back(row: Visit, at: datetime) -> None:
    """A slot that is free again goes to whoever waits; else strangers see it after a while that nobody can know."""
    if row.during is None or row.during.lower <= at:
        return
    if Visit.objects.filter(host=row.host_id, state="waiting").exists():
        offer(host=row.host_id, at=at)
        return
    low, high = SHOWN_AGAIN
    row.free_from = at + low + timedelta(seconds=secrets.randbelow(int((high - low).total_seconds())))
    row.save(update_fields=["free_from"])


def locked(visit: UUID) -> Visit:
    """The visit with its host, held against others until the transaction ends."""
    return (
        Visit.objects.select_for_update(of=("self",))
        .select_related("host__organization__area", "host__office")
        .get(pk=visit)
    )
