"""A group is answered together: the same words are looked through once, and everybody who joined is told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import factories as make

from dauys.answers import findings
from dauys.cases import actions as cases
from dauys.cases.actions import Joining
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
OTHER = "Судың иісі жаман, сарғайып ағады, балалар ауырып қалды, тексеріп беріңіздер."


def case(number: int, **about: Any) -> make.Made:
    return make.case(owner=make.HOUSING, phone=f"+77015600{number:03}", **about)


def joined(made: make.Made, phone: str) -> None:
    person = Joining(name="Қосылған", phone=phone, email="", language="ru", confirmed=False)
    cases.support(case_id=made.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=make.AT)


def test_the_same_words_are_looked_through_once_and_who_joined_a_grouped_case_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[str] = []
    look = findings.findings

    def counted(blocks: Any, of: Any) -> Any:
        looks.append(of.voice.text)
        return look(blocks, of)

    team, main = make.team(), case(0)
    members = [*(case(n) for n in (1, 2, 3)), case(4, text=OTHER)]
    for number, one in enumerate(members):
        joined(one, f"+7701570000{number}")
        cases.group(case_id=one.id, main=main.id, actor=team.supervisor, at=make.AT)
    joined(main, "+77015700009")
    make.answered(main, team)
    monkeypatch.setattr(findings, "findings", counted)
    JournalFollower(HEARERS).drain(make.AT + timedelta(days=1))
    JournalFollower(HEARERS).drain(make.AT + timedelta(days=1))
    assert sorted(looks) == sorted([make.TEXT, OTHER])
    sent = {e.case_id: e.payload["lint"] for e in Entry.objects.filter(verb="answers.send")}
    assert set(sent) == {main.id, *(one.id for one in members)}
    assert all(sent[one.id] == sent[main.id] for one in members[:3])
    told = Message.objects.filter(once__startswith="answer:", subject__gt="")
    assert sorted(m.address for m in told) == [*(f"+7701570000{n}" for n in range(4)), "+77015700009"]
