"""A plan made from the database: lawful on the day of each line, nobody at two places; and what is settled."""

from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories as make
from tests import volunteers as help_

from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.permissions import Denied
from dauys.ground.ids import new_id
from dauys.ground.journal.models import Entry
from dauys.volunteers import actions
from dauys.volunteers.actions import CannotPin
from dauys.volunteers.models import Consent, Gap, Held, Idle, Line, Offer, Pin, Run, Volunteer
from dauys.volunteers.people import NewPlace
from dauys.volunteers.rules import bits_of
from dauys.volunteers.tables import read

pytestmark = pytest.mark.django_db
TEN = make.AT + timedelta(days=1)  # Thursday at ten


def plan(code: str = help_.AKMOLA, **about: Any) -> Run:
    values: dict[str, Any] = {"key": uuid4(), "office": help_.office(code), "actor": SYSTEM, "at": make.AT}
    return actions.make_plan(**{**values, **about})


def pairs(run: Run) -> set[tuple[Any, Any]]:
    return set(run.offers.filter(state="planned").values_list("line", "volunteer"))


def asked(line: Line, person: Volunteer, state: str = "accepted") -> Offer:
    return Offer.objects.create(
        id=new_id(make.AT), line=line, volunteer=person, state=state, source="desk", during=line.during,
        created_at=make.AT,
    )  # fmt: skip


def consent(person: Volunteer, until: date, **about: Any) -> None:
    values: dict[str, Any] = {"kind": "guardian", "way": "code", "asked_at": make.AT, "signed_at": make.AT}
    Consent.objects.create(id=uuid4(), volunteer=person, until=until, digest=b"d", **{**values, **about})


def idle(run: Run, person: Volunteer) -> str:
    return Idle.objects.get(run=run, volunteers__contains=[person.pk]).reason


def test_the_plan_is_stored_with_its_reasons_and_is_told_once() -> None:
    people = [help_.volunteer(number) for number in range(1, 6)]
    line = help_.need(help_.line(people=3), help_.line(people=2, skills=["medicine"]))
    run = plan()
    assert {volunteer for _line, volunteer in pairs(run)} <= {one.pk for one in people}
    assert {key for key, _volunteer in pairs(run)} == {line[0].pk} and len(pairs(run)) == 3
    gap = Gap.objects.get(run=run)
    assert (gap.line_id, gap.places, gap.reason) == (line[1].pk, 2, "skills")
    assert (gap.counts["free"], gap.counts["law"], gap.counts["skills"]) == (5, 5, 0)
    assert sorted(Idle.objects.values_list("reason", flat=True)) == ["full"]
    assert sum(len(row.volunteers) for row in run.idle.all()) == 2
    offer = run.offers.first()
    assert offer is not None and offer.reason.startswith("priority=2|radius=15") and offer.distance_km == 0
    assert Entry.objects.get(verb="volunteers.make_plan").payload["filled"] == 3


def test_the_same_data_gives_the_same_plan_and_the_newer_one_stands() -> None:
    for number in range(1, 12):
        help_.volunteer(number, max_load=1 + number % 3)
    help_.need(help_.line(people=4), help_.line(people=4, starts=TEN + timedelta(days=1)))
    first = plan()
    before = pairs(first)
    second = plan()
    assert (pairs(second), second.inputs_hash, second.objective) == (before, first.inputs_hash, first.objective)
    assert set(first.offers.values_list("state", flat=True)) == {"dropped"}
    help_.volunteer(30)
    assert plan().inputs_hash != first.inputs_hash


def test_a_form_sent_twice_is_one_plan() -> None:
    key = uuid4()
    assert plan(key=key).pk == plan(key=key).pk
    assert Run.objects.count() == 1 and Entry.objects.filter(verb="volunteers.make_plan").count() == 1


def test_who_may_not_plan_makes_nothing() -> None:
    with pytest.raises(Denied):
        plan(help_.AQJAR, actor=help_.operator())
    with pytest.raises(Denied):
        plan(help_.AKMOLA, actor=help_.coordinator(help_.AQJAR))
    assert not Run.objects.exists()
    assert plan(help_.AQJAR, actor=help_.coordinator()).made_by_id


