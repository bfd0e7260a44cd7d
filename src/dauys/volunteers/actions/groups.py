"""Groups that come by one link: opened, shut and given a leader at the desk; nobody is let in beyond their number."""

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.packs.current import current
from dauys.volunteers.consent import asks_nothing, works_of
from dauys.volunteers.facts import note_group
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Group, Volunteer
from dauys.volunteers.rules import age_on

MEMBERS = ("active", "paused")


class GroupShut(Exception):
    """The group takes nobody any more: it was shut, or its last day is over."""


class GroupFull(Exception):
    """The group has as many members as it may."""


class MayNotLead(Exception):
    """Who leads others has to be of an age at which the pack asks nothing, and to take part at present."""


def open_group(
    *,
    key: UUID,
    office: Organization,
    kind: str,
    name: str,
    most: int,
    closes_on: date | None,
    leader: Volunteer | None,
    actor: Actor,
    at: datetime,
) -> Group:
    """A new group with its link; without a `leader` the first member who may lead does. `key` names the form, a second
    time finds it. Raises MayNotLead."""
    with acting(actor):
        row = Group(
            id=key, office=office, kind=kind, name=name, most=most, closes_on=closes_on, created_at=at,
            link_key=link_key(key, "group"),
        )  # fmt: skip
        require(actor, "volunteers.register", row)
        if found := Group.objects.filter(pk=key).first():
            return found
        row.save(force_insert=True)
        note_group("volunteers.open_group", row, actor, at, kind=kind)
        if leader:
            _lead(row, leader, actor, at)
        return row


def shut_group(*, group: UUID, is_open: bool, actor: Actor, at: datetime) -> Group:
    """Shuts the link of a group, or opens it again."""
    with acting(actor):
        row = _locked(group)
        require(actor, "volunteers.change", row)
        if row.is_open != is_open:
            row.is_open = is_open
            row.save(update_fields=["is_open"])
            note_group("volunteers.shut_group", row, actor, at, is_open=is_open)
        return row


def name_leader(*, group: UUID, leader: Volunteer, actor: Actor, at: datetime) -> Group:
    """Raises MayNotLead."""
    with acting(actor):
        row = _locked(group)
        require(actor, "volunteers.change", row)
        _lead(row, leader, actor, at)
        return row


def admit(*, group: UUID, at: datetime) -> Group:
    """Whether one more may come in, asked inside the caller's transaction, which holds the group until its end.
    Raises GroupShut, GroupFull."""
    row = _locked(group)
    if not row.is_open or (row.closes_on and row.closes_on < localdate(at)):
        raise GroupShut
    if row.members.filter(state__in=MEMBERS).count() >= row.most:
        raise GroupFull
    return row


def lead_first(*, group: Group, member: Volunteer, actor: Actor, at: datetime) -> None:
    """The first member who may lead does, where the desk named nobody; inside the caller's transaction."""
    if group.leader_id is None and may_lead(member=member, day=localdate(at)):
        _lead(group, member, actor, at)


def may_lead(*, member: Volunteer, day: date) -> bool:
    if member.born_on is None or member.state not in MEMBERS or member.vetting == "refused":
        return False
    return asks_nothing(works_of(current()), age_on(member.born_on, day))


def _lead(row: Group, leader: Volunteer, actor: Actor, at: datetime) -> None:
    if not may_lead(member=leader, day=localdate(at)):
        raise MayNotLead
    row.leader = leader
    row.save(update_fields=["leader"])
    note_group("volunteers.lead_group", row, actor, at, volunteer=leader.pk)


def _locked(group: UUID) -> Group:
    return Group.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=group)
