"""Gives tickets of a campaign within the places there are: to volunteers, to a whole group, to who gives no name.

Whoever takes places counts them at the team first and at the zone then, each by one conditional statement, so that
nobody waits longer than a commit and never more come than may.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local
from dauys.volunteers.actions.copying import copy_in
from dauys.volunteers.actions.groups import MayNotLead, may_lead
from dauys.volunteers.actions.offers import Busy, Full, LineOver, NotAllowed
from dauys.volunteers.campaign_ages import standing_of, verdict_of
from dauys.volunteers.campaign_codes import fresh_code
from dauys.volunteers.facts import note_campaign
from dauys.volunteers.letters_of_campaigns import tell_leader
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Enrolment, Group, Team, Volunteer, Zone
from dauys.volunteers.rules import age_on
from dauys.volunteers.standing import Standing

MOST_TICKETS = 200  # at once, without names


def open_team_row(*, key: UUID, zone: Zone, most: int, at: datetime, **about: Any) -> Team:
    """A team that is not saved yet, with its code, its secret and the key of its link."""
    return Team(
        id=key, zone=zone, most=most, code=fresh_code(), secret=secrets.token_hex(32), link_key=link_key(key, "team"),
        created_at=at, **about,
    )  # fmt: skip


def open_team(
    *,
    key: UUID,
    zone: UUID,
    name: str,
    most: int,
    leader: Volunteer | None,
    group: Group | None,
    actor: Actor,
    at: datetime,
) -> Team:
    """A team of its own for a zone: by the desk, or by who leads a group for this group. `key` names the form, a
    second time finds it, and so does a second team of one group. Raises MayNotLead, LineOver."""
    with acting(actor):
        row = Zone.objects.select_related("campaign__office__area").get(pk=zone)
        if actor.kind == "staff":
            require(actor, "volunteers.dispatch", row.campaign)
        elif group is None or leader is None or group.leader_id != leader.pk:
            raise MayNotLead
        if leader and not may_lead(member=leader, day=local(row.during.lower).date()):
            raise MayNotLead
        found = Team.objects.filter(pk=key).first()
        if found is None and group:
            found = Team.objects.filter(zone=row, group=group).first()
        if found:
            return found
        if row.campaign.state == "closed" or row.during.upper <= at:
            raise LineOver
        team = open_team_row(
            key=key, zone=row, most=most, at=at, name=name, leader=leader, group=group, made_by_id=actor.id
        )
        team.save(force_insert=True)
        note_campaign(
            "volunteers.open_team", row.campaign, actor, at, team=team.pk, group=group and group.pk,
            volunteer=leader and leader.pk,
        )  # fmt: skip
        tell_leader(team, row.campaign, at)
        return team


def enrol(
    *,
    key: UUID,
    team: UUID,
    volunteer: Volunteer | None,
    from_age: int,
    with_parent: bool,
    actor: Actor,
    at: datetime,
) -> Enrolment:
    """One ticket; `key` names the form, a second time finds it, and so does a volunteer who has one for this zone.
    Raises NotAllowed, Busy, Full, LineOver."""
    with acting(actor):
        row = _open(team, at)
        found = Enrolment.objects.filter(pk=key).first()
        if found is None and volunteer:
            found = Enrolment.objects.filter(zone=row.zone, volunteer=volunteer).first()
        if found:
            return found
        ticket = _ticket(key, row, volunteer, from_age, with_parent, at)
        _require_allowed(ticket, row.zone)
        if volunteer:
            Volunteer.objects.select_for_update().get(pk=volunteer.pk)  # one of two tickets at one time comes first
            if _elsewhere(row.zone).filter(volunteer=volunteer).exists():
                raise Busy
        try:
            with transaction.atomic():
                _seat(row, [ticket])
        except IntegrityError:  # the other of two clicks was quicker
            twins = Q(pk=key) | Q(zone=row.zone, volunteer=volunteer, volunteer__isnull=False)
            return Enrolment.objects.get(twins)
        return ticket


def add_tickets(
    *, key: UUID, team: UUID, people: int, from_age: int, with_parent: bool, actor: Actor, at: datetime
) -> list[Enrolment]:
    """So many tickets without names for a team, for people who have no phone; `key` names the form, a second time
    gives none. Raises NotAllowed, Full, LineOver."""
    with acting(actor):
        row = _open(team, at)
        if Enrolment.objects.filter(pk=key).exists():
            return []
        keys = [key, *(new_id(at) for _ in range(min(people, MOST_TICKETS) - 1))]
        tickets = [_ticket(key, row, None, from_age, with_parent, at) for key in keys]
        verdict = verdict_of(from_age, row.zone.campaign.work, with_parent=with_parent)
        if not verdict.allowed:
            raise NotAllowed(Standing(verdict))
        _seat(row, tickets)
        return tickets


def enrol_group(*, team: UUID, actor: Actor, at: datetime) -> tuple[int, list[Volunteer]]:
    """Everybody of the team's group who has no ticket of this zone gets one, if they may come: how many, and who
    may not. Raises Full, LineOver."""
    with acting(actor):
        row = _open(team, at)
        if row.group_id is None:
            return 0, []
        members = Volunteer.objects.filter(group=row.group_id, state="active").exclude(enrolments__zone=row.zone)
        members = members.select_for_update(of=("self",)).prefetch_related("consents").order_by("pk")
        tickets, refused, people = [], [], list(members)
        busy = set(_elsewhere(row.zone).filter(volunteer__group=row.group_id).values_list("volunteer", flat=True))
        day = local(row.zone.during.lower).date()
        for person in people:
            age = age_on(person.born_on, day) if person.born_on else 0
            ticket = _ticket(new_id(at), row, person, age, False, at)
            if standing_of(ticket, row.zone.campaign.work, day).allowed and person.pk not in busy:
                tickets.append(ticket)
            else:
                refused.append(person)
        if tickets:
            _seat(row, tickets)
        return len(tickets), refused


def _open(team: UUID, at: datetime) -> Team:
    row = Team.objects.select_related("zone__campaign").get(pk=team)
    if row.zone.campaign.state != "open" or row.zone.during.upper <= at:
        raise LineOver
    return row


def _ticket(
    key: UUID, team: Team, volunteer: Volunteer | None, from_age: int, with_parent: bool, at: datetime
) -> Enrolment:
    return Enrolment(
        id=key, zone=team.zone, team=team, volunteer=volunteer, code=fresh_code(), from_age=from_age,
        with_parent=with_parent, link_key=link_key(key, "enrolment"), created_at=at,
    )  # fmt: skip


def _require_allowed(ticket: Enrolment, zone: Zone) -> None:
    standing = standing_of(ticket, zone.campaign.work, local(zone.during.lower).date())
    if not standing.allowed:
        raise NotAllowed(standing)


def _elsewhere(zone: Zone) -> QuerySet[Enrolment]:
    """Tickets for another zone at the time of this one."""
    rows = Enrolment.objects.filter(zone__during__overlap=zone.during, zone__campaign__state="open")
    return rows.exclude(zone=zone)


def _seat(team: Team, tickets: Sequence[Enrolment]) -> None:
    """Counts the places and writes the tickets, or raises Full; inside the caller's transaction, which holds the team
    from then on, so that no two tickets of it get one code."""
    many = len(tickets)
    rows = Team.objects.filter(pk=team.pk, signed__lte=F("most") - many)
    if not rows.update(signed=F("signed") + many):
        raise Full
    zones = Zone.objects.filter(pk=team.zone_id, taken__lte=F("capacity") - many)
    if not zones.update(taken=F("taken") + many):
        raise Full
    here = set(Enrolment.objects.filter(team=team, code__in=[t.code for t in tickets]).values_list("code", flat=True))
    for ticket in tickets:
        while ticket.code in here:
            ticket.code = fresh_code()
        here.add(ticket.code)
    if many > 1:
        copy_in(rows=tickets)
    else:  # two clicks are told apart by the error of an INSERT
        Enrolment.objects.bulk_create(tickets)
