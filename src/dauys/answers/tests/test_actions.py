"""An answer's way: drafted, returned, approved by other eyes, sent once, rated once, and the case opened again once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.threads import together

from dauys.answers import actions
from dauys.answers.models import Answer, Delivery, Rating
from dauys.answers.rules import BLOCKS
from dauys.cases.models import Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.core.answer_lint import CODES
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.routing import actions as routing


def picture() -> list[Any]:
    """Everything about answers, to be compared before and after."""
    tables = (Obligation, Answer, Delivery, Rating)
    return [list(m.objects.order_by("pk").values()) for m in tables] + [Entry.objects.count()]


def save(made: Any, actor: Any, revision: int, make: Any, **blocks: str) -> Answer:
    return actions.save(
        obligation=made.obligation.pk,
        blocks={**make.BLOCKS, **blocks},
        language="kk",
        revision=revision,
        actor=actor,
        at=make.AT,
    )


def test_the_whole_way(db: None, make: Any) -> None:
    made, team, answer = make.answered(identity="code")
    row = make.fresh(made.id)
    assert (row.state, row.answered_at) == ("answered", make.AT + timedelta(days=1))
    assert (answer.author_id, answer.approver_id) == (team.officer.id, team.supervisor.id)
    verbs = list(Entry.objects.filter(case_id=made.id).order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "cases.file",
        "cases.open_obligation",
        "cases.assign",
        "cases.start_work",
        "answers.submit",
        "answers.send",
    ]
    sent = Entry.objects.get(verb="answers.send")
    said = {"revision": 1, "language": "kk", "on_time": True, "outcome": "solved", "lint": []}
    assert {**sent.payload, "lint": []} == said and (row.outcome, answer.outcome) == ("solved", "solved")
    assert "gap" not in sent.payload["lint"] and set(sent.payload["lint"]) <= set(CODES)
    assert [d.way for d in Delivery.objects.all()] == ["page"]


def test_an_answer_after_the_term_says_so(db: None, make: Any) -> None:
    make.answered(at=make.AT + timedelta(days=60))
    assert Entry.objects.get(verb="answers.send").payload["on_time"] is False


def test_a_stale_page_overwrites_nothing(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    first = save(made, team.officer, 0, make)
    second = save(made, team.officer, first.revision, make, found="Екінші нұсқа, толығырақ жазылған.")
    assert second.revision == 2
    before = picture()
    for revision in (0, 1, 3):
        with pytest.raises(actions.StalePage):
            save(made, team.officer, revision, make, found="Ескі беттен келген мәтін.")
    assert picture() == before


def test_of_two_who_save_at_once_one_is_told(transactional_db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    save(made, team.officer, 0, make)
    results = together(6, lambda index: save(made, team.officer, 1, make, found=f"Нұсқа {index} толық мәтіні."))
    assert sum(isinstance(r, Answer) for r in results) == 1
    assert all(isinstance(r, Answer | actions.StalePage) for r in results), results
    assert Answer.objects.get().revision == 2


def test_of_two_officers_who_begin_at_once_one_is_refused(transactional_db: None, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    officers = [make.staff("officer")[1] for _ in range(4)]
    results = together(4, lambda index: save(made, officers[index], 0, make))
    assert sum(isinstance(r, Answer) for r in results) == 1
    assert all(isinstance(r, Answer | actions.StalePage | Denied) for r in results), results
    assert Answer.objects.get().author_id == make.fresh(made.id).assignee_id


def test_an_unfinished_answer_is_not_submitted(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=make.AT)
    before = picture()
    with pytest.raises(actions.Unfinished) as caught:
        actions.submit(obligation=made.obligation.pk, actor=team.officer, at=make.AT)
    assert caught.value.blocks == list(BLOCKS) and picture() == before
    save(made, team.officer, 0, make, found="қысқа", decided="Жөндеу [күні] аяқталады деп жоспарланды.", appeal="   ")
    before = picture()
    with pytest.raises(actions.Unfinished) as caught:
        actions.submit(obligation=made.obligation.pk, actor=team.officer, at=make.AT)
    assert caught.value.blocks == ["found", "decided", "appeal"] and picture() == before


def test_nobody_approves_what_they_wrote(db: None, make: Any) -> None:
    made, (_u, boss) = make.case(owner=make.HOUSING), make.staff("supervisor")
    save(made, boss, 0, make)
    actions.submit(obligation=made.obligation.pk, actor=boss, at=make.AT)
    before = picture()
    for verb in (
        lambda: actions.send(obligation=made.obligation.pk, revision=1, actor=boss, at=make.AT),
        lambda: actions.send_back(
            obligation=made.obligation.pk,
            revision=1,
            because="Өзіме қайтарам",
            actor=boss,
            at=make.AT,
        ),
    ):
        with pytest.raises(Denied):
            verb()
    assert picture() == before
    actions.send(
        obligation=made.obligation.pk,
        revision=1,
        actor=make.staff("head")[1],
        at=make.AT,
    )
    assert make.fresh(made.id).state == "answered"


def test_the_table_itself_wants_four_eyes(db: None, make: Any) -> None:
    _made, team, answer = make.answered()
    for change in ({"approver_id": team.officer.id}, {"approver_id": None}, {"sent_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=answer.pk).update(**change)


def test_returned_improved_and_approved(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    args = {"obligation": made.obligation.pk, "at": make.AT + timedelta(hours=4)}
    returned = actions.send_back(revision=1, because="Қашан жөнделетінін жазыңыз.", actor=team.supervisor, **args)
    assert (returned.state, returned.returns) == ("returned", 1) and make.fresh(made.id).state == "in_work"
    before = picture()
    with pytest.raises(ImpossibleStep):
        actions.send(revision=1, actor=team.supervisor, **args)
    assert picture() == before, "a returned answer is not sent"
    save(made, team.officer, 1, make, decided="Құбыр 6 наурызда жөнделеді.")
    actions.submit(actor=team.officer, **args)
    with pytest.raises(actions.StalePage):
        actions.send(revision=1, actor=team.supervisor, **args)
    sent = actions.send(revision=2, actor=team.supervisor, **args)
    assert sent.state == "sent" and "6 наурызда" in sent.decided and sent.revision == 2


def test_a_submitted_or_sent_answer_is_not_changed(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    for finish in (
        None,
        lambda: actions.send(
            obligation=made.obligation.pk,
            revision=1,
            actor=team.supervisor,
            at=make.AT,
        ),
    ):
        if finish:
            finish()
        before = picture()
        with pytest.raises(ImpossibleStep):
            save(made, team.officer, 1, make, found="Кейін қосылған мәтін, болмауы керек.")
        with pytest.raises(ImpossibleStep):
            actions.submit(obligation=made.obligation.pk, actor=team.officer, at=make.AT)
        assert picture() == before


def test_an_answer_is_sent_once_even_at_once(transactional_db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    results = together(
        6,
        lambda _index: actions.send(
            obligation=made.obligation.pk,
            revision=1,
            actor=team.supervisor,
            at=make.AT,
        ),
    )
    assert sum(isinstance(r, Answer) for r in results) == 1
    assert sum(isinstance(r, ImpossibleStep) for r in results) == 5, results
    assert Entry.objects.filter(verb="answers.send").count() == 1 and Delivery.objects.count() == 1


def rate(made: Any, make: Any, *, solved: str = "solved", leg: int = 1, actor: Any = None, days: int = 2) -> Any:
    return actions.rate(
        obligation=make.fresh(made.id, leg).pk,
        score=5 if solved == "solved" else 1,
        solved=solved,
        comment="Рақмет!",
        actor=actor or citizen(made.id),
        at=make.AT + timedelta(days=days),
    )


@pytest.mark.parametrize("solved", ["solved", "partly"])
def test_a_rating_closes_the_case(db: None, make: Any, solved: str) -> None:
    made, _team, _answer = make.answered()
    assert rate(made, make, solved=solved) is None
    assert make.fresh(made.id).state == "closed"
    before = picture()
    with pytest.raises(actions.AlreadyRated):
        rate(made, make, solved="not_solved")
    assert picture() == before


def test_an_answer_is_rated_once_even_at_once(transactional_db: None, make: Any) -> None:
    made, _team, _answer = make.answered()
    results = together(6, lambda _index: rate(made, make, solved="not_solved"))
    assert sum(isinstance(r, Obligation) for r in results) == 1
    assert sum(isinstance(r, actions.AlreadyRated) for r in results) == 5, results
    assert Obligation.objects.count() == 2


def test_not_solved_opens_the_case_once_and_the_second_time_closes_it(db: None, make: Any) -> None:
    made, team, _answer = make.answered(identity="code")
    again = rate(made, make, solved="not_solved")
    assert again.leg == 2 and not again.by_law and again.assignee_id == team.officer.id
    assert make.fresh(made.id).state == "reopened"
    at = make.AT + timedelta(days=4)
    actions.save(obligation=again.pk, blocks=make.BLOCKS, language="kk", revision=0, actor=team.officer, at=at)
    actions.submit(obligation=again.pk, actor=team.officer, at=at)
    actions.send(obligation=again.pk, revision=1, actor=team.supervisor, at=at)
    assert rate(made, make, solved="not_solved", leg=2, days=5) is None
    assert make.fresh(made.id, 2).state == "closed" and Obligation.objects.count() == 2


@pytest.mark.parametrize("who", [ANONYMOUS, "other", "officer"])
def test_only_who_opened_the_case_rates(db: None, make: Any, who: Any) -> None:
    made, team, _answer = make.answered()
    actor = {"other": lambda: citizen(make.case().id), "officer": lambda: team.officer}.get(who, lambda: who)()
    before = picture()
    with pytest.raises(Denied):
        rate(made, make, actor=actor)
    assert picture() == before


def test_there_is_nothing_to_rate_or_read_out_before_the_answer(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    for prepare in (lambda: None, lambda: make.drafted(made, team)):
        prepare()
        before = picture()
        with pytest.raises(actions.NotSent):
            rate(made, make)
        with pytest.raises(actions.NotSent):
            actions.read_out(obligation=made.obligation.pk, proof="Өзі тыңдады.", actor=team.officer, at=make.AT)
        assert picture() == before


def test_reading_out_keeps_one_proof(db: None, make: Any) -> None:
    made, team, _answer = make.answered()
    first = actions.read_out(obligation=made.obligation.pk, proof="Өзі тыңдады.", actor=team.officer, at=make.AT)
    again = actions.read_out(obligation=made.obligation.pk, proof="Тағы да.", actor=team.officer, at=make.AT)
    assert again.pk == first.pk and again.proof == "Өзі тыңдады."
    assert Entry.objects.filter(verb="answers.read_out").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=first.pk).update(proof="")


@pytest.mark.parametrize("score", [0, 6])
def test_a_mark_lies_between_one_and_five(db: None, make: Any, score: int) -> None:
    made, _team, _answer = make.answered()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.rate(
            obligation=made.obligation.pk, score=score, solved="solved", comment="", actor=citizen(made.id), at=make.AT
        )
    assert make.fresh(made.id).state == "answered" and not Rating.objects.exists()
