"""Who was there and for how long, as a leader or the desk says it; somebody else approves it (`approving`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.sealed.seal import keyed_digest
from dauys.ground.ui.moments import local
from dauys.volunteers.actions.offers import NotAllowed, NotNow, locked_line
from dauys.volunteers.facts import note_presence
from dauys.volunteers.hours import LONG, OutOfPlan, Stay, oddities, stay_of
from dauys.volunteers.models import Line, Offer, Presence, Volunteer
from dauys.volunteers.queries import get_volunteer
from dauys.volunteers.rules import TAKES_PLACE, ImpossibleOffer
from dauys.volunteers.standing import Standing, may_do

BEFORE_THE_END = timedelta(minutes=30)  # so early somebody may say how it went
LEADER_SAYS_FOR = timedelta(days=7)  # after the end; then the desk does
LOOKED_AT = 20  # stays of the same person that a new one is compared with
SAMPLE = 13  # of 256 that are looked at a second time though nothing is odd


class AlreadyApproved(Exception):
    """Somebody approved it; a lead may take it back."""


class Overlaps(Exception):
    """The person was somewhere else at this time."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one person: `outcome` of `hours.OUTCOMES`; from when until when, for part of the time or longer;
    why longer."""

    outcome: str
    starts: datetime | None = None
    ends: datetime | None = None
    reason: str = ""


AS_PLANNED = Told("planned")


def say_presence(*, offer: UUID, told: Told, leader: UUID | None, actor: Actor, at: datetime) -> Presence:
    """Says of one person who came, or was to come, how it was. `leader` is the offer by whose link it is said; with
    None the desk says it. Until it is approved it may be said anew.

    Raises NotNow, OutOfPlan, Overlaps, AlreadyApproved and ImpossibleOffer.
    """
    with acting(actor):
        line = locked_line(line=Offer.objects.values_list("line", flat=True).get(pk=offer))
        by = _who_says(line, leader, actor, at)
        row = Offer.objects.select_related("volunteer").get(pk=offer)
        if row.state not in TAKES_PLACE:
            raise ImpossibleOffer(row.state, "say")
        return _say(row, line, told, by, actor, at)


def say_crew(*, line: UUID, leader: UUID | None, actor: Actor, at: datetime) -> Sequence[Offer]:
    """Everybody of whom nothing was said yet came as planned; whom that was not possible for, because they were
    somewhere else. Raises NotNow."""
    with acting(actor):
        row = locked_line(line=line)
        by = _who_says(row, leader, actor, at)
        left = []
        crew = Offer.objects.filter(line=row, state__in=TAKES_PLACE, presence=None).select_related("volunteer")
        for offer in crew.order_by("pk"):
            try:
                _say(offer, row, AS_PLANNED, by, actor, at)
            except Overlaps:
                left.append(offer)
        return left


def _who_says(line: Line, leader: UUID | None, actor: Actor, at: datetime) -> Volunteer | None:
    """The volunteer who leads there, or None for the desk."""
    if at < line.during.lower:
        raise NotNow
    if leader is None:
        require(actor, "volunteers.dispatch", line)
        return None
    leads = Offer.objects.filter(pk=leader, line=line, is_leader=True, state__in=TAKES_PLACE)
    row = leads.select_related("volunteer").first()
    if row is None:
        raise Denied("volunteers.dispatch")
    if at > line.during.upper + LEADER_SAYS_FOR:
        raise NotNow
    return row.volunteer


def _say(offer: Offer, line: Line, told: Told, by: Volunteer | None, actor: Actor, at: datetime) -> Presence:
    stay = stay_of(told.outcome, (line.during.lower, line.during.upper), told.starts, told.ends, told.reason)
    if stay and stay[1] > at + BEFORE_THE_END:
        raise NotNow
    known = Presence.objects.select_for_update().filter(offer=offer).first()
    if known and known.state == "approved":
        raise AlreadyApproved
    row = known or Presence(
        id=new_id(at), volunteer=offer.volunteer, office_id=line.obligation.owner_id, line=line, offer=offer,
        work=line.work,
    )  # fmt: skip
    write(row=row, told=told, stay=stay, by=by, actor=actor, at=at)
    return row


def write(
    *,
    row: Presence,
    told: Told,
    stay: tuple[datetime, datetime] | None,
    by: Volunteer | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Writes what was said down, inside the caller's transaction, with what is odd about it; raises Overlaps."""
    row.outcome, row.during = told.outcome, DateTimeTZRange(*stay) if stay else None
    row.reason = told.reason if told.outcome == "longer" else ""
    row.said_by_id, row.said_by_volunteer, row.said_at = None if by else actor.user_id, by, at
    row.state, row.approved_by, row.approved_at = "said", None, None
    row.audited_by, row.audited_at, row.verdict = None, None, ""
    row.flags = oddities(_stay(row), _others(row)) if stay else []
    row.sampled = bool(row.flags) or by_lot(presence=row.pk)
    try:
        with transaction.atomic():
            row.save(force_insert=row._state.adding)
    except IntegrityError as error:
        if "presence_one_at_a_time" in str(error):
            raise Overlaps from error
        raise
    note_presence("volunteers.say_presence", row, actor, at, outcome=row.outcome, leader=by.pk if by else None)


def by_lot(*, presence: UUID) -> bool:
    """Whether somebody looks at it a second time though nothing is odd: the same for one presence at any time."""
    return keyed_digest("hours-sample", str(presence))[0] < SAMPLE


def _stay(row: Presence) -> Stay:
    point = (row.line.lat, row.line.lon) if row.line else None
    return Stay(local(row.during.lower), local(row.during.upper), point, row.outcome == "planned")


def _others(row: Presence) -> list[Stay]:
    """Where else the person was lately."""
    rows = Presence.objects.filter(volunteer=row.volunteer_id, during__isnull=False).exclude(state="refused")
    last = rows.exclude(pk=row.pk).select_related("line").order_by("-during")[:LOOKED_AT]
    return [_stay(other) for other in last]


def write_presence(
    *, key: UUID, volunteer: UUID, work: str, starts: datetime, ends: datetime, actor: Actor, at: datetime
) -> Presence:
    """The desk writes down work without a need, for who has no phone or came by: a form sent twice is written once.

    Raises NotAllowed, NotNow for what is not over, OutOfPlan for too long at a stretch, and Overlaps.
    """
    with acting(actor):
        person = get_volunteer(actor, volunteer, "volunteers.dispatch")
        if known := Presence.objects.filter(pk=key).first():
            if known.volunteer_id != person.pk:
                raise Denied("volunteers.dispatch")
            return known
        verdict = may_do(person, work, local(starts).date())
        if not verdict.allowed:
            raise NotAllowed(Standing(verdict))
        if ends > at:
            raise NotNow
        if not starts < ends <= starts + LONG:
            raise OutOfPlan
        row = Presence(id=key, volunteer=person, office=person.office, work=work)
        write(row=row, told=AS_PLANNED, stay=(starts, ends), by=None, actor=actor, at=at)
        return row
