"""Asks people, hears their answers, and keeps who comes within the places there are: an offer is never an order.

Whoever changes who comes to a line holds the line first, so that of two at one moment the second sees what the first
one left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import open_to, whole_house
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.messages.actions import forget
from dauys.ground.ui.moments import local
from dauys.volunteers.facts import note_line
from dauys.volunteers.hours import FREE_NO_SHOWS
from dauys.volunteers.letters import CONFIRM_FROM, tell
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Claim, Line, Offer, Volunteer
from dauys.volunteers.queries import askable, no_shows
from dauys.volunteers.rules import TAKES_PLACE, URGENT, next_state
from dauys.volunteers.standing import Standing, read_along, standing_at

ANSWER_WITHIN = timedelta(hours=12)  # an offer waits so long, at most until the work begins
RESERVE_WITHIN = timedelta(hours=1)  # who moves up from the reserve confirms within this
HURRY = timedelta(minutes=30)  # of an urgent line, or one that begins soon
CHECK_IN_BEFORE = timedelta(hours=2)
CONFIRM_UNTIL = timedelta(hours=12)  # before the work begins
MOST_INVITED = 500  # at once, by hand


class NotAllowed(Exception):
    """The law, the office or the skills that are asked do not let this person take part; `standing` says which."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(str(standing))
        self.standing = standing


class Busy(Exception):
    """The person has another task at this time."""


class Full(Exception):
    """No place is left; who takes by themselves is put on the reserve list instead."""


class LineOver(Exception):
    """The line is done or was stood down."""


class NotNow(Exception):
    """Too early or too late for this step."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an invitation: the offers that went out, and who was left out and why."""

    offers: Sequence[Offer]
    refused: Sequence[tuple[Volunteer, Standing]]


def locked_line(*, line: UUID) -> Line:
    """The line with its demand, held against others until the transaction ends. Whoever got so far, by a gate or by a
    link of their own, acts in its case."""
    with whole_house():
        rows = Line.objects.select_for_update(of=("self",)).select_related("obligation__owner", "obligation__case")
        row = rows.get(pk=line)
    open_to(row.obligation.case_id)
    return row


def locked_offer(*, offer: UUID) -> Offer:
    """The offer with its line and volunteer, both held; the line first, as everywhere."""
    line = locked_line(line=Offer.objects.values_list("line", flat=True).get(pk=offer))
    row = Offer.objects.select_for_update(of=("self",)).select_related("volunteer", "claim").get(pk=offer)
    row.line = line
    return row


def _require_allowed(line: Line, volunteer: Volunteer) -> None:
    standing = standing_at(line, volunteer)
    if not standing.allowed:
        raise NotAllowed(standing)


def _runs_out(line: Line, at: datetime) -> datetime:
    """Until when somebody may answer who is asked now."""
    within = HURRY if line.priority >= URGENT else ANSWER_WITHIN
    return max(min(at + within, line.during.lower - HURRY), at + HURRY)


def send_plan(*, line: UUID, actor: Actor, at: datetime) -> Sent:
    """Everybody whom the plan has for a line is asked; who may not come any more is taken out. Raises LineOver."""
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.dispatch", row)
        _require_open(row, at)
        planned = Offer.objects.filter(line=row, state="planned").select_related("volunteer")
        return _send(row, list(read_along(planned, row.skills, "volunteer__").order_by("pk")), actor, at)


def invite(*, line: UUID, volunteers: Iterable[UUID], source: str, actor: Actor, at: datetime) -> Sent:
    """Asks these people for a line now, without a plan, of those that the actor may ask; who was asked already is not
    asked twice, and of who may not come nothing is written. Raises LineOver."""
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.dispatch", row)
        _require_open(row, at)
        wanted = list(volunteers)
        asked = Offer.objects.filter(line=row, volunteer__in=wanted).exclude(state__in=["dropped", "planned"])
        known = set(asked.values_list("volunteer", flat=True))
        people = askable(actor, row.work).filter(pk__in=wanted, state="active").exclude(pk__in=known)
        made, refused = [], []
        for person in read_along(people, row.skills).order_by("pk"):
            standing = standing_at(row, person)
            if not standing.allowed:
                refused.append((person, standing))
                continue
            made.append(
                Offer(
                    id=new_id(at), line=row, volunteer=person, state="planned", source=source, during=row.during,
                    created_at=at,
                )
            )  # fmt: skip
        asked_now = [offer.volunteer_id for offer in made]
        Offer.objects.filter(line=row, volunteer__in=asked_now, state="planned").update(state="dropped")
        Offer.objects.bulk_create(made)
        return Sent(_send(row, made, actor, at).offers, refused)