def test_who_is_away_left_or_was_refused_is_in_no_plan() -> None:
    states = {1: {"state": "unconfirmed"}, 2: {"state": "left"}, 3: {"vetting": "refused"}, 4: {"state": "paused"}}
    for number, about in states.items():
        Volunteer.objects.filter(pk=help_.volunteer(number).pk).update(**about)
    back = help_.volunteer(5)
    Volunteer.objects.filter(pk=back.pk).update(state="paused", paused_until=TEN.date())
    lines = help_.need(help_.line(), help_.line(starts=TEN + timedelta(days=1)))
    assert pairs(plan()) == {(lines[1].pk, back.pk)}


def test_hours_that_overlap_in_different_slots_go_to_two_people() -> None:
    one = help_.volunteer(1, max_load=5)
    long = help_.line(people=1, starts=TEN, ends=TEN + timedelta(hours=6))
    lines = help_.need(long, help_.line(people=1, starts=TEN, ends=TEN + timedelta(hours=1)))
    run = plan()
    assert len(pairs(run)) == 1 and run.about["rounds"] > 1
    assert Gap.objects.get(run=run).reason == "taken"
    two = help_.volunteer(2, max_load=5)
    assert {volunteer for _line, volunteer in pairs(plan())} == {one.pk, two.pk}
    assert {line for line, _volunteer in pairs(plan())} == {line.pk for line in lines}


def test_a_line_of_two_parts_wants_somebody_who_is_free_in_both() -> None:
    help_.volunteer(1, free=bits_of(["thu-am"]))
    all_day = help_.volunteer(2, free=bits_of(["thu-am", "thu-pm"]))
    line = help_.need(help_.line(people=2, starts=TEN, ends=TEN + timedelta(hours=6)))[0]
    assert pairs(plan()) == {(line.pk, all_day.pk)}


def test_what_was_accepted_takes_the_hour_and_the_week() -> None:
    one, two = help_.volunteer(1, max_load=2), help_.volunteer(2, max_load=1)
    taken = help_.need(help_.line(starts=TEN))[0]
    for person in (one, two):
        asked(taken, person)
    Line.objects.filter(pk=taken.pk).update(state="done")
    lines = help_.need(
        help_.line(starts=TEN + timedelta(minutes=30)),
        help_.line(starts=TEN + timedelta(days=1)),
        help_.line(starts=TEN + timedelta(days=2)),
        help_.line(starts=TEN + timedelta(days=5)),  # the next week
    )
    found = pairs(plan())
    of_one = {line for line, person in found if person == one.pk}
    assert {line for line, person in found if person == two.pk} == {lines[3].pk}
    assert len(of_one) == 2 and lines[0].pk not in of_one and len(of_one & {lines[1].pk, lines[2].pk}) == 1


def test_who_was_asked_for_a_line_is_not_planned_for_it_again() -> None:
    one = help_.volunteer(1)
    line = help_.need(help_.line(people=2))[0]
    offer = asked(line, one, "declined")
    run = plan()
    assert not pairs(run) and idle(run, one) == "asked"
    offer.delete()
    assert pairs(plan()) == {(line.pk, one.pk)}


def test_offers_that_wait_for_an_answer_count_against_what_is_asked_for() -> None:
    for number in range(1, 9):
        help_.volunteer(number)
    line = help_.need(help_.line(people=3))[0]
    assert len(pairs(plan(acceptance=0.6))) == 5
    for number in range(20, 23):
        asked(line, help_.volunteer(number), "offered")
    assert len(pairs(plan(acceptance=0.6))) == 2


def test_age_and_consent_hold_on_the_day_of_the_line() -> None:
    child = help_.volunteer(1, born_on=date(2013, 3, 7), max_load=5)  # 13 in two days
    adult = help_.volunteer(2, born_on=date(2008, 3, 7), max_load=5)  # 18 in two days
    consent(child, date(2026, 3, 6))
    soon, later = help_.line(starts=TEN), help_.line(starts=TEN + timedelta(days=3))
    general = help_.need(soon, later)
    disaster = help_.need(
        help_.line(work="disaster", starts=TEN + timedelta(hours=3)),
        help_.line(work="disaster", starts=TEN + timedelta(days=4)),
    )
    found = pairs(plan())
    assert {line for line, person in found if person == child.pk} == {general[0].pk}
    assert disaster[0].pk not in {line for line, _person in found}
    assert {line for line, person in found if person == adult.pk} == {general[0].pk, general[1].pk}
    consent(child, date(2026, 6, 1), work="heavy")
    assert (general[1].pk, child.pk) not in pairs(plan())


