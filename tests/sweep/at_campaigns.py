"""An example of everything that campaigns show, and who sees it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.links import secret_of
from tests import campaigns as camp
from tests import volunteers as help_
from tests.sweep.at_volunteers import AT_OFFICE

TICKET_KEY = uuid4()
_OPEN = ("campaign", "join_zone", "join_team", "own_enrolment", "ticket_incident", "team_incident", "offline_page",
         "offline_worker", "offline_manifest", "lead_team", "lead_code", "team_sheet", "team_roster")  # fmt: skip
_POSTS = ("merge_team", "lead_team_step", "bring_group", "campaign_step", "campaign_zones", "campaign_team",
          "campaign_places")  # fmt: skip


def campaigns_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom."""
    return {
        **dict.fromkeys(_OPEN, all_of(200)),
        **dict.fromkeys(_POSTS, all_of(405)),
        **dict.fromkeys(["campaigns", "desk_campaign"], only(*AT_OFFICE)),
    }


def campaign_things() -> dict[str, dict[str, Any]]:
    """A campaign whose work goes on, with a team, a volunteer's ticket, one without a name, and who came."""
    at, coordinator = now() - timedelta(minutes=30), help_.coordinator()
    row = camp.campaign(camp.zone(1, starts=at), camp.zone(2, starts=at, capacity=1), actor=coordinator, at=at)
    team = actions.open_team(
        key=uuid4(), zone=camp.zone_of(row).pk, name="Көше тобы", most=30, leader=help_.volunteer(951), group=None,
        actor=coordinator, at=at,
    )  # fmt: skip
    team = camp.whole(team)
    came = camp.ticket(team, help_.volunteer(952, name="Науқан Үлгі"), at=at)
    ticket = camp.ticket(team, key=TICKET_KEY, at=at)
    camp.ticket(camp.team_of(row, 2), at=at)
    actions.tick(team=team, ticks=camp.ticks(came, at=at), way="leader", device=None, actor=ANONYMOUS, at=now())
    lead, one = {"token": secret_of(team.pk, "team")}, {"campaign_id": row.pk}
    zone, own = {"code": row.code, "number": 1}, {"token": secret_of(ticket.pk, "enrolment")}
    return {
        "campaign": {"code": row.code},
        **dict.fromkeys(["join_zone", "bring_group"], zone),
        "join_team": {"code": team.code},
        **dict.fromkeys(["own_enrolment", "ticket_incident"], own),
        **dict.fromkeys(["lead_team", "team_incident", "lead_code", "team_sheet", "team_roster", "merge_team"], lead),
        "lead_team_step": {**lead, "step": "came"},
        **dict.fromkeys(["desk_campaign", "campaign_zones", "campaign_team", "campaign_places"], one),
        "campaign_step": {**one, "step": "close"},
    }