def _send(line: Line, offers: Sequence[Offer], actor: Actor, at: datetime) -> Sent:
    until, refused, sent = _runs_out(line, at), [], []
    for offer in offers:
        offer.line = line
        standing = standing_at(line, offer.volunteer)
        if not standing.allowed or offer.volunteer.state != "active":
            offer.state = next_state(offer.state, "drop")
            refused.append((offer.volunteer, standing))
            continue
        offer.state, offer.offered_at, offer.until = next_state(offer.state, "offer"), at, until
        offer.link_key = link_key(offer.pk, "offer")
        sent.append(offer)
    Offer.objects.bulk_update(offers, ["state", "offered_at", "until", "link_key"], batch_size=1000)
    tell(sent, "offered", at)
    if sent:
        Line.objects.filter(pk=line.pk).update(dispatched_by=actor.id)
        note_line("volunteers.offer", line, actor, at, people=len(sent))
    return Sent(sent, refused)


def _require_open(line: Line, at: datetime) -> None:
    if line.state != "open" or line.during.upper <= at:
        raise LineOver


def accept(*, offer: UUID, actor: Actor, at: datetime) -> Offer:
    """The person comes, or stands on the reserve list where no place is left; a second time nothing happens.

    Raises NotAllowed, Busy, LineOver and ImpossibleOffer.
    """
    with acting(actor):
        row = locked_offer(offer=offer)
        if actor.kind == "staff":
            require(actor, "volunteers.dispatch", row.line)
        if row.state in TAKES_PLACE:
            return row
        _require_open(row.line, at)
        state = next_state(row.state, "accept")
        _require_allowed(row.line, row.volunteer)
        if row.line.free <= 0:
            if row.state == "reserve":
                return row
            row.state, row.until, row.answered_at = "reserve", None, at
            row.save(update_fields=["state", "until", "answered_at"])
            return row
        row.state = state
        _take(row, actor, at)
        return row


