"""The forms of campaigns: who may send them, which tables they change, and what they send when all is right."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from dauys.core.rotating_code import code_at
from dauys.ground.moment import now
from dauys.volunteers.models import Enrolment
from tests import volunteers as help_
from tests.security.lines import Line
from tests.sweep.at_campaigns import TICKET_KEY

_TOLD, _COORDINATORS = "journal_entry", ("officer", "supervisor", "head")
_CASE = {"cases_case", "cases_voice", "cases_party", "cases_obligation", "volunteers_incident", _TOLD}
_SEAT = {"volunteers_enrolment", "volunteers_team", "volunteers_zone"}
CAMPAIGNS: dict[str, Line] = {
    **dict.fromkeys(("join_zone", "join_team"), Line(changes={"throttle_count", *_SEAT})),
    "own_enrolment": Line(status=200, changes={"volunteers_checkin"}),
    **dict.fromkeys(("ticket_incident", "team_incident"), Line(changes={"throttle_count", *_CASE})),
    "lead_team_step": Line(status=200, changes={"volunteers_checkin"}),
    "merge_team": Line(status=200, changes={"volunteers_checkin"}),
    "bring_group": Line(("writer",), 200, changes={_TOLD, "messages_message", *_SEAT}, else_to="/kk/help/me/"),
    "campaigns": Line(_COORDINATORS, changes={_TOLD, "volunteers_campaign"}),
    "campaign_step": Line(_COORDINATORS, changes={_TOLD, "volunteers_campaign"}),
    "campaign_zones": Line(_COORDINATORS, 200, changes={_TOLD, "volunteers_zone", "volunteers_team"}),
    "campaign_places": Line(_COORDINATORS, changes={_TOLD, "volunteers_zone", "volunteers_team"}),
    "campaign_team": Line(_COORDINATORS, changes={_TOLD, "volunteers_team"}),
}


def at_campaigns() -> dict[str, dict[str, Any]]:
    """What the forms send when everything is right."""
    ticket = Enrolment.objects.select_related("team").get(pk=TICKET_KEY)
    day, at = localdate(now()), now().timestamp()
    place = f"area,meeting,day,since,until,capacity\nДостық кенті,Алаң,{day},10:00,12:00,9\n"
    join = {"key": str(uuid4()), "from_age": "14", "with_parent": "1"}
    return {
        **dict.fromkeys(("join_zone", "join_team"), join),
        "own_enrolment": {"code": code_at(bytes.fromhex(ticket.team.secret), at), "key": str(uuid4())},
        **{
            name: {"key": str(uuid4()), "what": "injury", "text": "Біреу қолын кесіп алды, жәрдем шақырылды."}
            for name in ("ticket_incident", "team_incident")
        },
        "lead_team_step": {"codes": ticket.code},
        "merge_team": {
            "device": str(uuid4()), "ticks": [{"id": str(uuid4()), "code": ticket.code, "at": int(at * 1000)}],
        },
        "campaigns": {
            "key": str(uuid4()), "office": help_.AQJAR, "name": "Жасыл Ел", "work": "general",
            "first_on": day.isoformat(), "last_on": day.isoformat(),
        },
        "campaign_zones": {"table": SimpleUploadedFile("zones.csv", place.encode())},
        "campaign_places": {"places-zone": "1", "places-places": "40"},
        "campaign_team": {"key": str(uuid4()), "zone": "1", "name": "Жаңа топ", "most": "20"},
    }  # fmt: skip
