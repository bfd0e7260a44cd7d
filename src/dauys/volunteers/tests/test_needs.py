"""A need is one case; each of its lines is a demand of the office that has the place."""

from uuid import uuid4

import pytest
from tests import factories as make
from tests import volunteers as help_

from dauys.cases.actions import NewParty
from dauys.cases.models import Case, Obligation
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.volunteers import actions
from dauys.volunteers.models import Line, Volunteer

pytestmark = pytest.mark.django_db


def test_each_line_is_a_demand_with_its_own_clock_and_words() -> None:
    lines = help_.need(help_.line(), help_.line(asked="Дәрігер", people=1, skills=["medicine"], priority=8))
    rows = [line.obligation for line in lines]
    assert {row.case_id for row in rows} == {Case.objects.get().pk}
    assert [row.leg for row in rows] == [1, 2]
    assert {row.owner.code for row in rows} == {help_.AQJAR}
    assert all(row.due_on and not row.by_law for row in rows)
    assert [row.demand.text for row in Obligation.objects.order_by("leg")] == ["Отын жару", "Дәрігер"]
    assert all(row.previous_id is None and row.forwards == 0 for row in rows)
    assert Case.objects.get().urgent


def test_the_same_form_twice_is_one_need() -> None:
    about = {
        "key": uuid4(), "text": help_.NEED, "lines": [help_.line()], "area_path": make.AQJAR, "address": "А",
        "at": make.AT, "person": NewParty("Әже"), "source": "phone", "language": "kk", "actor": help_.operator(),
    }  # fmt: skip
    first, second = actions.ask(**about), actions.ask(**about)
    assert [line.pk for line in first] == [line.pk for line in second]
    assert Line.objects.count() == 1 and Entry.objects.filter(verb="volunteers.ask").count() == 1


def test_any_desk_may_take_a_need_in_and_an_officer_of_another_body_may_not() -> None:
    assert help_.need(actor=make.staff("clerk", "centre")[1], source="desk")
    with pytest.raises(Denied):
        help_.need(actor=make.staff("officer", make.HOUSING)[1])
    assert Case.objects.count() == 1


def test_a_place_goes_to_the_nearest_office_above_it() -> None:
    assert help_.need(area_path="kz/61/arys/")[0].obligation.owner.code == "volunteers/turkistan"


def test_a_person_is_a_volunteer_once_and_a_family_may_share_a_phone() -> None:
    first = help_.volunteer(1)
    with pytest.raises(actions.AlsoThere) as told:
        help_.volunteer(1)
    assert told.value.volunteer == first.pk
    help_.volunteer(1, name="Ерікті әпкесі")
    assert Volunteer.objects.count() == 2