def _take(row: Offer, actor: Actor, at: datetime) -> None:
    """The accepted offer takes its place; raises Busy."""
    row.answered_at, row.until, row.confirm_by = at, None, _confirm_by(row, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "offer_one_at_a_time" in str(error):
            raise Busy from error
        raise
    row.line.accepted += 1
    row.line.save(update_fields=["accepted"])
    if row.confirm_by:
        tell([row], "confirm", at)
    note_line("volunteers.accept", row.line, actor, at, offer=row.pk, volunteer=row.volunteer_id)


def _confirm_by(row: Offer, at: datetime) -> datetime | None:
    """By when who did not come before, more often than nobody minds, says once more that they come; None where the work
    is near and this was the second yes."""
    if row.during.lower - at <= CONFIRM_FROM or no_shows(row.volunteer_id) < FREE_NO_SHOWS:
        return None
    return row.during.lower - CONFIRM_UNTIL


def take_shift(*, line: UUID, volunteer: UUID, actor: Actor, at: datetime) -> Offer:
    """Somebody takes a place of an open shift by themselves, one of their group's claim first; where none is left they
    stand on the reserve list. Raises NotAllowed, Busy, and LineOver for what is no open shift."""
    with acting(actor):
        row = locked_line(line=line)
        _require_open(row, at)
        person = Volunteer.objects.prefetch_related("consents").get(pk=volunteer)
        claim = _claim_of(row, person, at)
        if not (row.is_shared or claim) or person.state != "active":
            raise LineOver
        _require_allowed(row, person)
        found = Offer.objects.filter(line=row, volunteer=person).exclude(state__in=["dropped", "declined"]).first()
        if found and found.state in (*TAKES_PLACE, "reserve"):
            return found
        offer = found or Offer(
            id=new_id(at), line=row, volunteer=person, source="claim" if claim else "self", during=row.during,
            created_at=at, state="planned",
        )  # fmt: skip
        offer.line, offer.volunteer = row, person
        offer.link_key = offer.link_key or link_key(offer.pk, "offer")
        if claim:
            _use(claim, row)
            offer.claim = claim
        if row.free <= 0:
            offer.state, offer.answered_at = "reserve", at
            offer.save()
            return offer
        offer.state = "accepted"
        _take(offer, actor, at)
        tell([offer], "taken", at)
        return offer


def _claim_of(line: Line, person: Volunteer, at: datetime) -> Claim | None:
    """The claim of the person's group that still has a place of this line."""
    if person.group_id is None:
        return None
    rows = Claim.objects.select_for_update().filter(line=line, group=person.group_id, state="active")
    return rows.filter(until__gt=at, people__gt=0).first()


def _use(claim: Claim, line: Line) -> None:
    """One place of a claim is somebody's now."""
    claim.people -= 1
    if claim.people == 0:
        claim.state = "kept"
    claim.save(update_fields=["people", "state"])
    line.claimed -= 1
    line.save(update_fields=["claimed"])


def decline(*, offer: UUID, reason: str, actor: Actor, at: datetime) -> Offer:
    """The person does not come, whatever they had said; whoever is next is asked. A second time nothing happens."""
    with acting(actor):
        row = locked_offer(offer=offer)
        if actor.kind == "staff":
            require(actor, "volunteers.dispatch", row.line)
        if row.state == "declined":
            return row
        end_offer(row=row, step="decline", actor=actor, at=at)
        row.declined = reason
        row.save(update_fields=["declined"])
        note_line("volunteers.decline", row.line, actor, at, offer=row.pk, reason=reason)
        ask_next(line=row.line, actor=actor, at=at)
        return row


def give_up(*, volunteer: UUID, actor: Actor, at: datetime) -> None:
    """Who leaves gives back every place they had or were asked for, inside the caller's transaction; whoever is next is
    asked."""
    rows = Offer.objects.filter(volunteer=volunteer, state__in=["planned", "offered", "reserve", "accepted"])
    for key in rows.order_by("line", "pk").values_list("pk", flat=True):
        row = locked_offer(offer=key)
        if row.state == "planned":
            row.state = next_state(row.state, "drop")
            row.save(update_fields=["state"])
            continue
        end_offer(row=row, step="decline", actor=actor, at=at)
        note_line("volunteers.decline", row.line, actor, at, offer=row.pk, reason="left")
        ask_next(line=row.line, actor=actor, at=at)
    Offer.objects.filter(volunteer=volunteer).update(link_key=None, is_leader=False)


def drop_offer(*, offer: UUID, actor: Actor, at: datetime) -> Offer:
    """A coordinator takes somebody out; whoever was told is told again, and whoever is next is asked."""
    with acting(actor):
        row = locked_offer(offer=offer)
        require(actor, "volunteers.dispatch", row.line)
        if row.state == "dropped":
            return row
        was_told = row.state in ("offered", "accepted", "reserve")
        end_offer(row=row, step="drop", actor=actor, at=at)
        note_line("volunteers.drop_offer", row.line, actor, at, offer=row.pk)
        if was_told:
            tell([row], "dropped", at)
            ask_next(line=row.line, actor=actor, at=at)
        return row


def end_offer(*, row: Offer, step: str, actor: Actor, at: datetime) -> None:
    """The offer ends, and the place it had is free."""
    had_place = row.state in TAKES_PLACE
    if row.confirm_by:
        forget(once_begins=f"offer:{row.pk}:confirm:")
    row.state, row.answered_at, row.until, row.confirm_by = next_state(row.state, step), at, None, None
    row.save(update_fields=["state", "answered_at", "until", "confirm_by"])
    if had_place:
        row.line.accepted -= 1
        row.line.save(update_fields=["accepted"])


def ask_next(*, line: Line, actor: Actor, at: datetime) -> None:
    """For each free place that nobody is being asked for, the first of the reserve confirms by link; then whom the
    plan has."""
    if line.state != "open" or line.during.lower <= at:
        return
    asked = Offer.objects.filter(line=line, state="offered").count()
    most = line.free - asked
    if most <= 0:
        return
    waiting = Offer.objects.filter(line=line, state="reserve").select_related("volunteer").order_by("answered_at", "pk")
    moved = list(waiting[:most])
    for offer in moved:
        offer.line = line
        offer.state, offer.offered_at = next_state(offer.state, "offer"), at
        offer.until = max(min(at + RESERVE_WITHIN, line.during.lower), at + HURRY)
    Offer.objects.bulk_update(moved, ["state", "offered_at", "until"])
    tell(moved, "moved_up", at)
    if most > len(moved):
        planned = Offer.objects.filter(line=line, state="planned").select_related("volunteer").order_by("pk")
        _send(line, list(read_along(planned, line.skills, "volunteer__")[: most - len(moved)]), actor, at)


def arrive(*, offer: UUID, actor: Actor, at: datetime) -> Offer:
    """The person is there: checked in, after it was asked once more whether they may. Raises NotAllowed, NotNow,
    ImpossibleOffer; a second time nothing happens."""
    with acting(actor):
        row = locked_offer(offer=offer)
        require(actor, "volunteers.dispatch", row.line)
        if row.state == "came":
            return row
        state = next_state(row.state, "arrive")
        if not row.during.lower - CHECK_IN_BEFORE <= at <= row.during.upper:
            raise NotNow
        _require_allowed(row.line, row.volunteer)
        row.state, row.came_at = state, at
        row.save(update_fields=["state", "came_at"])
        Volunteer.objects.filter(pk=row.volunteer_id).update(last_task_on=local(at).date())
        note_line("volunteers.arrive", row.line, actor, at, offer=row.pk, volunteer=row.volunteer_id)
        return row


def name_line_leader(*, offer: UUID, actor: Actor, at: datetime) -> Offer:
    """Who leads on the spot; one of those who come, in place of who did before."""
    with acting(actor):
        row = locked_offer(offer=offer)
        require(actor, "volunteers.dispatch", row.line)
        if row.state not in TAKES_PLACE:
            next_state(row.state, "arrive")
        if not row.is_leader:
            Offer.objects.filter(line=row.line, is_leader=True).update(is_leader=False)
            row.is_leader = True
            row.save(update_fields=["is_leader"])
            note_line("volunteers.name_line_leader", row.line, actor, at, offer=row.pk, volunteer=row.volunteer_id)
            tell([row], "leads", at)
        return row
