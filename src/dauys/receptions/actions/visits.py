"""A person comes: with a booking, or unscheduled. From then on the visit belongs to a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions import NewParty, NewVoice
from dauys.cases.models import Case
from dauys.cases.rules import make_subject
from dauys.directory.cache import areas
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current
from dauys.receptions.actions.booking import Person, SlotTaken, host_of_form, keep_people, locked, take
from dauys.receptions.actions.calling import end_number
from dauys.receptions.facts import note
from dauys.receptions.links import link_key
from dauys.receptions.models import Visit
from dauys.receptions.rules import ImpossibleVisit, next_state
from dauys.receptions.slots_open import slot_at
from dauys.routing.queries import tells_of_crime, urgent


def register(
    *,
    key: UUID,
    host: UUID,
    person: Person,
    text: str,
    area_path: str,
    language: str,
    reason: str,
    urgently: bool = False,
    topic: str = "",
    needs: Sequence[str] = (),
    starts: datetime | None = None,
    case: Case | None = None,
    actor: Actor,
    at: datetime,
) -> Visit:
    """Somebody came out of schedule: the visit and its case, at once. `key` names the form: a second time finds it.

    With `starts` they get that free slot of today, else they wait for a gap. `case` is an earlier one that they come
    about. Raises SlotTaken.
    """
    with acting(actor):
        owner = host_of_form(host=host, actor=actor)
        if found := Visit.objects.select_related("host").filter(pk=key).first():
            return found
        about = {
            "state": "arrived", "kind": "unscheduled", "source": "desk", "language": language, "urgent": urgently,
            "reason": reason, "place_path": area_path, "topic": topic, "text": text, "subject": make_subject(text),
            "needs": list(needs), "people": person.together, "arrived_at": at,
            "registered_by_id": actor.user_id, "link_key": link_key(key),
        }  # fmt: skip
        if starts is None:
            row = Visit.objects.create(id=key, host=owner, created_at=at, **about)
        else:
            slot = slot_at(host, starts, at, online=False)
            if slot is None:
                raise SlotTaken
            row = take(slot=slot, at=at, visit=key, **about)
        row.host = owner
        keep_people(visit=row, person=person, at=at)
        _join_case(row, person, case, actor, at)
        return row


def arrive(*, visit: UUID, case: Case | None = None, actor: Actor, at: datetime) -> Visit:
    """A booked person came and showed who they are: the visit becomes a case, or joins the earlier `case`. Who comes
    to a place for a day asks nothing anew: no case comes of it.

    Raises ImpossibleVisit; one who has come already stays so.
    """
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.register", row)
        if row.state == "arrived":
            return row
        row.state, row.arrived_at = next_state(row.state, "arrive"), at
        lead = row.visitors.get(role="lead")
        row.save(update_fields=["state", "arrived_at"])
        if row.case_id is None and (case or not row.host.is_place):
            _join_case(row, Person(lead.name, lead.phone, lead.email), case, actor, at)
        else:
            note("receptions.arrive", row, actor, at, host=row.host_id, kind=row.kind)
        return row


def _join_case(row: Visit, person: Person, case: Case | None, actor: Actor, at: datetime) -> None:
    """The case of a visit: the one the person comes about, or a new one of the host's body, heard in person."""
    row.case_id = case.pk if case else _file(row, person, actor, at)
    row.save(update_fields=["case"])
    note("receptions.arrive", row, actor, at, host=row.host_id, kind=row.kind)


def _file(row: Visit, person: Person, actor: Actor, at: datetime) -> UUID:
    voice = NewVoice(
        channel="visit",
        language=row.language,
        kind=current().first_kind,
        text=row.text,
        subject=row.subject,
        area=areas()[row.place_path],
        topic=row.topic,
        applicant=NewParty(name=person.name, phone=person.phone, email=person.email),
        answer_by="sms" if person.phone else "email" if person.email else "page",
        identity="in_person",
        urgent=row.urgent or urgent(row.text),
        crime=tells_of_crime(row.text),
        signers=row.people if 1 < row.people <= current().most_signers(current().first_kind) else 0,
    )
    host = row.host
    filed = cases.file(
        voice=voice, owner=host.organization, route_rule="by-hand", idempotency_key=new_id(at), actor=actor, at=at,
        desk=host.office.organization, confirmed=True,
    )  # fmt: skip
    return filed.case_id


def serve(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """The reception begins; raises ImpossibleVisit, and one that began already goes on."""
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.write", row)
        if row.state == "serving":
            return row
        if row.host.is_place:
            raise ImpossibleVisit(row.state, "serve")
        row.state, row.began_at = next_state(row.state, "serve"), at
        row.save(update_fields=["state", "began_at"])
        end_number(visit=row, came=True, actor=actor, at=at)
        note("receptions.serve", row, actor, at, host=row.host_id)
        return row


def miss(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """The person did not come, or left; who comes all the same has arrived. Raises ImpossibleVisit."""
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.register", row)
        if row.state == "no_show":
            return row
        row.state, row.ended_at = next_state(row.state, "miss"), at
        row.save(update_fields=["state", "ended_at"])
        end_number(visit=row, came=False, actor=actor, at=at)
        note("receptions.miss", row, actor, at, host=row.host_id)
        return row
