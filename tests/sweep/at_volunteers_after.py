"""An example of everything that comes after a task, and of the figures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from dauys.cases.actions import NewParty
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.moment import now
from dauys.volunteers import actions, links
from tests import volunteers as people
from tests.sweep.at_volunteers import AT_OFFICE


def after_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom at the pages of what comes after a task."""
    return {
        **dict.fromkeys(["report_incident", "rate_task", "thank_volunteers", "volunteer_calendar"], all_of(200)),
        **dict.fromkeys(["line_after", "line_incident"], only(*AT_OFFICE)),
        "hide_thanks": all_of(405),
        **dict.fromkeys(
            ["volunteer_numbers", "volunteer_unmet_csv", "volunteer_hours_csv", "volunteer_register"],
            only("supervisor", "head"),
        ),
    }


def after_things() -> dict[str, dict[str, Any]]:
    """A task that two came to, with all that was said of it; and one that nothing was said of yet."""
    begun = now() - timedelta(minutes=20)
    full, fresh = (people.need(people.line(starts=begun), at=begun - timedelta(hours=1))[0] for _ in range(2))
    person, other = people.volunteer(73), people.volunteer(74)
    offers = []
    for line, volunteer in ((full, person), (fresh, other)):
        about = {"actor": people.coordinator(), "at": begun}
        (offer,) = actions.invite(line=line.pk, volunteers=[volunteer.pk], source="desk", **about).offers
        actions.accept(offer=offer.pk, actor=ANONYMOUS, at=begun)
        offers.append(actions.arrive(offer=offer.pk, **about))
    case, at = full.obligation.case_id, now()
    actions.give_thanks(case_id=case, words="Рақмет сіздерге", actor=citizen(case), at=at)
    actions.say_how_it_was(offer=offers[0].pk, score=4, words="Күрек аз болды", actor=ANONYMOUS, at=at)
    actions.report_incident(
        key=uuid4(), line=full.pk, what="injury", text="Біреу қолын кесіп алды.", person=NewParty("Ерікті Үлгі"),
        language="kk", offer=offers[0], actor=ANONYMOUS, at=at,
    )  # fmt: skip
    line, token = {"line_id": full.pk}, {"token": links.secret_of(offers[0].pk, "offer")}
    thanked = fresh.obligation.case_id
    return {
        **dict.fromkeys(["line_after", "hide_thanks", "line_incident"], line),
        **dict.fromkeys(["report_incident", "rate_task"], token),
        "volunteer_register": {"sheet": "actions"},
        "thank_volunteers": {"case_id": thanked, "token": links.secret_of(thanked, "thanks")},
        "volunteer_calendar": {"volunteer_id": person.pk, "token": links.secret_of(person.pk, "calendar")},
    }
