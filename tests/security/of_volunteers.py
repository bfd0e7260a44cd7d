"""The forms of volunteering: who may send each, which tables it changes, and what it sends when all is right."""

from typing import Any

from tests.security.at_campaigns import CAMPAIGNS, at_campaigns
from tests.security.at_hours import BY_LEADER, HOURS, at_hours
from tests.security.at_volunteers import NEEDS, OFFERS, PAPERS, at_volunteers
from tests.security.at_volunteers_after import AFTER, AFTER_BY_LINK, at_volunteers_after
from tests.security.at_volunteers_asking import ASKING, at_asking
from tests.security.at_volunteers_people import VOLUNTEERS, at_people
from tests.security.at_volunteers_plans import VOLUNTEERS_PLANS, at_volunteers_plans
from tests.security.at_volunteers_proof import PROOF, at_proof
from tests.security.lines import Line
from tests.security.visitors import Town

POSTS_OF_VOLUNTEERS: dict[str, Line] = {
    **ASKING,
    **PAPERS,
    **VOLUNTEERS,
    **CAMPAIGNS,
    **PROOF,
    **{
        name: Line(may, changes={*changed}, idle=idle)
        for name, (may, changed, idle) in (NEEDS | VOLUNTEERS_PLANS | AFTER | HOURS).items()
    },
    **{
        name: Line(changes={*about.pop("changes")}, **about)
        for name, about in (OFFERS | AFTER_BY_LINK | BY_LEADER).items()
    },
}


def fields_of_volunteers(here: Town) -> dict[str, dict[str, Any]]:
    return {
        **at_volunteers(here),
        **at_asking(),
        **at_people(),
        **at_volunteers_after(),
        **at_volunteers_plans(here),
        **at_hours(here),
        **at_campaigns(),
        **at_proof(),
    }
