"""Answers that somebody still has to bring: by phone, by post, or because the message did not arrive."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make

from dauys.answers import actions
from dauys.answers.models import Delivery
from dauys.answers.queries import to_hand_over
from dauys.ground.access.actors import Actor
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
SINCE = make.AT - timedelta(days=90)
ADDRESS = "/ru/desk/to-hand-over/"


def waiting(actor: Actor) -> list[Any]:
    return [row.case_id for row in to_hand_over(actor, SINCE)]


def test_who_asked_for_a_call_waits_until_it_was_read_out(sql_count: Any) -> None:
    made, team, _answer = make.answered(answer_by="phone")
    make.answered(answer_by="sms", team_=team)
    with sql_count() as sql:
        assert waiting(team.officer) == [made.id]
    assert len(sql) == 1
    actions.read_out(obligation=made.obligation.pk, proof="Өзі тыңдады.", actor=team.officer, at=make.AT)
    assert waiting(team.officer) == [] and Delivery.objects.filter(way="phone").exists()


def test_a_letter_waits_for_the_post_and_an_old_one_is_no_longer_named() -> None:
    made, team, _answer = make.answered(answer_by="post", address="Достық, 1")
    assert waiting(team.supervisor) == [made.id]
    assert [row.case_id for row in to_hand_over(team.officer, make.AT + timedelta(days=30))] == []


@pytest.mark.parametrize(("state", "is_named"), [("failed", True), ("uncertain", True), ("sent", False)])
def test_a_message_that_did_not_arrive_has_an_owner(state: str, is_named: bool) -> None:
    made, team, _answer = make.answered(answer_by="email", email="aigul@example.kz")
    JournalFollower(HEARERS).drain(make.AT + timedelta(days=2))
    Message.objects.filter(once__startswith="receipt:").update(state="failed")
    assert waiting(team.officer) == []
    Message.objects.filter(once__startswith="answer:").update(state=state)
    assert (waiting(team.officer) == [made.id]) is is_named


def test_other_bodies_and_those_who_only_look_do_not_read_it() -> None:
    made, _team, _answer = make.answered(answer_by="phone")
    other, controller = make.staff("officer", make.SOCIAL)[1], make.staff("controller", make.HOUSING)[1]
    assert waiting(other) == waiting(controller) == []
    assert made.obligation.answered_at


def test_the_page_says_what_is_next() -> None:
    made = make.case(owner=make.HOUSING, answer_by="phone", at=now() - timedelta(days=3))
    make.answered(made, at=now() - timedelta(days=1))
    officer = Client()
    officer.force_login(make.staff("officer")[0], settings.AUTHENTICATION_BACKENDS[0])
    page = officer.get(ADDRESS).content.decode()
    assert "Прочитать по телефону" in page and str(made.id) in page
    assert "Ответы, которые надо вручить" in page
