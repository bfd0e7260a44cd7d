"""Places for days: booked for a run of days or not at all, given by the rule of the waiting list, and who came."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from dauys.cases.models import Case
from dauys.cases.rules import make_subject
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.receptions.actions.booking import (
    AlsoBooked,
    Person,
    SlotTaken,
    host_of_form,
    keep_people,
    keys_of,
    locked,
    take,
)
from dauys.receptions.day_places import in_line
from dauys.receptions.facts import note
from dauys.receptions.letters import tell
from dauys.receptions.links import link_key
from dauys.receptions.models import Host, Visit
from dauys.receptions.queries import booked_by_older_key, day_span, host_for
from dauys.receptions.rules import next_state
from dauys.receptions.slots_open import OpenSlot, days_open

MOST_DAYS = 30


class DaysFull(Exception):
    """On these `days` no place is free; nothing was booked."""

    def __init__(self, days: Sequence[date]) -> None:
        super().__init__(", ".join(map(str, days)))
        self.days = days


class NotSoLong(Exception):
    """The published schedule does not reach so many days."""


class NotNext(Exception):
    """Somebody else is next by the rule of the waiting list."""


def book_days(
    *,
    key: UUID,
    host: UUID,
    since: date,
    days: int,
    person: Person,
    text: str,
    area_path: str,
    language: str,
    reason: str = "",
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> list[Visit]:
    """The first `days` open days from `since`, all of them or none; `key` names the form, a second time finds them.

    Raises DaysFull, NotSoLong and AlsoBooked.
    """
    with acting(actor):
        owner = host_of_form(host=host, actor=actor)
        if Visit.objects.filter(pk=key).exists():
            return _run_of(key)
        slots = _slots(owner, since, days, at)
        about: dict[str, Any] = {
            "kind": "scheduled", "source": "desk", "language": language, "reason": reason, "place_path": area_path,
            "text": text, "subject": make_subject(text), "case": case, "registered_by_id": actor.user_id,
        }  # fmt: skip
        first = _taken(slots[0], at, visit=key, state="booked", days=days, link_key=link_key(key), **about)
        return _fill(owner, first, slots, person, about, actor, at)


def wait_for_days(
    *,
    key: UUID,
    host: UUID,
    days: int,
    person: Person,
    text: str,
    area_path: str,
    language: str,
    reason: str = "",
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Puts somebody on the waiting list of a place, for so many days; `key` names the form."""
    with acting(actor):
        owner = host_of_form(host=host, actor=actor)
        if found := Visit.objects.filter(pk=key).first():
            return found
        row = Visit.objects.create(
            id=key, host=owner, state="waiting", kind="scheduled", source="desk", language=language, reason=reason,
            place_path=area_path, text=text, subject=make_subject(text), days=days, case=case,
            registered_by_id=actor.user_id, link_key=link_key(key), created_at=at,
        )  # fmt: skip
        keep_people(visit=row, person=person, at=at)
        note("receptions.wait", row, actor, at, host=owner.pk)
        tell(row, "waiting", at)
        return row


def give_place(*, visit: UUID, since: date, days: int, actor: Actor, at: datetime) -> list[Visit]:
    """Gives who is next on the waiting list the first `days` open days from `since`; a second time finds them.

    Raises NotNext, DaysFull, NotSoLong and AlsoBooked, and ImpossibleVisit for who left the list.
    """
    with acting(actor):
        owner = host_of_form(host=Visit.objects.values_list("host", flat=True).get(pk=visit), actor=actor)
        row = locked(visit)
        if row.state == "booked":
            return _run_of(visit)
        state = next_state(row.state, "give")
        if in_line(owner.pk)[0].pk != row.pk:
            raise NotNext
        slots, lead = _slots(owner, since, days, at), row.visitors.get(role="lead")
        names = ("kind", "source", "language", "reason", "place_path", "text", "subject", "case_id")
        about = {name: getattr(row, name) for name in names} | {"registered_by_id": actor.user_id}
        row.host, row.state, row.days = owner, state, days
        for lane in slots[0].lanes:
            if _sits(row, slots[0], lane):
                break
        else:
            raise DaysFull([slots[0].starts.date()])
        return _fill(owner, row, slots, Person(lead.name, lead.phone, lead.email), about, actor, at)


