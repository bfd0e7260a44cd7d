"""The clock of an obligation at the desk: a question stops it, an extension moves it, and its columns follow."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests import factories as make
from tests.log import follow

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.cases.clocks import reckon_again
from dauys.cases.models import ClockEvent, Extension, Obligation, Question
from dauys.cases.queries import clock_moves
from dauys.cases.rules import ImpossibleStep
from dauys.core.terms import ClockRunOut, ExtensionNotLater, ExtensionTooLong, NotExtendable
from dauys.ground.access.actors import citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS

AT = make.AT  # 4 March, due on 31 March
ASKED = "Үйіңіздің нөмірін жазыңыз, өтінеміз."
BECAUSE = "Мердігерден құжаттарды сұрату керек, олар әлі келген жоқ."


def on(day: int, month: int = 3, hour: int = 11) -> datetime:
    return AT.replace(month=month, day=day, hour=hour)


@pytest.fixture
def team(db: None) -> make.Team:
    return make.team()


@pytest.fixture
def taken(team: make.Team) -> make.Made:
    made = make.case(owner=make.HOUSING, confirmed=True, identity="code")
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
    return made


def pause(made: make.Made, team: make.Team, at: datetime) -> Question:
    return cases.pause(obligation=made.obligation.pk, text=ASKED, actor=team.officer, at=at)


def state(made: make.Made) -> tuple[date | None, bool]:
    row = make.fresh(made.id)
    return row.due_on, row.paused


def fits(row: Obligation) -> bool:
    """Whether the clock's columns are what its moves lead to."""
    clock = reckon_again(row, clock_moves(row), identity=row.case.identity)
    return clock.columns() == {name: getattr(row, name) for name in clock.columns()}


def test_a_question_stops_the_clock_until_the_person_replies(taken: make.Made, team: make.Team) -> None:
    question = pause(taken, team, on(10))
    row = make.fresh(taken.id)
    assert (row.due_on, row.paused, row.due_at.date()) == (None, True, date(2026, 3, 31))
    assert fits(row)
    cases.reply(question=question.pk, text="12-үй", actor=citizen(taken.id), at=on(12))
    row = make.fresh(taken.id)
    assert (row.due_on, row.paused) == (date(2026, 4, 2), False)
    assert fits(row)
    assert [s["code"] for s in row.ledger if s["code"] in ("paused", "resumed")] == ["paused", "resumed"]
    kept = Question.objects.get()
    assert (kept.end, kept.reply, kept.ended_by_id) == ("answered", "12-үй", None)
    payloads = {e.verb: e.payload for e in Entry.objects.filter(verb__in=["cases.pause", "cases.resume"])}
    assert payloads["cases.pause"] == {"question": str(question.pk)}
    assert payloads["cases.resume"] == {"question": str(question.pk), "end": "answered", "due_on": "2026-04-02"}


def test_one_question_at_a_time_and_one_reply(taken: make.Made, team: make.Team) -> None:
    question = pause(taken, team, on(10))
    with pytest.raises(ImpossibleStep):
        pause(taken, team, on(10))
    cases.take_back(question=question.pk, actor=team.officer, at=on(11))
    before = state(taken)
    for again in (
        lambda: cases.reply(question=question.pk, text="кеш", actor=citizen(taken.id), at=on(12)),
        lambda: cases.take_back(question=question.pk, actor=team.officer, at=on(12)),
    ):
        with pytest.raises(cases.NotWaiting):
            again()
    assert state(taken) == before == (date(2026, 4, 1), False)
    assert Question.objects.get().reply == ""


def test_asked_on_a_day_off_before_registration(team: make.Team) -> None:
    saturday = datetime.fromisoformat("2026-03-14T10:00+05:00")
    made = make.case(owner=make.HOUSING, confirmed=True, at=saturday)
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=saturday)
    due = make.fresh(made.id).due_on
    question = pause(made, team, saturday + timedelta(hours=1))
    cases.reply(question=question.pk, text="Иә", actor=citizen(made.id), at=saturday + timedelta(days=1))
    assert state(made) == (due, False) and fits(make.fresh(made.id))


