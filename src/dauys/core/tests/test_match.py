"""The plan is the best there is, by trying everything; it breaks no rule, and says why."""

from itertools import product
from math import asin, cos, radians, sin, sqrt
from random import Random

import numpy
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dauys.core.match.live import Ready, Someone
from dauys.core.match.plan import PinRefused, broken, make, objective
from dauys.core.match.reasons import why_idle, why_pairs, why_unfilled
from dauys.core.match.tables import EARTH_KM, Task
from dauys.core.match.weights import IDLE, IDLE_MOST, LOAD_MOST, PLACE, TRAVEL_MOST, load_cost
from dauys.core.tests.tiny_matches import best_by_trying, holds, task_of, tasks

ENGINES = ("flow", "greedy")
PERSON = {
    "lat": 43.2, "lon": 76.9, "radius": 20.0, "skills": 0, "languages": 0, "slots": {0}, "load": 1, "age": 30,
    "idle": 0, "consents": 0,
}  # fmt: skip
NEED = {
    "lat": 43.2, "lon": 76.9, "slot": 0, "skills": 0, "languages": 0, "places": 1, "crew": 0, "priority": 1, "work": 0,
}  # fmt: skip


def possible(task: Task) -> list[tuple[int, int]]:
    every = product(range(len(task.volunteers)), range(len(task.needs)))
    return [(v, n) for v, n in every if broken(task, v, n) is None]


@settings(max_examples=150, deadline=None)
@given(tasks(4, 3))
def test_the_flow_is_as_good_as_trying_everything(task: Task) -> None:
    assume(len(possible(task)) <= 10)
    plan = make(task)
    assert plan.objective == objective(task, plan.v, plan.n) == best_by_trying(task)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=100, deadline=None)
@given(task=tasks(25, 12))
def test_no_plan_breaks_a_rule_and_the_same_task_gives_the_same_plan(engine: str, task: Task) -> None:
    plan = make(task, engine=engine)
    assert holds(task, list(zip(plan.v.tolist(), plan.n.tolist(), strict=True)))
    again = make(task, engine=engine)
    assert numpy.array_equal(plan.v, again.v) and numpy.array_equal(plan.n, again.n)
    assert plan.objective <= make(task).objective


@settings(max_examples=60, deadline=None)
@given(tasks(12, 9, least=8), st.randoms(use_true_random=False))
def test_what_is_settled_stays_and_what_is_forbidden_is_not_there(task: Task, dice: Random) -> None:
    pairs = possible(task)
    assume(len(pairs) > 2)
    dice.shuffle(pairs)
    pin, never = pairs[0], pairs[1:3]
    plan = make(task, [pin], never)
    made = list(zip(plan.v.tolist(), plan.n.tolist(), strict=True))
    assert pin in made and not set(never) & set(made) and holds(task, made)
    assert [pair for pair, pinned in zip(made, plan.pinned, strict=True) if pinned] == [pin]


def test_a_settled_pair_that_cannot_be_is_refused_with_its_rule() -> None:
    wrong = {
        "slot": {"slot": 1}, "reach": {"lat": 44.0}, "law": {"work": 1}, "skills": {"skills": 1},
        "language": {"languages": 2},
    }  # fmt: skip
    for code, change in wrong.items():
        task = task_of([{**PERSON, "age": 17, "consents": 3}], [{**NEED, **change}])
        with pytest.raises(PinRefused) as refused:
            make(task, [(0, 0)])
        assert refused.value.code == code
    task = task_of([{**PERSON, "slots": {0, 1}}, PERSON], [NEED, NEED, {**NEED, "slot": 1}])
    for pins, code in (([(0, 0), (0, 1)], "twice"), ([(0, 0), (0, 2)], "load"), ([(0, 0), (1, 0)], "full")):
        with pytest.raises(PinRefused) as refused:
            make(task, pins)
        assert (refused.value.at, refused.value.code) == (1, code)


def test_a_disaster_comes_before_everything_else() -> None:
    near, far = {**NEED, "priority": 16, "crew": 1}, {**NEED, "work": 1, "lat": 43.35}
    plan = make(task_of([PERSON], [near, far]))
    assert plan.n.tolist() == [1]


def test_smallest_crews_load_and_idle_people_decide_in_this_order() -> None:
    # One person: the need without its smallest crew comes before a second place nearby.
    short, long = {**NEED, "places": 3, "crew": 1, "lat": 43.25}, {**NEED, "places": 3}
    assert make(task_of([PERSON], [long, short])).n.tolist() == [1]
    # Two tasks: a second person takes one although they live farther.
    both = [{**PERSON, "slots": {0, 1}, "load": 2}, {**PERSON, "slots": {0, 1}, "lat": 43.22}]
    assert make(task_of(both, [NEED, {**NEED, "slot": 1}])).v.tolist() == [0, 1]
    # One task, two at the same door: who was idle longer.
    assert make(task_of([PERSON, {**PERSON, "idle": 3}], [NEED])).v.tolist() == [1]


def test_the_last_task_a_person_may_take_costs_less_than_any_place_is_worth() -> None:
    assert load_cost(LOAD_MOST) + TRAVEL_MOST < PLACE