def _sits(row: Visit, slot: OpenSlot, lane: int) -> bool:
    """Whether the database takes the visit on this lane."""
    row.during, row.lane, row.mode = slot.during, lane, slot.mode
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True


def _slots(host: Host, since: date, days: int, at: datetime) -> list[OpenSlot]:
    """The places of the run, day by day; raises DaysFull and NotSoLong."""
    found = [day for day in days_open(host.pk, since, at) if day.is_ahead(at)][:days]
    if len(found) < days:
        raise NotSoLong
    if full := [day.date for day in found if day.slot is None]:
        raise DaysFull(full)
    return [day.slot for day in found if day.slot]


def _taken(slot: OpenSlot, at: datetime, **about: Any) -> Visit:
    try:
        return take(slot=slot, at=at, **about)
    except SlotTaken:
        raise DaysFull([slot.starts.date()]) from None


def _fill(
    owner: Host, first: Visit, slots: Sequence[OpenSlot], person: Person, about: dict[str, Any], actor: Actor,
    at: datetime,
) -> list[Visit]:  # fmt: skip
    """The other days of a run behind its first, each with its person and known by their contact."""
    rows = [first]
    for number, slot in enumerate(slots[1:], 1):
        key = uuid5(first.pk, str(number))
        rows.append(
            _taken(slot, at, visit=key, state="booked", first_day=first, link_key=link_key(key), **about)
        )  # fmt: skip
    keys = keys_of(person=person)
    for row in rows:
        row.host, row.person_key = owner, keys[0] if keys else None
        if booked_by_older_key(row, keys[1:]):
            raise AlsoBooked
        keep_people(visit=row, person=person, at=at)
        try:
            with transaction.atomic():
                row.save(update_fields=["person_key"])
        except IntegrityError as error:
            raise AlsoBooked from error
        note("receptions.book", row, actor, at, host=owner.pk, source=row.source)
    tell(first, "days", at)
    return rows


def _run_of(first: UUID) -> list[Visit]:
    return list(Visit.objects.filter(pk=first)) + list(Visit.objects.filter(first_day=first).order_by("during"))


def attend(
    *, host: UUID, day: date, came: Collection[UUID], missed: Collection[UUID], actor: Actor, at: datetime
) -> int:
    """Writes down for a day who came to a place and who did not; how many were written anew.

    Nobody's matter becomes a case by coming. Raises SlotTaken for who came late where the place was given to another.
    """
    with acting(actor):
        owner = host_for(actor, host, "receptions.register")
        rows = Visit.objects.select_for_update().filter(host=owner, during__overlap=day_span(day))
        changed = 0
        for row in rows.filter(state__in=["booked", "arrived", "no_show"]):
            row.host = owner
            changed += _came(row, actor, at) if row.pk in came else _missed(row, actor, at) if row.pk in missed else 0
        return changed


def _came(row: Visit, actor: Actor, at: datetime) -> int:
    if row.state == "arrived":
        return 0
    row.state, row.arrived_at, row.ended_at = next_state(row.state, "arrive"), at, None
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "arrived_at", "ended_at"])
    except IntegrityError as error:
        raise SlotTaken from error
    note("receptions.arrive", row, actor, at, host=row.host_id, kind=row.kind)
    return 1


def _missed(row: Visit, actor: Actor, at: datetime) -> int:
    if row.state == "no_show":
        return 0
    row.state, row.ended_at = next_state(row.state, "miss"), at
    row.save(update_fields=["state", "ended_at"])
    note("receptions.miss", row, actor, at, host=row.host_id)
    return 1