def test_a_clock_that_ran_out_cannot_be_stopped(taken: make.Made, team: make.Team) -> None:
    before = (state(taken), Entry.objects.count())
    with pytest.raises(ClockRunOut):
        pause(taken, team, on(1, 4))
    assert (state(taken), Entry.objects.count()) == before
    assert not Question.objects.exists() and not ClockEvent.objects.exists()


def test_only_who_has_it_asks(taken: make.Made, team: make.Team) -> None:
    others = [make.staff("officer")[1], team.supervisor, make.staff("clerk")[1], citizen(taken.id)]
    for actor in others:
        with pytest.raises(Denied):
            cases.pause(obligation=taken.obligation.pk, text=ASKED, actor=actor, at=on(10))
    question = pause(taken, team, on(10))
    for actor in (make.staff("officer", make.SOCIAL)[1], citizen(question.pk), make.staff("controller", "")[1]):
        with pytest.raises(Denied):
            cases.reply(question=question.pk, text="Иә", actor=actor, at=on(11))
    assert state(taken)[1] and Question.objects.get().end == ""


def test_the_answer_ends_the_waiting_and_what_was_asked(taken: make.Made, team: make.Team) -> None:
    pause(taken, team, on(10))
    row = taken.obligation.pk
    answers.save(obligation=row, blocks=make.BLOCKS, language="kk", revision=0, actor=team.officer, at=on(12))
    answers.submit(obligation=row, actor=team.officer, at=on(12))
    answers.send(obligation=row, revision=1, actor=team.supervisor, at=on(1, 4))
    assert state(taken)[1] is False and Question.objects.get().end == "over"
    assert Entry.objects.get(verb="answers.send").payload["on_time"] is True


def ask(made: make.Made, team: make.Team, until: date, at: datetime) -> Extension:
    return cases.ask_extension(obligation=made.obligation.pk, until=until, because=BECAUSE, actor=team.officer, at=at)


def test_an_extension_needs_two_people(taken: make.Made, team: make.Team) -> None:
    asked = ask(taken, team, date(2026, 4, 20), on(25))
    assert state(taken) == (date(2026, 3, 31), False)
    with pytest.raises(Denied):
        cases.extend(extension=asked.pk, actor=team.officer, at=on(26))
    cases.extend(extension=asked.pk, actor=team.supervisor, at=on(26))
    row = make.fresh(taken.id)
    assert row.due_on == date(2026, 4, 20) and fits(row)
    entry = Entry.objects.get(verb="cases.extend")
    assert entry.payload == {"extension": str(asked.pk), "due_on": "2026-04-20", "notify_by": "2026-03-31"}
    with pytest.raises(ImpossibleStep):
        cases.extend(extension=asked.pk, actor=team.supervisor, at=on(26))


def test_who_asked_decides_nothing_even_as_a_leader(team: make.Team) -> None:
    made = make.case(owner=make.HOUSING, confirmed=True)
    routing.take(obligation=made.obligation.pk, actor=team.supervisor, at=AT)
    asked = cases.ask_extension(
        obligation=made.obligation.pk, until=date(2026, 4, 20), because=BECAUSE, actor=team.supervisor, at=on(20)
    )
    with pytest.raises(Denied):
        cases.extend(extension=asked.pk, actor=team.supervisor, at=on(20))
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=asked.pk).update(state="agreed", decided_at=on(20), decided_by=team.supervisor.id)


def test_a_refused_extension_leaves_the_term(taken: make.Made, team: make.Team) -> None:
    asked = ask(taken, team, date(2026, 4, 20), on(25))
    with pytest.raises(ImpossibleStep):
        ask(taken, team, date(2026, 4, 10), on(25))
    cases.refuse_extension(extension=asked.pk, because="Құжаттар келіп тұр.", actor=team.supervisor, at=on(26))
    assert state(taken) == (date(2026, 3, 31), False)
    assert ask(taken, team, date(2026, 4, 10), on(26)).state == "asked"


