"""A second person approves what was said of hours, refuses it, takes it back or looks at a sample: only then does
anything stand in the two ledgers."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import Sum

from dauys.core.folding import fold
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.packs.current import current
from dauys.ground.sealed.seal import lookup_keys
from dauys.ground.ui.moments import local
from dauys.volunteers.actions.copying import copy_in
from dauys.volunteers.actions.hours import Told, write
from dauys.volunteers.facts import note_presence
from dauys.volunteers.hours import OutOfPlan, minutes_between, points_of, stay_of, within_ceilings
from dauys.volunteers.models import Enrolment, HourEntry, Offer, PointEntry, Presence, Volunteer

POINTS = "points.yaml"


class OwnHours(Exception):
    """Whoever said it, was there or led there does not decide about it."""


class PresenceMoved(Exception):
    """It is not in the state any more in which the page showed it."""


def approve(*, presence: UUID, actor: Actor, at: datetime) -> Presence:
    """What was said counts: one entry of hours, and what the pack gives for it. A second time nothing happens.

    Raises OwnHours and PresenceMoved.
    """
    with acting(actor):
        row = _locked(presence)
        require(actor, "volunteers.dispatch", row)
        if row.state == "approved":
            return row
        _decide(row, "approved", actor, at)
        if row.during is not None:
            enter(rows=[row], at=at)
            if row.offer_id:
                Offer.objects.filter(pk=row.offer_id, state="accepted").update(state="came", came_at=row.during.lower)
        minutes = minutes_between(row.during.lower, row.during.upper) if row.during else 0
        note_presence("volunteers.approve_hours", row, actor, at, minutes=minutes)
        return row


def refuse(*, presence: UUID, reason: str, actor: Actor, at: datetime) -> Presence:
    """What was said does not count, for one of `hours.REFUSED`; it may be said anew. A second time nothing happens.

    Raises OwnHours and PresenceMoved.
    """
    with acting(actor):
        row = _locked(presence)
        require(actor, "volunteers.dispatch", row)
        if row.state == "refused":
            return row
        row.reason = reason
        _decide(row, "refused", actor, at)
        note_presence("volunteers.refuse_hours", row, actor, at, reason=reason)
        return row


def correct(*, presence: UUID, told: Told, actor: Actor, at: datetime) -> Presence:
    """A lead takes approved hours back, by an entry below nothing, and says how it was; somebody else approves that.

    Raises OwnHours, PresenceMoved, OutOfPlan and Overlaps.
    """
    with acting(actor):
        row = _locked(presence)
        require(actor, "volunteers.close_need", row)
        if row.state != "approved":
            raise PresenceMoved
        if _is_of(actor, row):
            raise OwnHours
        plan = row.line.during if row.line else row.during
        if plan is None:
            raise OutOfPlan
        stay = stay_of(told.outcome, (plan.lower, plan.upper), told.starts, told.ends, told.reason)
        if stay and stay[1] > at:
            raise OutOfPlan
        minutes = _take_back(row, at)
        note_presence("volunteers.correct_hours", row, actor, at, minutes=-minutes)
        write(row=row, told=told, stay=stay, by=None, actor=actor, at=at)
        return row


def audit(*, presence: UUID, verdict: str, actor: Actor, at: datetime) -> Presence:
    """A third person looked at approved hours of the sample: `right`, or `wrong`, and then they are taken back.

    Raises OwnHours and PresenceMoved; the same verdict a second time changes nothing.
    """
    with acting(actor):
        row = _locked(presence)
        require(actor, "volunteers.close_need", row)
        if row.verdict == verdict:
            return row
        if row.state != "approved" or not row.sampled or row.verdict:
            raise PresenceMoved
        if actor.user_id in (row.said_by_id, row.approved_by_id) or _is_of(actor, row):
            raise OwnHours
        row.verdict, row.audited_by_id, row.audited_at = verdict, actor.user_id, at
        if verdict == "wrong":
            _take_back(row, at)
            row.state = "refused"
        row.save(update_fields=["verdict", "audited_by", "audited_at", "state"])
        note_presence("volunteers.audit_hours", row, actor, at, verdict=verdict)
        return row


def _locked(presence: UUID) -> Presence:
    """The presence with its volunteer, both held; the volunteer first, so that ceilings hold for all their hours."""
    person = Presence.objects.values_list("volunteer", flat=True).get(pk=presence)
    Volunteer.objects.select_for_update().get(pk=person)
    rows = Presence.objects.select_for_update(of=("self",)).select_related(
        "volunteer", "said_by_volunteer", "line", "office__area"
    )
    return rows.get(pk=presence)


def _decide(row: Presence, state: str, actor: Actor, at: datetime) -> None:
    if row.state != "said":
        raise PresenceMoved
    if row.said_by_id == actor.user_id or _is_of(actor, row):
        raise OwnHours
    row.state, row.approved_by_id, row.approved_at = state, actor.user_id, at
    row.save(update_fields=["state", "approved_by", "approved_at", "reason"])


def own_volunteers(*, user: User) -> list[UUID]:
    """Who of the volunteers a member of staff is, by their e-mail."""
    keys = list(lookup_keys(user.email.lower(), what="email"))
    return list(Volunteer.objects.filter(email_key__in=keys).values_list("pk", flat=True))


def _is_of(actor: Actor, row: Presence) -> bool:
    """Whether the actor is the volunteer themselves, who said it, or who leads there. Who signed up with a phone alone
    is known by their name: of two people of one name another one decides."""
    user = User.objects.get(pk=actor.user_id)
    name = _named(user.name)
    if any(person and _named(person.name) == name for person in (row.volunteer, row.said_by_volunteer)):
        return True
    own = own_volunteers(user=user)
    if not own:
        return False
    if {row.volunteer_id, row.said_by_volunteer_id} & set(own):
        return True
    if row.line_id:
        return Offer.objects.filter(line=row.line_id, is_leader=True, volunteer__in=own).exists()
    led = Enrolment.objects.filter(zone__campaign=row.campaign, team__leader__in=own, volunteer=row.volunteer_id)
    return bool(row.campaign) and led.exists()


def _named(name: str) -> list[str]:
    return sorted(fold(name).split())


def _entry_id(row: Presence) -> UUID:
    """The same for one thing said, however often it is approved."""
    return uuid5(row.pk, row.said_at.isoformat())


def enter(*, rows: Sequence[Presence], at: datetime) -> int:
    """Writes the hours of approved stays into the ledger, and the points that the pack gives for them; how many
    minutes. Inside the caller's transaction, which holds the volunteers, so that ceilings hold. Three statements."""
    given = PointEntry.objects.filter(volunteer__in={row.volunteer_id for row in rows})
    had: dict[tuple[UUID, str], list[tuple[date, int]]] = {}
    for volunteer, code, day, points in given.values_list("volunteer", "rule", "day").annotate(n=Sum("points")):
        had.setdefault((volunteer, code), []).append((day, points))
    entries, made, rules = [], [], current().section(POINTS)
    for row in rows:
        starts, ends = local(row.during.lower), local(row.during.upper)
        if not (minutes := minutes_between(starts, ends)):
            continue
        entry = HourEntry(
            id=_entry_id(row), volunteer_id=row.volunteer_id, line_id=row.line_id, campaign=row.campaign, presence=row,
            minutes=minutes, day=starts.date(), work=row.work, at=at,
        )  # fmt: skip
        entries.append(entry)
        for rule in rules:
            before = had.setdefault((row.volunteer_id, rule.code), [])
            points = points_of(rule, row.work, starts, ends, is_first=sum(n for _day, n in before) <= 0)
            points = within_ceilings(rule, points, entry.day, before)
            if points:
                before.append((entry.day, points))
                made.append(
                    PointEntry(
                        id=uuid5(entry.pk, rule.code), volunteer_id=row.volunteer_id, rule=rule.code, points=points,
                        day=entry.day, hour_entry=entry, at=at,
                    )
                )  # fmt: skip
    copy_in(rows=entries)
    copy_in(rows=made)
    return sum(entry.minutes for entry in entries)


def _take_back(row: Presence, at: datetime) -> int:
    """Enters below nothing what was entered for the presence, hours and points; the minutes of it."""
    entry = HourEntry.objects.filter(pk=_entry_id(row)).first()
    if entry is None:
        return 0
    back = HourEntry.objects.create(
        id=uuid5(entry.pk, "back"), volunteer=row.volunteer, line=row.line, campaign=row.campaign, presence=row,
        minutes=-entry.minutes, day=entry.day, work=entry.work, at=at,
    )  # fmt: skip
    PointEntry.objects.bulk_create(
        PointEntry(
            id=uuid5(back.pk, given.rule), volunteer=row.volunteer, rule=given.rule, points=-given.points,
            day=given.day, hour_entry=back, at=at,
        )
        for given in entry.point_entries.all()
    )  # fmt: skip
    return entry.minutes
