"""Makes campaigns with zones, teams and tickets for tests, always through the real actions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.ui.moments import local
from dauys.volunteers import actions
from dauys.volunteers.actions import NewZone, Tick
from dauys.volunteers.models import Campaign, Enrolment, Team, Volunteer, Zone
from tests import factories as make
from tests import volunteers as help_

STARTS = make.AT + timedelta(days=3)
ADULT, CHILD = 14, 0  # the ages at which the pack asks something else of everyday help


def zone(number: int = 1, starts: datetime = STARTS, **about: Any) -> NewZone:
    values: dict[str, Any] = {
        "area_path": make.AQJAR, "lat": 51.2, "lon": 70.9, "meeting": f"Мектеп ауласы {number}", "starts": starts,
        "ends": starts + timedelta(hours=3), "capacity": 50,
    }  # fmt: skip
    return NewZone(**{**values, **about})


def campaign(
    *zones: NewZone,
    actor: Actor | None = None,
    work: str = "general",
    at: datetime = make.AT,
    is_open: bool = True,
    name: str = "Таза Ауыл",
) -> Campaign:
    """An open campaign with one zone of fifty places, in three days."""
    places = zones or (zone(),)
    who = actor or help_.coordinator()
    row = actions.open_campaign(
        key=uuid4(), office=help_.office(), name=name, notice="Көшелерді бірге тазалаймыз.", work=work,
        first_on=local(places[0].starts).date(), last_on=local(places[-1].ends).date(), actor=who, at=at,
    )  # fmt: skip
    actions.add_zones(campaign=row.pk, zones=places, actor=who, at=at)
    if is_open:
        actions.start_campaign(campaign=row.pk, actor=who, at=at)
        row.refresh_from_db()
    return row


def team_of(row: Campaign, number: int = 1) -> Team:
    """The team of a zone that is open to everybody, read as pages read it."""
    return whole(Team.objects.get(zone__campaign=row, zone__number=number, is_open=True))


def whole(team: Team) -> Team:
    return Team.objects.select_related("zone__campaign", "group").get(pk=team.pk)


def zone_of(row: Campaign, number: int = 1) -> Zone:
    return Zone.objects.get(campaign=row, number=number)


def ticket(team: Team, volunteer: Volunteer | None = None, **about: Any) -> Enrolment:
    """One ticket, of somebody grown-up unless `from_age` says otherwise; read as pages read it."""
    values: dict[str, Any] = {"key": uuid4(), "from_age": ADULT, "with_parent": False, "at": make.AT}
    row = actions.enrol(team=team.pk, volunteer=volunteer, actor=ANONYMOUS, **{**values, **about})
    return read(row)


def read(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("team", "zone__campaign", "volunteer").get(pk=row.pk)


def ticks(*tickets: Enrolment, at: datetime = STARTS) -> list[Tick]:
    return [Tick(uuid4(), row.code, at) for row in tickets]


def errands(at: datetime) -> int:
    """Does what was asked for with everybody, as the worker does it; in how many pieces."""
    pieces = 0
    while actions.run_errands(at=at):
        pieces += 1
    return pieces
