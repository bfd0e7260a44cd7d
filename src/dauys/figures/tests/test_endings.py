"""How demands ended as it is published: answers by outcome, advice apart, no difference that tells a small number."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.answers.models import Answer
from dauys.cases.models import Obligation
from dauys.core.small_numbers import Share, Shown
from dauys.figures.endings import Ended, published
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

MANY = {"solved": 20, "explained": 61, "refused": 19, "consultation": 8, "withdrawn": 6, "left": 2}


def test_advice_and_what_was_never_answered_stand_apart() -> None:
    made = published(MANY)
    assert [one.code for one in made.answers] == ["explained", "solved", "refused"]
    assert made.answers[1] == Ended("solved", Shown(20), Share(200))
    assert made.apart == (Ended("consultation", Shown(8)),)
    assert made.unanswered == (Ended("withdrawn", Shown(6)), Ended("left", Shown(None, "few")))
    assert published({}) == published({"consultation": 0}) and not published({})


def test_advice_hides_no_small_number_of_answers() -> None:
    """All answers are a published number: 52 answers, 50 of them explained, would tell the other two."""
    made = {one.code: one for one in published({"explained": 50, "solved": 2, "consultation": 7}).answers}
    assert made["solved"].count.number is None and made["explained"].count.number is None
    assert made["explained"].of_answers == Share(None, hidden="kept")


def test_shares_flatter_nobody() -> None:
    made = {one.code: one.of_answers for one in published({"solved": 10, "explained": 11, "refused": 9}).answers}
    assert made == {"solved": Share(333), "explained": Share(367), "refused": Share(300)}


@pytest.mark.django_db
def test_page_and_open_data_say_the_same(sql_count: Any) -> None:
    team, at = make.team(), now() - timedelta(days=9)
    for ended, count in {"solved": 6, "explained": 5, "consultation": 5}.items():
        for _ in range(count):
            made = make.case(owner=make.HOUSING, at=at, confirmed=True)
            _, _, answer = make.answered(made, team, at=at + timedelta(hours=5))
            Answer.objects.filter(pk=answer.pk).update(outcome=ended)
            Obligation.objects.filter(pk=made.obligation.pk).update(outcome=ended)
    follow(now(), hearers=HEARERS)
    cache.clear()
    data = Client().get("/figures.json").json()
    assert data["outcomes"][0] == {"code": "solved", "number": 6, "of_answers": {"percent": 54.5}}
    assert data["outcomes_apart"] == [{"code": "consultation", "number": 5}]
    assert data["all"]["answered"] == {"number": 11}
    with sql_count() as sql:
        file = Client().get("/figures.csv")
    assert len(sql) <= 3 and file["Content-Type"] == "text/csv; charset=utf-8" and not file.cookies
    lines = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))
    assert {"part": "outcomes", "code": "solved", "measure": "of_answers", "number": "", "percent": "54.5",
            "bound": "", "hidden": ""} in lines  # fmt: skip
    assert ("outcomes_apart", "consultation", "5") in [(r["part"], r["code"], r["number"]) for r in lines]
    page = Client().get("/ru/figures/").content.decode()
    assert '<progress max="100" value="54.5" aria-hidden="true"></progress>' in page and "54,5" in page
