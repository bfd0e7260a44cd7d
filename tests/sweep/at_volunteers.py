"""An example of everything that needs, offers and open shifts show."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils.timezone import localdate

from dauys.ground.access.actors import Actor
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.volunteers import actions, links
from dauys.volunteers.models import Group, Volunteer
from tests import volunteers as people

BRANCH, CLASS = "volunteers/", "9А"
AT_OFFICE = ("clerk", "officer", "supervisor", "head")  # of the world's staff, who also work at a volunteer office


def volunteers_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom at the pages of needs and offers."""
    return {
        **dict.fromkeys(["help", "shift", "open_offer"], all_of(200)),
        **dict.fromkeys(["take_shift", "claim_shift", "volunteer_line_step", "line_call_list"], all_of(405)),
        **dict.fromkeys(["volunteer_needs", "new_need", "volunteer_line"], only(*AT_OFFICE)),
        "line_near": only("officer", "supervisor", "head"),
        "close_line": only("supervisor", "head"),
    }


def work_at_office(staff: Mapping[str, tuple[User, Actor]], admin: Actor) -> None:
    """These of the world's staff get the same role over the volunteer offices besides."""
    at = now() - timedelta(days=40)
    for role in AT_OFFICE:
        accounts.grant(
            user=staff[role][0], role=role, org_path=BRANCH, since=localdate(at), actor=admin, at=at
        )  # fmt: skip


def volunteer_things() -> dict[str, dict[str, Any]]:
    """An open shift; a line for which somebody was asked; a volunteer who leads a group, as the citizen's browser
    knows them."""
    at = now() - timedelta(minutes=30)
    soon = now() + timedelta(hours=3)
    shared, asked = (people.need(people.line(starts=soon), at=at)[0] for _ in range(2))
    actions.share(line=shared.pk, notice="Кітапханада көмек", actor=people.coordinator(), at=at)
    leader, other = people.volunteer(71), people.volunteer(72)
    group = Group.objects.create(
        id=uuid4(), office=people.office(), kind="class", name=CLASS, leader=leader, created_at=at,
        link_key=links.link_key(uuid4(), "group"),
    )  # fmt: skip
    Volunteer.objects.filter(pk=leader.pk).update(group=group)
    sent = actions.invite(
        line=asked.pk, volunteers=[other.pk], source="desk", actor=people.coordinator(), at=at
    ).offers  # fmt: skip
    line, shift = {"line_id": asked.pk}, {"line_id": shared.pk}
    return {
        **dict.fromkeys(["shift", "take_shift", "claim_shift"], shift),
        **dict.fromkeys(["volunteer_line", "close_line", "line_call_list", "line_near"], line),
        "volunteer_line_step": {**line, "step": "share"},
        "open_offer": {"token": links.secret_of(sent[0].pk, "offer")},
    }


def leader_cookie() -> dict[str, str]:
    """What the browser of a volunteer holds, who leads a group."""
    answer = HttpResponse()
    links.remember(answer, Volunteer.objects.get(leads__name=CLASS).pk)
    return {name: morsel.value for name, morsel in answer.cookies.items()}
