"""Samples: the same seed draws the same, controllers alone draw and mark, shares hide small numbers; the CSV."""

import csv
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.sheets import words

from dauys.core.small_numbers import Share, Shown
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.oversight import actions
from dauys.oversight.models import Sample, Sampled
from dauys.oversight.rules import drawn
from dauys.oversight.sample_queries import answers_of, by_body
from dauys.oversight.shelf import forget

pytestmark = pytest.mark.django_db
AT = make.AT
MONTH = date(AT.year, AT.month, 1)
LATER = AT + timedelta(days=40)


@pytest.fixture(autouse=True)
def empty_shelf() -> Any:
    forget()
    yield
    forget()


@pytest.fixture
def controller() -> tuple[Any, Actor]:
    user, actor = make.staff("controller", "")
    made = actions.draft(words=words(), revision=0, actor=actor, at=AT - timedelta(days=1))
    actions.issue_sheet(version=made.pk, revision=1, actor=actor, at=AT - timedelta(days=1))
    return user, actor


def sent(count: int) -> None:
    team = make.team()
    for _ in range(count):
        make.answered(make.case(owner=make.HOUSING), team)


def draw(actor: Actor, *, size: int = 3, seed: str = "s", month: date = MONTH) -> Sample:
    return actions.draw_sample(month=month, size=size, seed=seed, actor=actor, at=LATER)


def picture() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Sample, Sampled)] + [Entry.objects.count()]


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    ids = [uuid4() for _ in range(50)]
    assert drawn(ids, "a", 9) == drawn(ids[::-1], "a", 9) != drawn(ids, "b", 9)
    assert len(drawn(ids, "a", 9)) == 9 and set(drawn(ids, "a", 90)) == set(ids)


def test_a_sample_can_be_drawn_again(controller: tuple[Any, Actor]) -> None:
    sent(6)
    first, again = draw(controller[1]), draw(controller[1])
    ids = [[row.answer_id for row in answers_of(sample)] for sample in (first, again)]
    assert first.population == 6 and ids[0] == ids[1] and len(ids[0]) == 3


def test_what_no_sheet_was_in_force_for_is_not_drawn() -> None:
    sent(2)
    actor = make.staff("controller", "")[1]
    late = actions.draft(words=words(), revision=0, actor=actor, at=LATER)
    actions.issue_sheet(version=late.pk, revision=1, actor=actor, at=LATER)
    before = picture()
    with pytest.raises(actions.NothingToDraw):
        draw(actor)
    assert picture() == before


def test_another_month_and_another_branch_have_nothing(controller: tuple[Any, Actor]) -> None:
    sent(2)
    elsewhere = make.staff("controller", make.SOCIAL)[1]
    for actor, month in ((controller[1], date(AT.year - 1, AT.month, 1)), (elsewhere, MONTH)):
        with pytest.raises(actions.NothingToDraw):
            draw(actor, month=month)


def test_only_controllers_of_the_branch_draw_and_mark(controller: tuple[Any, Actor]) -> None:
    sent(2)
    made = draw(controller[1])
    others = [make.staff(role)[1] for role in ("officer", "supervisor", "head", "clerk", "auditor")]
    others += [make.staff("administrator", "")[1]]
    before = picture()
    for actor in others:
        with pytest.raises(Denied):
            draw(actor)
    for actor in [*others, make.staff("controller", make.SOCIAL)[1]]:
        with pytest.raises(Denied):
            actions.mark_answer(sample=made.pk, position=1, marks=["yes"] * 3, actor=actor, at=LATER)
    for marks in (["yes"], ["yes", "no", "maybe"]):
        with pytest.raises(ValueError, match="marks"):
            actions.mark_answer(sample=made.pk, position=1, marks=marks, actor=controller[1], at=LATER)
    assert picture()[:2] == before[:2]
    assert Entry.objects.filter(verb="oversight.mark_answer").count() == 0


def test_shares_hide_small_numbers() -> None:
    class Row:
        def __init__(self, body: str, marks: list[str]) -> None:
            self.marks = marks
            leg = type("Leg", (), {"owner_path": body})
            self.answer = type("Answer", (), {"obligation": leg})

    rows = [Row("a/", ["yes", "na"]) for _ in range(10)] + [Row("a/", ["no"]) for _ in range(10)]
    few = [Row("b/", ["yes"]) for _ in range(3)] + [Row("c/", ["no"]) for _ in range(4)]
    found = {one.body: one for one in by_body([*rows, *few, Row("d/", [])])}  # type: ignore[list-item]
    assert (found["a/"].marked, found["a/"].kept) == (Shown(20), Share(500))
    assert found["b/"].marked == Shown(None, "few") and found["b/"].kept.tenths is None
    assert "d/" not in found


def test_the_controllers_pages(controller: tuple[Any, Actor], sql_count: Any) -> None:
    sent(2)
    client = Client()
    client.force_login(controller[0], settings.AUTHENTICATION_BACKENDS[0])
    asked = {"month": f"{MONTH:%Y-%m}", "size": 5, "seed": ""}
    for bad in ({"month": "2026-13"}, {"size": 0}, {"seed": "=1+1"}):
        assert client.post("/ru/desk/samples/", {**asked, **bad}).status_code == 422
    assert not Sample.objects.exists()
    assert client.post("/ru/desk/samples/", asked).status_code == 302
    made = Sample.objects.get()
    where = f"/ru/desk/samples/{made.pk}/"
    with sql_count() as sql:
        page = client.get(where).content.decode()
    assert len(made.seed) == 16 and made.seed in page and "Ещё не отмечен" in page and len(sql) <= 6
    half = client.post(f"{where}1/", {"point_1": "no", "point_2": "yes"})
    assert half.status_code == 422 and 'id="p1-no" checked' in half.content.decode()
    marks = {"point_1": "no", "point_2": "yes", "point_3": "na"}
    assert client.post(f"{where}1/", marks)["Location"] == f"{where}2/"
    assert client.post(f"{where}2/", marks)["Location"] == where
    assert Sampled.objects.get(position=1).marks == ["no", "yes", "na"]
    assert client.get(f"{where}9/").status_code == 404
    file = client.get(f"{where}table/")
    lines = list(csv.reader(file.content.decode("utf-8-sig").splitlines()))
    assert len(lines) == 7 and lines[1][0] == made.seed and lines[1][-1] == "Нет"
    other = Client()
    other.force_login(make.staff("head")[0], settings.AUTHENTICATION_BACKENDS[0])
    assert [other.get(path).status_code for path in (where, f"{where}1/", f"{where}table/")] == [404, 404, 404]
