"""Reads of campaigns: which lie in an actor's reach, which are open to everybody, and what came together where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import JSONObject

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.volunteers.access import CALLING
from dauys.volunteers.models import Campaign, Enrolment, Errand, Team, Zone
from dauys.volunteers.queries import within

MOST_ERRANDS = 10
REGION = "^[^/]+/[^/]+/"  # country and region in the path of a place


@dataclass(frozen=True, slots=True)
class Sums:
    """What came together in a region: zones, places, tickets, and who came as far as it was counted."""

    region: str
    zones: int
    capacity: int
    taken: int
    came: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as its holder's own page shows it."""

    id: UUID
    campaign: str
    number: int
    meeting: str
    area_path: str
    starts: datetime
    ends: datetime
    came: bool


def tickets_ahead(at: datetime, most: int) -> ArraySubquery:
    """The tickets that are not over of the volunteer a row is read for, the soonest first, as `read_tickets` takes
    them; none of a campaign for which nobody is needed any more."""
    told = JSONObject(
        id="pk", campaign="zone__campaign__name", number="zone__number", meeting="zone__meeting",
        area_path="zone__area_path", starts="zone__during__startswith", ends="zone__during__endswith",
        came="check_in__id",
    )  # fmt: skip
    rows = Enrolment.objects.filter(
        volunteer=OuterRef("pk"), zone__during__endswith__gt=at, zone__campaign__stood_down_at=None
    )
    return ArraySubquery(rows.order_by("zone__during__startswith", "pk").values(told=told)[:most])


def read_tickets(rows: Iterable[Mapping[str, Any]]) -> list[Ticket]:
    return [
        Ticket(
            UUID(row["id"]), row["campaign"], row["number"], row["meeting"], row["area_path"],
            datetime.fromisoformat(row["starts"]), datetime.fromisoformat(row["ends"]), row["came"] is not None,
        )
        for row in rows
    ]  # fmt: skip


def campaigns_for(actor: Actor, roles: Iterable[str] = CALLING) -> QuerySet[Campaign]:
    """The campaigns of the offices in an actor's reach, the newest first."""
    rows = Campaign.objects.select_related("office__area").order_by("-created_at", "-pk")
    return rows.filter(within(actor, roles, "office__path", "office__area__path"))


def get_campaign(actor: Actor, campaign: UUID, permission: str) -> Campaign:
    """One campaign through the gate, with its latest errands as `errand_rows`; raises Denied, also where there is none.
    One statement."""
    told = JSONObject(what="what", people="people", asked_at="asked_at", over_at="over_at", failed_at="failed_at")
    latest = Errand.objects.filter(campaign=OuterRef("pk")).order_by("-asked_at", "-pk").values(told=told)
    rows = Campaign.objects.select_related("office__area").annotate(errand_rows=ArraySubquery(latest[:MOST_ERRANDS]))
    row = rows.filter(pk=campaign).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def by_region(campaign: Campaign) -> list[Sums]:
    """The counters of a campaign, region by region. One statement, whatever the number of people."""
    region = Func(F("area_path"), Value(REGION), function="substring")
    rows = campaign.zones.annotate(region=region).values_list("region").order_by("region")
    return [Sums(*row) for row in rows.annotate(Count("pk"), Sum("capacity"), Sum("taken"), Sum("came"))]


def zones_of(campaign: Campaign, *, area: str, most: int, at: datetime | None = None) -> list[Zone]:
    """Zones in a territory, or everywhere; from a moment on, those with free places first, soonest first. One
    statement."""
    rows = campaign.zones.filter(area_path__startswith=area) if area else campaign.zones.all()
    if at is None:
        return list(rows.order_by("number")[:most])
    full = Case(When(taken__lt=F("capacity"), then=0), default=1, output_field=IntegerField())
    return list(rows.filter(during__endswith__gt=at).order_by(full, "during__startswith", "number")[:most])


def open_campaigns(day: date, most: int) -> list[Campaign]:
    """What everybody is called out for now, the soonest first. One statement."""
    return list(Campaign.objects.filter(state="open", last_on__gte=day).order_by("first_on", "pk")[:most])


def campaign_of_code(code: str) -> Campaign | None:
    """A campaign that is not a draft any more, with its office. One statement."""
    rows = Campaign.objects.select_related("office").exclude(state="draft")
    return rows.filter(code=code).first()


def enrolment_of_link(link_key: bytes) -> Enrolment | None:
    """A ticket with all that is asked of it. One statement."""
    rows = Enrolment.objects.select_related("team", "zone__campaign", "volunteer", "check_in")
    return rows.filter(link_key=link_key).first()


def team_of(**by: object) -> Team | None:
    """A team with its zone, campaign and group. One statement."""
    return Team.objects.select_related("zone__campaign__office", "group", "leader").filter(**by).first()


def teams_of(campaign: Campaign, most: int) -> list[Team]:
    """Teams with a leader or a name of their own, the newest first, and how many `came` of each. One statement."""
    rows = Team.objects.filter(zone__campaign=campaign, is_open=False).select_related("zone", "leader")
    rows = rows.annotate(came=Count("enrolments__check_in"))
    return list(rows.order_by("-created_at", "-pk")[:most])


def roster_of(team: Team, most: int) -> list[tuple[str, bool]]:
    """The codes of a team's tickets in their order, and whether each came; no names. One statement."""
    came = Case(When(check_in__isnull=False, then=1), default=0, output_field=IntegerField())
    rows = team.enrolments.annotate(has_come=came).order_by("code")
    return [(code, bool(has)) for code, has in rows.values_list("code", "has_come")[:most]]


def came_of(team: Team) -> int:
    """How many of a team came, counted now by the index of its tickets. One statement."""
    return team.enrolments.aggregate(n=Count("check_in", filter=Q(check_in__isnull=False)))["n"] or 0
