"""An example of everything that the pages of volunteers show, and who sees it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.moment import now
from dauys.volunteers import actions as volunteers
from dauys.volunteers import links
from dauys.volunteers.models import Consent, Volunteer
from dauys.volunteers.people import Guardian
from dauys.volunteers.signing import digest_of, works_opened
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as help_
from tests.sweep.at_volunteers import AT_OFFICE


def people_expected(only: Callable[..., dict[str, int]], all_of: Callable[[int], dict[str, int]]) -> dict[str, Any]:
    """What a GET gives to whom; the citizen is a volunteer of thirteen."""
    desk = ["volunteers", "register_volunteer", "volunteer_groups", "volunteer", "change_volunteer", "group_sheet"]
    return {
        **dict.fromkeys(["join_volunteers", "join_group", "own_volunteer", "open_consent"], all_of(200)),
        **dict.fromkeys(["confirm_join", "open_volunteer"], all_of(302)),
        "change_own_volunteer": {**all_of(302), "citizen": 200},
        **dict.fromkeys(["own_volunteer_step", "volunteer_step", "volunteer_group_step", "telegram_told"], all_of(405)),
        **dict.fromkeys(desk, only(*AT_OFFICE)),
    }


def people_things() -> dict[str, dict[str, Any]]:
    """A class with its leader, a child whose parent is asked, one who has not given the code, one on paper."""
    clerk, at = make.staff("clerk", help_.AQJAR, name="Оператор Үлгі")[1], now() - timedelta(hours=3)
    adult = help_.volunteer(11, skills={"first_aid": "", "cooking": ""})
    group = volunteers.open_group(
        key=uuid4(), office=help_.office(), kind="class", name="7 «А»", most=30,
        closes_on=(now() + timedelta(days=30)).date(), leader=adult, actor=clerk, at=at,
    )  # fmt: skip
    about: dict[str, Any] = {"office": help_.office(), "guardian": None, "group": group, "actor": ANONYMOUS, "at": at}
    young, parent = date(now().year - 13, 1, 1), Guardian("Әке Үлгі", "+77009998877")
    child = volunteers.sign_up(
        key=uuid4(), person=help_.person(12, born_on=young, skills={"first_aid": ""}), **{**about, "guardian": parent}
    )
    volunteers.confirm(volunteer=child.pk, contact=child.phone, actor=ANONYMOUS, at=at)
    volunteers.sign_up(key=uuid4(), person=help_.person(13), **about)
    other = help_.volunteer(14, born_on=young, skills={"first_aid": ""}).pk
    volunteers.record_consent(
        key=uuid4(), volunteer=other, guardian=parent, kind="guardian", work="", way="paper", until=None, actor=clerk,
        at=at,
    )  # fmt: skip
    asked, one = Consent.objects.get(way="code").pk, {"volunteer_id": other}
    return {
        "join_group": {"token": links.secret_of(group.pk, "group")},
        "open_volunteer": {"token": links.secret_of(adult.pk, "volunteer")},
        "open_consent": {"token": links.secret_of(asked, "consent")},
        "own_volunteer_step": {"step": "pause"},
        "group_sheet": {"group_id": group.pk},
        "volunteer_group_step": {"group_id": group.pk, "step": "shut"},
        "volunteer": one,
        "change_volunteer": one,
        "volunteer_step": {**one, "step": "vet"},
    }


def volunteer_cookie(state: str) -> dict[str, str]:
    """What the browser holds of who signed up by the link of the class: `active`, or `unconfirmed`."""
    answer = HttpResponse()
    links.remember(answer, Volunteer.objects.filter(state=state, source="group").earliest("created_at").pk)
    return {name: morsel.value for name, morsel in answer.cookies.items()}


def people_letters(language: str, name: str) -> None:
    """The way to one's own page, by SMS and by mail; one leads a team; a parent is asked three times, signs,
    refuses, revokes."""
    about: dict[str, Any] = {"office": help_.office(), "group": None, "actor": ANONYMOUS, "at": make.AT}
    mail = help_.person(21, name=name, language=language, phone="", email="helper@example.kz")
    row = volunteers.sign_up(key=uuid4(), person=mail, guardian=None, **about).pk
    volunteers.confirm(volunteer=row, contact=mail.email, actor=ANONYMOUS, at=make.AT)
    zone = camp.zone_of(camp.campaign(name=name))
    volunteers.open_team(
        key=uuid4(), zone=zone.pk, name="Біз", most=5, leader=Volunteer.objects.get(pk=row), group=None,
        actor=help_.coordinator(), at=make.AT,
    )  # fmt: skip
    young, parent = (
        help_.person(22, name=name, language=language, born_on=date(2013, 1, 1)),
        Guardian(name, "+77009998877"),
    )
    child = volunteers.sign_up(key=uuid4(), person=young, guardian=parent, **about).pk
    volunteers.confirm(volunteer=child, contact=young.phone, actor=ANONYMOUS, at=make.AT)
    told: dict[str, Any] = {"actor": ANONYMOUS, "at": make.AT}
    volunteers.refuse_consent(consent=Consent.objects.get(volunteer=child).pk, **told)
    asked = volunteers.ask_guardian(volunteer=child, guardian=parent, **told)
    read = digest_of(asked, works_opened(asked, make.AT.date())).hex()
    volunteers.sign_consent(consent=asked.pk, seen=read, **told)
    volunteers.revoke_consent(consent=asked.pk, **told)
    volunteers.ask_guardian(volunteer=child, guardian=parent, **told)