def test_a_skill_with_evidence_counts_once_checked_and_until_it_runs_out() -> None:
    medic = help_.volunteer(1, skills={"medicine": "№ 1"}, max_load=3)
    lines = help_.need(help_.line(skills=["medicine"]), help_.line(skills=["medicine"], starts=TEN + timedelta(days=3)))
    assert not pairs(plan())
    checker = make.staff("officer", help_.AQJAR)[0]
    Held.objects.update(checked_at=make.AT, checked_by=checker, until=(TEN + timedelta(days=1)).date())
    assert pairs(plan()) == {(lines[0].pk, medic.pk)}
    Held.objects.update(until=None)
    assert len(pairs(plan())) == 2


def test_somebody_with_two_homes_goes_from_the_nearer_and_is_nowhere_twice() -> None:
    far = (52.3, 76.95)
    person = help_.volunteer(1, places=[NewPlace(make.AQJAR, *help_.POINT), NewPlace(make.AQJAR, *far)], max_load=3)
    there = {"lat": far[0] + 0.05, "lon": far[1], "people": 1}
    lines = help_.need(help_.line(people=1), help_.line(**there), help_.line(**there, starts=TEN + timedelta(days=1)))
    run = plan()
    planned = {offer.line_id: offer.distance_km for offer in run.offers.all()}
    assert set(planned) in ({lines[0].pk, lines[2].pk}, {lines[1].pk, lines[2].pk})
    assert float(planned[lines[2].pk] or 0) == pytest.approx(5.6, abs=0.05)
    assert pairs(run) <= {(line.pk, person.pk) for line in lines}


def test_a_branch_plans_its_own_people_and_lines_only() -> None:
    help_.volunteer(1, code="volunteers/turkistan")
    own = help_.volunteer(2)
    help_.need(area_path="kz/61/arys/")
    line = help_.need()[0]
    assert pairs(plan(help_.AQJAR)) == {(line.pk, own.pk)}


def test_what_is_settled_stays_and_what_is_forbidden_is_left_out() -> None:
    near, far = help_.volunteer(1), help_.volunteer(2, places=[NewPlace(make.AQJAR, 51.25, 70.9)])
    line = help_.need(help_.line(people=1))[0]
    lead = help_.coordinator()
    assert pairs(plan()) == {(line.pk, near.pk)}
    actions.pin(line=line.pk, volunteer=far.pk, actor=lead, at=make.AT)
    run = plan()
    assert pairs(run) == {(line.pk, far.pk)} and run.offers.get().reason.startswith("pinned|")
    actions.forbid(line=line.pk, volunteer=far.pk, actor=lead, at=make.AT)
    assert run.offers.get().state == "dropped" and Pin.objects.get().kind == "forbid"
    actions.forbid(line=line.pk, volunteer=near.pk, actor=lead, at=make.AT)
    run = plan()
    assert not pairs(run) and Gap.objects.get(run=run).reason == "forbidden"
    assert {idle(run, near), idle(run, far)} == {"forbidden"}
    assert actions.unpin(line=line.pk, volunteer=near.pk, actor=lead, at=make.AT)
    assert not actions.unpin(line=line.pk, volunteer=near.pk, actor=lead, at=make.AT)
    assert pairs(plan()) == {(line.pk, near.pk)}


@pytest.mark.parametrize(
    ("about", "wanted", "code"),
    [
        ({"born_on": date(2013, 3, 7)}, {}, "law"),
        ({}, {"skills": ["medicine"]}, "skills"),
        ({}, {"language": "en"}, "language"),
        ({"free": bits_of(["mon-am"])}, {}, "slot"),
        ({}, {"lat": 43.2, "lon": 76.9}, "reach"),
    ],
)
def test_a_pair_that_breaks_a_rule_is_not_settled(about: dict[str, Any], wanted: dict[str, Any], code: str) -> None:
    person, line = help_.volunteer(1, **about), help_.need(help_.line(**wanted))[0]
    with pytest.raises(CannotPin) as told:
        actions.pin(line=line.pk, volunteer=person.pk, actor=help_.coordinator(), at=make.AT)
    assert told.value.code == code and (told.value.verdict is not None) == (code == "law")
    assert not Pin.objects.exists() and not Entry.objects.filter(verb="volunteers.pin").exists()