@pytest.mark.parametrize(
    ("until", "problem"),
    [(date(2026, 3, 31), ExtensionNotLater), (date(2026, 5, 5), ExtensionTooLong)],
)
def test_the_law_bounds_the_new_day(taken: make.Made, team: make.Team, until: date, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        ask(taken, team, until, on(25))
    assert not Extension.objects.exists()


def test_an_agreement_after_the_end_comes_too_late(taken: make.Made, team: make.Team) -> None:
    asked = ask(taken, team, date(2026, 4, 20), on(31))
    with pytest.raises(ClockRunOut):
        cases.extend(extension=asked.pk, actor=team.supervisor, at=on(1, 4))
    assert state(taken) == (date(2026, 3, 31), False) and Extension.objects.get().state == "asked"


def test_a_reopened_term_is_a_promise_and_not_extended(team: make.Team) -> None:
    made, people, _answer = make.answered()
    answers.rate(
        obligation=made.obligation.pk, score=1, solved="not_solved", comment="", actor=citizen(made.id), at=on(10)
    )
    again = make.fresh(made.id, leg=2)
    with pytest.raises(NotExtendable):
        cases.ask_extension(
            obligation=again.pk, until=date(2026, 4, 20), because=BECAUSE, actor=people.officer, at=on(11)
        )


def test_another_kind_keeps_the_history(taken: make.Made, team: make.Team) -> None:
    question = pause(taken, team, on(10))
    cases.reply(question=question.pk, text="Иә", actor=citizen(taken.id), at=on(12))
    cases.change_kind(obligation=taken.obligation.pk, kind="complaint", actor=team.supervisor, at=on(13))
    row = make.fresh(taken.id)
    assert row.due_on == date(2026, 4, 9) and fits(row)


def test_a_confirmed_person_while_the_clock_stands(team: make.Team) -> None:
    made = make.case(owner=make.HOUSING, confirmed=True)
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=AT)
    question = pause(made, team, on(10))
    cases.confirm_identity(case_id=made.id, identity="code", actor=citizen(made.id), at=on(11))
    assert state(made) == (None, True) and fits(make.fresh(made.id))
    cases.reply(question=question.pk, text="Иә", actor=citizen(made.id), at=on(16))
    row = make.fresh(made.id)
    assert row.by_law and row.due_on == date(2026, 4, 8) and fits(row)


def test_the_person_is_told_of_a_question_and_of_a_new_day(transactional_db: None) -> None:
    people = make.team()
    made = make.case(owner=make.HOUSING, confirmed=True)
    routing.take(obligation=made.obligation.pk, actor=people.officer, at=AT)
    question = pause(made, people, on(10))
    follow(on(10), hearers=HEARERS)
    sms = Message.objects.get(once=f"question:{question.pk}")
    assert ASKED not in sms.body and sms.case_id == made.id
    cases.reply(question=question.pk, text="Иә", actor=citizen(made.id), at=on(12))
    asked = ask(made, people, date(2026, 4, 20), on(25))
    cases.extend(extension=asked.pk, actor=people.supervisor, at=on(25))
    follow(on(25), hearers=HEARERS)
    assert "20\u00a0сәуір" in Message.objects.get(once=f"extended:{asked.pk}").body


def test_erasing_takes_questions_replies_and_reasons(taken: make.Made, team: make.Team, settings: Any) -> None:
    question = pause(taken, team, on(10))
    cases.reply(question=question.pk, text="12-үй", actor=citizen(taken.id), at=on(12))
    cases.refuse_extension(
        extension=ask(taken, team, date(2026, 4, 20), on(13)).pk,
        because="Керек емес.",
        actor=team.supervisor,
        at=on(13),
    )
    row = taken.obligation.pk
    answers.save(obligation=row, blocks=make.BLOCKS, language="kk", revision=0, actor=team.officer, at=on(13))
    answers.submit(obligation=row, actor=team.officer, at=on(13))
    answers.send(obligation=row, revision=1, actor=team.supervisor, at=on(13))
    cases.erase(case_id=taken.id, actor=team.supervisor, at=on(14))
    kept, asked = Question.objects.get(), Extension.objects.get()
    assert (kept.text, kept.reply, asked.because, asked.refused_because) == ("", "", "", "")
