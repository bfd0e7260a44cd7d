"""How a demand ends is named by who answers: a refusal needs a norm, and pages say that word, not "answered"."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from tests import factories as make

from dauys.answers import actions
from dauys.answers.models import Answer
from dauys.answers.rules import missing_outcome
from dauys.cases.display import state_words
from dauys.cases.models import Obligation
from dauys.cases.rules import OUTCOMES
from dauys.figures.actions import count
from dauys.figures.models import Cell, Ending
from dauys.ground.journal.models import Entry

pytestmark = pytest.mark.django_db
AREA = "kz/"


def ended(outcome: str, norm: str = "") -> tuple[make.Made, make.Team]:
    """A case that was answered so."""
    made, team = make.case(owner=make.HOUSING, confirmed=True), make.team()
    leg, at = made.obligation.pk, make.AT + timedelta(hours=1)
    blocks = {**make.BLOCKS, "outcome": outcome, "norm": norm}
    actions.save(obligation=leg, blocks=blocks, language="kk", revision=0, actor=team.officer, at=at)
    actions.submit(obligation=leg, actor=team.officer, at=at)
    actions.send(obligation=leg, revision=1, actor=team.supervisor, at=at)
    return made, team


def test_a_letter_says_how_it_ended_and_on_what_norm() -> None:
    made, _team = ended("refused", "ӘРПК, 11-бап")
    officer = Client()
    officer.force_login(make.staff("officer")[0], settings.AUTHENTICATION_BACKENDS[0])
    page = officer.get(f"/ru/desk/obligations/{made.obligation.pk}/letter/").content.decode()
    assert "Жауап берілді: бас тартылды" in page and "Норма: ӘРПК, 11-бап" in page


def test_nothing_goes_on_without_an_outcome_and_a_refusal_without_its_norm() -> None:
    assert missing_outcome({}) == missing_outcome({"outcome": "fixed"}) == ["outcome"]
    assert missing_outcome({"outcome": "refused", "norm": "  "}) == ["norm"]
    assert not missing_outcome({"outcome": "refused", "norm": "11-бап"}) and not missing_outcome({"outcome": "solved"})
    for outcome, missing in (("", ["outcome"]), ("refused", ["norm"])):
        with pytest.raises(actions.Unfinished) as error, transaction.atomic():
            ended(outcome)
        assert error.value.blocks == missing
    assert not Answer.objects.exists() and not Entry.objects.filter(verb="answers.submit").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        made, _team = ended("solved")
        Obligation.objects.filter(pk=made.obligation.pk).update(outcome="fixed")


def test_every_outcome_reaches_the_demand_and_its_words() -> None:
    said = set()
    for outcome in OUTCOMES:
        made, _team = ended(outcome, "Кодекс, 11-бап")
        row = make.fresh(made.id)
        assert row.outcome == outcome == row.answer.outcome
        said.add(state_words(row, "kk", staff=True))
        assert state_words(row, "ru", staff=False) not in ("Ответ дан", "Завершено")
    assert len(said) == len(OUTCOMES)
    row.outcome = ""  # answered by an older version
    assert state_words(row, "ru", staff=False) == "Ответ дан"


def test_the_form_keeps_what_was_typed_and_says_what_is_missing() -> None:
    made = make.case(owner=make.HOUSING, confirmed=True)
    user, _actor = make.staff("officer")
    officer = Client()
    officer.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    address = f"/ru/desk/obligations/{made.obligation.pk}/answer/"
    typed = {**make.BLOCKS, "language": "kk", "revision": 0, "submit": 1}
    page = officer.post(address, {**typed, "outcome": ""})
    assert page.status_code == 422 and "Выберите, чем закончилось" in page.content.decode()
    page = officer.post(address, {**typed, "outcome": "refused", "revision": 1})
    assert page.status_code == 422 and "Назовите закон" in page.content.decode()
    assert make.BLOCKS["decided"] in page.content.decode()
    norm = "Кодекс, 11-бап"
    assert officer.post(address, {**typed, "outcome": "refused", "norm": norm, "revision": 2}).status_code == 302
    boss = Client()
    boss.force_login(make.staff("supervisor")[0], settings.AUTHENTICATION_BACKENDS[0])
    check = boss.get(f"/ru/desk/obligations/{made.obligation.pk}/check/").content.decode()
    assert "Отказано" in check and norm in check


def test_figures_count_by_outcome_and_advice_apart() -> None:
    for outcome in ("solved", "explained", "explained", "consultation"):
        made, _team = ended(outcome)
        count(case_id=made.id)
        count(case_id=made.id)
    counted = dict(Ending.objects.filter(area=AREA).values_list("outcome", "count"))
    assert counted == {"solved": 1, "explained": 2, "consultation": 1}
    whole = Cell.objects.filter(area=AREA, topic="", body="")
    assert sum(whole.values_list("answered", flat=True)) == 3
    assert sum(whole.values_list("due", flat=True)) == 3 and sum(whole.values_list("filed", flat=True)) == 4