def test_nobody_is_settled_twice_at_one_hour_or_where_all_places_are_taken() -> None:
    person, other = help_.volunteer(1, max_load=3), help_.volunteer(2)
    lines = help_.need(help_.line(people=1, ends=TEN + timedelta(hours=6)), help_.line(people=1))
    lead = help_.coordinator()
    actions.pin(line=lines[0].pk, volunteer=person.pk, actor=lead, at=make.AT)
    for line, who, code in ((lines[1], person, "twice"), (lines[0], other, "full")):
        with pytest.raises(CannotPin) as told:
            actions.pin(line=line.pk, volunteer=who.pk, actor=lead, at=make.AT)
        assert told.value.code == code
    assert Pin.objects.count() == 1


def test_only_a_coordinator_settles() -> None:
    person, line = help_.volunteer(1), help_.need()[0]
    for actor in (help_.operator(), help_.coordinator("volunteers/turkistan")):
        for settle in (actions.pin, actions.forbid, actions.unpin):
            with pytest.raises(Denied):
                settle(line=line.pk, volunteer=person.pk, actor=actor, at=make.AT)
    assert not Pin.objects.exists()


def test_by_night_one_plan_is_made_for_the_whole_tree_and_none_where_nothing_is_open() -> None:
    help_.volunteer(1)
    assert actions.plan_by_night(at=make.AT) == 0 and not Run.objects.exists()
    help_.need()
    assert actions.plan_by_night(at=make.AT) == 1
    run = Run.objects.get()
    assert run.office.code == "volunteers" and run.made_by is None and len(pairs(run)) == 1


def test_a_branch_without_anybody_or_without_lines_has_an_empty_plan() -> None:
    assert plan().about["filled"] == 0
    line = help_.need()[0]
    assert Gap.objects.get(run=plan()).line_id == line.pk


@settings(max_examples=15)
@given(
    people=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=5),
    lines=st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9), st.integers(1, 3)), min_size=1, max_size=6),
)
def test_nobody_is_at_two_places_at_once(people: list[Any], lines: list[Any]) -> None:
    Offer.objects.all().delete()
    Gap.objects.all().delete()
    Run.objects.all().delete()
    Volunteer.objects.update(state="left")
    Line.objects.update(state="stood_down")
    for number, (load, homes) in enumerate(people):
        places = [NewPlace(make.AQJAR, 51.2 + home / 50, 70.9) for home in range(homes + 1)]
        help_.volunteer(number, max_load=load, places=places)
    wanted = [
        help_.line(starts=TEN + timedelta(hours=2 * at), ends=TEN + timedelta(hours=2 * at + hours), people=count)
        for at, hours, count in lines
    ]
    help_.need(*wanted)
    run = plan()
    loads = dict(Volunteer.objects.values_list("pk", "max_load"))
    filled = {gap.line_id: gap.places for gap in run.gaps.all()}
    of_person: dict[Any, list[Offer]] = {}
    for offer in run.offers.select_related("line"):
        of_person.setdefault(offer.volunteer_id, []).append(offer)
    for person, offers in of_person.items():
        assert len(offers) <= loads[person]
        for one, other in combinations(offers, 2):
            assert one.during.lower >= other.during.upper or other.during.lower >= one.during.upper
    for line in Line.objects.filter(state="open"):
        assert run.offers.filter(line=line).count() + filled.get(line.pk, 0) == line.capacity
    # Nobody without a task could take a place that is left: everybody is near, free all week and may do the work.
    if filled:
        assert {person for person in loads if person not in of_person and _is_active(person)} == set()


def _is_active(person: Any) -> bool:
    return Volunteer.objects.filter(pk=person, state="active").exists()


def test_tables_are_read_in_few_statements(django_assert_max_num_queries: Any) -> None:
    for number in range(1, 6):
        help_.volunteer(number, born_on=date(2013, 3, 7))
    help_.need(help_.line(), help_.line())
    with django_assert_max_num_queries(8):
        tables = read(branch="volunteers/", at=datetime.fromisoformat(make.AT.isoformat()))
    assert len(tables.people) == 5 and len(tables.lines) == 2
