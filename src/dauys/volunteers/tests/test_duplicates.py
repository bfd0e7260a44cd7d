"""The same need asked for twice is seen: by phone anywhere, by place around the same time, in one's own reach."""

from datetime import timedelta
from typing import Any

import pytest
from tests import factories as make
from tests import volunteers as help_

from dauys.cases.actions import NewParty
from dauys.volunteers.duplicates import already_asked, similar_needs
from dauys.volunteers.models import Line

pytestmark = pytest.mark.django_db
PHONE = "+77001009999"
OTHER = "+77001008888"
TOMORROW = make.AT + timedelta(days=1)
ARYS = "kz/61/arys/"


def found(phone: str, area: str = make.AQJAR, at: Any = TOMORROW, code: str = "volunteers") -> list[tuple[Any, bool]]:
    return [(row.line.pk, row.by_phone) for row in similar_needs(phone, area, at, actor=help_.operator(code))]


def test_the_same_phone_is_found_wherever_and_whenever_and_stands_first() -> None:
    (mine,) = help_.need()
    (near,) = help_.need(person=NewParty("Көрші", phone=OTHER))
    assert found(PHONE) == [(mine.pk, True), (near.pk, False)]
    assert found(PHONE, ARYS, TOMORROW + timedelta(days=90)) == [(mine.pk, True)]


@pytest.mark.parametrize(
    ("area", "hours", "seen"),
    [
        (make.AQJAR, 0, True),
        (make.AQJAR, 13, True),
        (make.AQJAR, 15, False),
        (make.AQJAR, -13, False),
        (ARYS, 0, False),
    ],
)
def test_without_a_phone_the_same_place_around_the_time_is_found(area: str, hours: int, seen: bool) -> None:
    help_.need()  # two hours from TOMORROW on
    assert bool(found("", area, TOMORROW + timedelta(hours=hours))) == seen


def test_what_is_over_is_no_double() -> None:
    help_.need()
    Line.objects.update(state="done")
    assert found(PHONE) == [] and already_asked(PHONE, make.AQJAR, TOMORROW) is None


def test_a_need_of_another_office_is_not_told_of() -> None:
    help_.need(area_path=ARYS)
    assert found(PHONE, ARYS, code=help_.AQJAR) == []
    assert found(PHONE, ARYS, code="volunteers/turkistan")


def test_who_asked_is_told_of_their_own_need_only() -> None:
    (mine,) = help_.need()
    own = already_asked(PHONE, make.AQJAR, TOMORROW)
    assert own is not None and own.pk == mine.pk
    assert already_asked(OTHER, make.AQJAR, TOMORROW) is None
    assert already_asked(PHONE, make.AQJAR, TOMORROW + timedelta(days=2)) is None
    assert already_asked(PHONE, ARYS, TOMORROW) is None


def test_it_costs_one_statement(django_assert_num_queries: Any) -> None:
    actor = help_.operator()
    help_.need()
    with django_assert_num_queries(1):
        assert similar_needs(PHONE, make.AQJAR, TOMORROW, actor=actor)
