"""Calls everybody out: a campaign with its zones is made, opened and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max
from psycopg.types.range import TimestamptzRange

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.volunteers.actions.enrolling import open_team_row
from dauys.volunteers.campaign_codes import fresh_code
from dauys.volunteers.facts import note_campaign
from dauys.volunteers.models import Campaign, Team, Zone


class NoZones(Exception):
    """A campaign opens once it has a place to come to."""


class CampaignOver(Exception):
    """The campaign is closed."""


class TooFew(Exception):
    """Fewer places than people who have a ticket, of whom there are `taken`."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


@dataclass(frozen=True, slots=True)
class NewZone:
    """Where and when so many people meet, checked."""

    area_path: str
    lat: float
    lon: float
    meeting: str
    starts: datetime
    ends: datetime
    capacity: int


def open_campaign(
    *,
    key: UUID,
    office: Organization,
    name: str,
    notice: str,
    work: str,
    first_on: date,
    last_on: date,
    actor: Actor,
    at: datetime,
) -> Campaign:
    """A new campaign, which nobody sees yet; `key` names the form, a second time finds it."""
    with acting(actor):
        row = Campaign(
            id=key, office=office, code=fresh_code(), name=name, notice=notice, work=work, first_on=first_on,
            last_on=last_on, made_by_id=actor.user_id, created_at=at,
        )  # fmt: skip
        require(actor, "volunteers.dispatch", row)
        if found := Campaign.objects.filter(pk=key).first():
            return found
        row.save(force_insert=True)
        note_campaign("volunteers.open_campaign", row, actor, at, work=work)
        return row


def add_zones(*, campaign: UUID, zones: Sequence[NewZone], actor: Actor, at: datetime) -> int:
    """Adds these zones, each with a team that is open to everybody; those that are there already are left as they are.
    How many were new. Raises CampaignOver."""
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if row.state == "closed":
            raise CampaignOver
        here = {
            (zone.area_path, zone.meeting, zone.during.lower, zone.during.upper)
            for zone in row.zones.only("area_path", "meeting", "during")
        }
        new = [z for z in zones if (z.area_path, z.meeting, z.starts, z.ends) not in here]
        last = row.zones.aggregate(last=Max("number"))["last"] or 0
        rows = [
            Zone(
                id=new_id(at), campaign=row, number=number, area_path=z.area_path, lat=z.lat, lon=z.lon,
                meeting=z.meeting, during=TimestamptzRange(z.starts, z.ends), capacity=z.capacity,
            )
            for number, z in enumerate(new, last + 1)
        ]  # fmt: skip
        Zone.objects.bulk_create(rows)
        Team.objects.bulk_create(
            open_team_row(key=new_id(at), zone=zone, most=zone.capacity, is_open=True, at=at) for zone in rows
        )
        if rows:
            note_campaign("volunteers.add_zones", row, actor, at, zones=len(rows), places=sum(z.capacity for z in rows))
        return len(rows)


def change_places(*, campaign: UUID, zone: UUID, places: int, actor: Actor, at: datetime) -> None:
    """So many may come to a zone from now on; what is so already is left alone. Raises TooFew, CampaignOver."""
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if row.state == "closed":
            raise CampaignOver
        # The team first and the zone then, as who takes a place does.
        Team.objects.filter(zone__campaign=row, zone=zone, is_open=True, signed__lte=places).update(most=places)
        zones = row.zones.filter(pk=zone)
        if zones.exclude(capacity=places).filter(taken__lte=places).update(capacity=places):
            note_campaign("volunteers.change_places", row, actor, at, zone=zone, places=places)
        elif (taken := zones.get().taken) > places:
            raise TooFew(taken)


def start_campaign(*, campaign: UUID, actor: Actor, at: datetime) -> Campaign:
    """From now on everybody can sign up; a second time nothing happens. Raises NoZones, CampaignOver."""
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if row.state == "closed":
            raise CampaignOver
        if row.state == "draft":
            if not row.zones.exists():
                raise NoZones
            row.state = "open"
            row.save(update_fields=["state"])
            note_campaign("volunteers.start_campaign", row, actor, at)
        return row


def close_campaign(*, campaign: UUID, actor: Actor, at: datetime) -> Campaign:
    """Nobody signs up any more; check-ins that were made without network still come in."""
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if row.state != "closed":
            row.state = "closed"
            row.save(update_fields=["state"])
            note_campaign("volunteers.close_campaign", row, actor, at)
        return row


def locked_campaign(*, campaign: UUID, actor: Actor) -> Campaign:
    """A campaign through the gate, held until the caller's transaction ends."""
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("office__area")
    row = rows.get(pk=campaign)
    require(actor, "volunteers.dispatch", row)
    return row