@settings(max_examples=100, deadline=None)
@given(tasks(12, 6))
def test_every_pair_open_place_and_idle_person_has_a_reason(task: Task) -> None:
    plan = make(task)
    assert len(list(why_pairs(task, plan))) == len(plan)
    filled = numpy.bincount(plan.n, minlength=len(task.needs))
    left = {row.row: row for row in why_unfilled(task, plan)}
    assert {n: row.places for n, row in left.items()} == {
        n: task.needs.places[n] - filled[n] for n in range(len(task.needs)) if filled[n] < task.needs.places[n]
    }
    for n, row in left.items():
        could = sum(broken(task, v, n) is None for v in range(len(task.volunteers)))
        assert list(row.counts) == sorted(row.counts, reverse=True)
        assert row.counts[-1] == could == row.came + row.taken
        assert row.reason != "forbidden" and (row.reason == "taken") == (could >= task.needs.places[n])
        assert row.price is None or row.price >= 0
    busy = set(plan.v.tolist())
    why = dict(why_idle(task, plan))
    assert set(why) == set(range(len(task.volunteers))) - busy
    for v, reason in why.items():
        stops = [broken(task, v, n) for n in range(len(task.needs))]
        assert (reason == "full") == (None in stops)
        if reason != "full":
            order = ("no_slot", "slot", "reach", "law", "skills", "language")
            farthest = max((order.index(code) for code in stops), default=1)
            mine = task.volunteers.starts[v + 1] > task.volunteers.starts[v]
            assert reason == (order[farthest] if mine else "no_slot")


@settings(max_examples=100, deadline=None)
@given(tasks(8, 4))
def test_everybody_goes_from_the_nearest_of_their_places_that_reaches(task: Task) -> None:
    people, needs = task.volunteers, task.needs
    every = numpy.array(list(product(range(len(people)), range(len(needs)))))
    starts, km = task.start(every[:, 0], every[:, 1])
    for (v, n), start, far in zip(every.tolist(), starts.tolist(), km.tolist(), strict=True):
        own = [at for at in range(len(people.lat)) if people.owner[at] == v]
        ways = [(far_by_sines((people.lat[at], people.lon[at]), (needs.lat[n], needs.lon[n])), at) for at in own]
        reaching = [(there, at) for there, at in ways if there <= people.radius[at]]
        nearest = min(there for there, _at in reaching or ways)
        assert start in own and far == pytest.approx(nearest, abs=1e-6)
        assert not reaching or far <= people.radius[start] + 1e-6
        assert not reaching or broken(task, v, n) != "reach"


def far_by_sines(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the ground, by the haversine formula."""
    lat, lon = (radians(two - first) / 2 for first, two in zip(one, other, strict=True))
    inner = sin(lat) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(lon) ** 2
    return 2 * EARTH_KM * asin(sqrt(inner))


def test_who_is_only_kept_away_is_told_so() -> None:
    task = task_of([PERSON], [NEED])
    plan = make(task, forbidden=[(0, 0)])
    assert [row.reason for row in why_unfilled(task, plan)] == ["forbidden"]
    assert list(why_idle(task, plan)) == [(0, "forbidden")]


def test_no_place_stays_empty_that_an_idle_person_could_take() -> None:
    """More people at one door than a need looks at: the second round reaches the others."""
    crowd = [{**PERSON, "slots": {0}} for _ in range(40)]
    first = [{**NEED, "places": 2, "skills": 0, "priority": 2} for _ in range(16)]
    task = task_of(crowd, [*first, *({**NEED, "lat": 43.201} for _ in range(8))])
    assert len(make(task)) == 40 and len(make(task, engine="greedy")) == 40


def test_a_reason_names_what_speaks_for_the_pair() -> None:
    person = {**PERSON, "age": 13, "consents": 1, "skills": 3, "languages": 1, "idle": 4}
    plan_of = task_of([person], [{**NEED, "skills": 2, "languages": 1, "priority": 4}])
    (why,) = why_pairs(plan_of, make(plan_of, [(0, 0)]))
    assert why == (
        "pinned|priority=4|radius=20|skills=drive|language=kk|idle=4|consent=guardian_or_accompanied"
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(tasks(20, 4), st.integers(1, 5))
def test_who_can_come_now_is_what_looking_at_everybody_finds(task: Task, most: int) -> None:
    ready = Ready(task)
    plan = make(task)
    some = plan.v[: len(plan) // 2], plan.n[: len(plan) // 2]
    ready.give(*some)
    given_to = list(zip(some[0].tolist(), some[1].tolist(), strict=True))
    for need in range(len(task.needs)):
        slot = task.needs.slot[need]
        found = []
        for v in range(len(task.volunteers)):
            mine = [n for who, n in given_to if who == v]
            if broken(task, v, need) or len(mine) >= task.volunteers.load[v]:
                continue
            if slot in [task.needs.slot[n] for n in mine]:
                continue
            travel = int(task.travel(v, need))
            idle = min(int(task.volunteers.idle[v]), IDLE_MOST)
            cost = min(travel, TRAVEL_MOST) - IDLE * idle + int(load_cost(len(mine) + 1))
            found.append(Someone(v, travel, cost))
        found.sort(key=lambda one: (one.cost, one.row))
        assert ready.who_can_come(need, most) == found[:most]
