"""The front page and its figures: no cookie, an ETag, nothing asked of the database while it is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.answers import actions as answers
from dauys.core.small_numbers import Share, Shown
from dauys.figures.board import rows
from dauys.figures.queries import Sums
from dauys.ground.access.actors import citizen
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db


def busy(count: int) -> None:
    at = now() - timedelta(days=3)
    for _ in range(count):
        make.case(owner=make.HOUSING, at=at, confirmed=True)
    follow(now(), hearers=HEARERS)


@pytest.mark.parametrize("address", ["/kk/", "/ru/figures/", "/figures.json", "/figures.csv"])
def test_public_figures_are_for_caches(address: str, sql_count: Any) -> None:
    busy(6)
    make_ready = Client().get("/kk/say/what/")  # the pack's bodies and places are read once a process
    assert make_ready.status_code == 200
    cache.clear()
    with sql_count() as sql:
        first = Client().get(address)
    assert first.status_code == 200 and not first.cookies
    assert len(sql) <= 3
    assert first["Cache-Control"].startswith("public, max-age=")
    with sql_count() as again:
        same = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304 and not same.content and len(again) == 0
    other = Client().get(address, headers={"if-none-match": '"of-another-day"'})
    assert other.status_code == 200 and other.content == first.content


def test_open_data_says_what_the_page_says() -> None:
    busy(6)
    data = Client().get("/figures.json").json()
    assert data["all"]["filed"] == {"number": 6}
    assert data["all"]["open_now"] == {"number": 6}
    assert data["all"]["overdue_now"] == {"number": None, "hidden": "fewer than 5"}
    assert {r["code"] for r in data["regions"]} >= {"kz/11", "kz/75"}
    page = Client().get("/kk/").content.decode()
    assert 'href="/kk/figures/#open-now">6</a>' in page


def rated(count: int) -> None:
    team, at = make.team(), now() - timedelta(days=9)
    for _ in range(count):
        made = make.case(owner=make.HOUSING, at=at, confirmed=True)
        make.answered(made, team, at=at + timedelta(hours=5))
        word = {"score": 1, "solved": "partly", "comment": ""}
        answers.rate(obligation=made.obligation.pk, actor=citizen(made.id), at=at + timedelta(days=2), **word)
    follow(now(), hearers=HEARERS)


@pytest.mark.parametrize(
    ("count", "said", "share"),
    [(9, {"number": None, "hidden": "fewer than 10"}, None), (10, {"number": 10}, 50.0)],
)
def test_ratings_are_shown_from_ten_up(count: int, said: dict[str, Any], share: float | None) -> None:
    rated(count)
    cache.clear()
    data = Client().get("/figures.json").json()
    assert data["small_numbers"]["ratings_from"] == 10
    assert data["all"]["rated"] == said and data["all"]["not_solved"]["percent"] == share
    pages = [Client().get(address).content.decode() for address in ("/ru/", "/ru/figures/")]
    assert ("меньше 10" in pages[0]) is (count < 10)
    assert "не меньше 10" in pages[1]


def test_rows_hide_what_a_difference_would_tell() -> None:
    parts = {"a": Sums(due=100, in_time=98), "b": Sums(due=50, in_time=30), "c": Sums(due=60, in_time=30), "d": Sums()}
    made = rows(parts)
    assert (made["a"].late, made["a"].in_time) == (Shown(None, "few"), Share(950, "over"))
    assert (made["b"].late, made["b"].in_time) == (Shown(None, "kept"), Share(None, hidden="kept"))
    assert (made["c"].late, made["c"].in_time, made["c"].step) == (Shown(30), Share(500), 1)
    assert (made["d"].due, made["d"].step) == (Shown(0), 0)
