"""An example of everything that the pages of hours show, and who sees it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.moment import now
from dauys.volunteers import actions, links
from dauys.volunteers.models import Presence
from tests import volunteers as people

_COORDINATORS = ("officer", "supervisor", "head")


def hours_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom."""
    return {
        "shift_hours": all_of(200),
        "volunteer_hours_step": all_of(405),
        **dict.fromkeys(["line_hours", "volunteer_hours", "person_hours"], only(*_COORDINATORS)),
        "correct_hours": only("supervisor", "head"),
    }


def hours_things() -> dict[str, dict[str, Any]]:
    """A line that is over: the leader said of one person that they came, which is approved, and of another one that
    they stayed longer; of the third nothing is said yet."""
    begins = (now() - timedelta(hours=3)).replace(second=0, microsecond=0)
    before, over = begins - timedelta(hours=2), begins + timedelta(hours=3)
    line = people.need(people.line(starts=begins, people=3), at=before)[0]
    crew = [people.volunteer(number) for number in (81, 82, 83)]
    sent = actions.invite(
        line=line.pk, volunteers=[one.pk for one in crew], source="desk", actor=people.coordinator(), at=before
    )  # fmt: skip
    offers = [actions.accept(offer=offer.pk, actor=ANONYMOUS, at=before) for offer in sent.offers]
    leader, done, waits = offers
    actions.name_line_leader(offer=leader.pk, actor=people.coordinator(), at=before)
    longer = actions.Told("longer", begins, over - timedelta(minutes=5), "more_work")
    for offer, told in ((done, actions.AS_PLANNED), (waits, longer)):
        actions.say_presence(offer=offer.pk, told=told, leader=leader.pk, actor=ANONYMOUS, at=over)
    row = actions.approve(presence=Presence.objects.get(offer=done).pk, actor=people.coordinator(), at=over)
    return {
        "shift_hours": {"token": links.secret_of(leader.pk, "offer")},
        "line_hours": {"line_id": line.pk},
        "volunteer_hours_step": {"step": "approve"},
        "person_hours": {"volunteer_id": done.volunteer_id},
        "correct_hours": {"presence_id": row.pk},
    }


def waiting_presence() -> Presence:
    """What the leader of `hours_things` said and nobody approved yet."""
    return Presence.objects.get(state="said", outcome="longer")
