"""The desk's pages that move a clock: limits shown, errors beside the field, a double click, what came too late."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make

from dauys.cases import actions as cases
from dauys.cases.models import Extension, Question
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.routing import actions as routing

BECAUSE = "Мердігерден құжаттарды сұрату керек."
ASKED = "Үйіңіздің нөмірін жазыңызшы."


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), settings.AUTHENTICATION_BACKENDS[0])
    return client


class Desk:
    """A case an officer has taken just now, and the browsers of the officer and the supervisor."""

    def __init__(self) -> None:
        self.team, self.at = make.team(), now()
        self.made = make.case(owner=make.HOUSING, confirmed=True, identity="code", at=self.at)
        routing.take(obligation=self.made.obligation.pk, actor=self.team.officer, at=self.at)
        self.officer, self.supervisor = signed_in(self.team.officer), signed_in(self.team.supervisor)

    @property
    def row(self) -> Any:
        return make.fresh(self.made.id)

    def at_row(self, path: str) -> str:
        return f"/kk/desk/obligations/{self.made.obligation.pk}/{path}/"

    @property
    def case(self) -> str:
        return f"/kk/desk/cases/{self.made.id}/"


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def text(response: Any) -> str:
    return str(response.content.decode())


def test_more_time_from_asking_to_the_new_day(desk: Desk) -> None:
    ask, due = desk.at_row("more-time"), desk.row.due_on
    page = text(desk.officer.get(ask))
    assert "екі түсініктің қатаңы" in page and "ӘРПК 76-бап" in page and "расталмаған" in page
    until = (due + timedelta(days=7)).isoformat()
    for wrong, words in (
        ({"until": until, "because": "қ"}, "Сәл толығырақ жазыңыз"),
        ({"until": due.isoformat(), "because": BECAUSE}, "Одан кейінгі күнді таңдаңыз"),
        ({"until": date(due.year + 1, 12, 1).isoformat(), "because": BECAUSE}, "Бұл күн тым кеш"),
    ):
        refused = desk.officer.post(ask, wrong)
        assert refused.status_code == 422 and words in text(refused) and wrong["because"] in text(refused)
    assert not Extension.objects.exists()
    for _ in range(2):
        assert desk.officer.post(ask, {"until": until, "because": BECAUSE})["Location"] == desk.case
    other = desk.officer.post(ask, {"until": until, "because": "Тағы басқа себеп бар."})
    assert other.status_code == 409 and "Тағы басқа себеп бар." in text(other)
    decide = desk.at_row("more-time/decide")
    assert desk.officer.get(decide).status_code == 404
    assert BECAUSE in text(desk.supervisor.get(decide))
    assert desk.supervisor.post(decide, {"refuse": "1", "because": ""}).status_code == 422
    assert desk.supervisor.post(decide, {"agree": "1"})["Location"] == desk.case
    assert desk.supervisor.post(decide, {"agree": "1"}).status_code == 409
    assert desk.row.due_on.isoformat() == until
    page = text(desk.officer.get(desk.case))
    assert BECAUSE in page and "Адамға хабарлау керек күн" in page


def test_a_refusal_reaches_the_officer(desk: Desk) -> None:
    due = desk.row.due_on
    desk.officer.post(desk.at_row("more-time"), {"until": str(due + timedelta(days=7)), "because": BECAUSE})
    desk.supervisor.post(desk.at_row("more-time/decide"), {"refuse": "1", "because": "Құжаттар бүгін келеді."})
    assert "Құжаттар бүгін келеді." in text(desk.officer.get(desk.case))
    assert desk.row.due_on == due


def test_a_question_and_the_reply_a_clerk_heard(desk: Desk) -> None:
    ask = desk.at_row("question")
    assert desk.officer.post(ask, {"text": ""}).status_code == 422
    for _ in range(2):
        assert desk.officer.post(ask, {"text": ASKED})["Location"] == desk.case
    late = desk.officer.post(ask, {"text": "Тағы бір сұрағым бар."})
    assert late.status_code == 409 and "Тағы бір сұрағым бар." in text(late)
    page = text(desk.officer.get(desk.case))
    assert ASKED in page and "жауап күтіп тұр" in page
    assert ASKED not in text(desk.officer.get("/kk/desk/?view=waiting")) and desk.row.paused
    assert str(desk.made.id) in text(desk.officer.get("/kk/desk/?view=waiting"))
    assert str(desk.made.id) not in text(desk.officer.get("/kk/desk/?view=overdue"))
    clerk = signed_in(make.staff("clerk")[1])
    reply = desk.at_row("question/reply")
    assert ASKED in text(clerk.get(reply))
    assert clerk.post(reply, {"text": "Он екінші үй."})["Location"] == desk.case
    assert clerk.get(reply)["Location"] == desk.case
    again = clerk.post(reply, {"text": "Он үшінші үй."})
    assert again.status_code == 409 and "Он үшінші үй." in text(again)
    assert Question.objects.get().reply == "Он екінші үй." and not desk.row.paused


def test_a_question_taken_back(desk: Desk) -> None:
    cases.pause(obligation=desk.row.pk, text=ASKED, actor=desk.team.officer, at=desk.at)
    back = desk.at_row("question/take-back")
    assert desk.supervisor.post(back).status_code == 404
    for _ in range(2):
        assert desk.officer.post(back)["Location"] == desk.case
    assert Question.objects.get().end == "taken_back" and not desk.row.paused


def test_a_term_that_ran_out_is_a_warning_at_the_desk(db: None) -> None:
    team, at = make.team(), now() - timedelta(days=60)
    made = make.case(owner=make.HOUSING, confirmed=True, identity="code", at=at)
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=at)
    officer = signed_in(team.officer)
    page = text(officer.get(f"/kk/desk/cases/{made.id}/"))
    assert "орган бас тартты деп саналады" in page and "Адам мына күнге дейін шағымдана алады" in page
    refused = officer.post(f"/kk/desk/obligations/{made.obligation.pk}/question/", {"text": ASKED})
    assert refused.status_code == 422 and ASKED in text(refused) and not Question.objects.exists()
