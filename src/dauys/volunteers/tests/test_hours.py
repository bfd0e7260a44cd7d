"""What hours are, what is odd about them and what the pack gives for them, against slow twins that count by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.ground.packs.volunteering import Ceiling, Night, PointRule
from dauys.volunteers.hours import (
    OutOfPlan,
    Stay,
    night_minutes,
    oddities,
    period_of,
    points_of,
    stay_of,
    within_ceilings,
)

ZONE = ZoneInfo("Asia/Almaty")
TEN = datetime(2026, 3, 2, 10, tzinfo=ZONE)
PLAN = (TEN, TEN + timedelta(hours=2))
NAME = {"kk": "а", "ru": "а", "en": "a"}
moments = st.integers(0, 4 * 24 * 60).map(lambda minute: TEN + timedelta(minutes=minute))
hours = st.integers(0, 23)


def rule(**about: object) -> PointRule:
    return PointRule.model_validate({"code": "hours", "name": NAME, "an_hour": 10, **about})


@given(moments, st.integers(1, 40 * 60), hours, hours)
def test_night_is_every_minute_that_lies_in_it(starts: datetime, long: int, since: int, until: int) -> None:
    if since == until:
        return
    ends = starts + timedelta(minutes=long)
    dark = [h % 24 for h in range(since, until if until > since else until + 24)]
    by_hand = sum((starts + timedelta(minutes=at)).hour in dark for at in range(long))
    assert night_minutes(starts, ends, since, until) == by_hand


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_days_of_one_period_have_one_period(one: date, other: date) -> None:
    for per, key in (
        ("day", lambda d: d),
        ("year", lambda d: d.year),
        ("study_year", lambda d: d.year - (d.month < 9)),
    ):
        since, until = period_of(per, one)
        assert since <= one <= until
        assert (since <= other <= until) == (key(one) == key(other))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 90)), max_size=30), st.integers(1, 200), st.integers(1, 90)
)
def test_no_ceiling_is_broken_in_any_order(asked: list[tuple[int, int]], a_year: int, a_day: int) -> None:
    both = rule(
        ceilings=[Ceiling(points=a_year, per="study_year"), Ceiling(points=a_day, per="day")],
    )
    had: list[tuple[date, int]] = []
    for days, points in asked:
        day = date(2026, 1, 1) + timedelta(days=days)
        had.append((day, within_ceilings(both, points, day, had)))
    for ceiling in both.ceilings:
        sums: dict[tuple[date, date], int] = {}
        for day, points in had:
            period = period_of(ceiling.per, day)
            sums[period] = sums.get(period, 0) + points
        assert all(total <= ceiling.points for total in sums.values())
    assert all(points >= 0 for _day, points in had)


def test_points_go_by_work_by_night_and_for_the_first_time() -> None:
    ends = TEN + timedelta(minutes=90)
    assert points_of(rule(), "general", TEN, ends, is_first=False) == 15
    assert points_of(rule(works=["mentoring"]), "general", TEN, ends, is_first=True) == 0
    once = rule(an_hour=None, once=20)
    assert points_of(once, "general", TEN, ends, is_first=True) == 20
    assert points_of(once, "general", TEN, ends, is_first=False) == 0
    late = TEN.replace(hour=21, minute=30)
    night = rule(night=Night(since=22, until=6))
    assert points_of(night, "general", late, late + timedelta(hours=2), is_first=False) == 15


@pytest.mark.parametrize(
    ("outcome", "starts", "ends", "reason", "found"),
    [
        ("planned", None, None, "", (0, 120)),
        ("absent", None, None, "", None),
        ("unknown", 0, 60, "", None),
        ("partial", 30, 120, "", (30, 120)),
        ("longer", 0, 200, "more_work", (0, 200)),
        ("longer", -60, 100, "waited", (-60, 100)),
    ],
)
def test_a_stay_is_capped_by_the_plan(
    outcome: str, starts: int | None, ends: int | None, reason: str, found: tuple[int, int] | None
) -> None:
    said = stay_of(outcome, PLAN, _at(starts), _at(ends), reason)
    assert said == (found and (_at(found[0]), _at(found[1])))


@pytest.mark.parametrize(
    ("outcome", "starts", "ends", "reason"),
    [
        ("partial", 0, 120, ""),  # that is as planned
        ("partial", 0, 121, ""),
        ("partial", -1, 60, ""),
        ("partial", 60, 60, ""),
        ("partial", None, 60, ""),
        ("longer", 0, 200, ""),
        ("longer", 0, 200, "bonus"),
        ("longer", 10, 100, "more_work"),
        ("longer", 0, 120 + 12 * 60 + 1, "more_work"),
        ("longer", -121, 120, "more_work"),
    ],
)
def test_what_does_not_fit_the_plan_is_refused(outcome: str, starts: int | None, ends: int | None, reason: str) -> None:
    with pytest.raises(OutOfPlan):
        stay_of(outcome, PLAN, _at(starts), _at(ends), reason)


def _at(minutes: int | None) -> datetime | None:
    return None if minutes is None else TEN + timedelta(minutes=minutes)


def stay(begins: float, ends: float, **about: object) -> Stay:
    return Stay(TEN + timedelta(hours=begins), TEN + timedelta(hours=ends), **about)  # type: ignore[arg-type]


def test_nobody_is_in_two_cities_within_an_hour() -> None:
    aqjar, almaty = (51.2, 70.9), (43.24, 76.9)
    here, there = stay(0, 2, point=aqjar), stay(3, 4, point=almaty)
    assert oddities(there, [here]) == oddities(here, [there]) == ["too_far"]
    assert oddities(stay(14, 15, point=almaty), [here]) == []
    assert oddities(stay(2, 3, point=(51.21, 70.91)), [here]) == []
    assert oddities(stay(3, 4), [here]) == []


def test_always_on_the_hour_is_odd_unless_it_is_the_plan() -> None:
    earlier = [stay(-24 * day, -24 * day + 2) for day in range(1, 5)]
    assert oddities(stay(0, 3), earlier) == ["round"]
    assert oddities(stay(0, 3), earlier[:3]) == []
    assert oddities(stay(0, 3, as_planned=True), earlier) == []
    assert oddities(stay(0, 2.5), earlier) == []


def test_very_long_is_odd() -> None:
    assert oddities(stay(0, 12.1), []) == ["long"] and oddities(stay(0, 12), []) == []


def test_a_clock_that_is_set_back_makes_no_hours() -> None:
    starts = datetime(2024, 2, 29, 17, tzinfo=UTC).astimezone(ZONE)  # an hour before the clocks of Almaty went back
    assert night_minutes(starts, starts + timedelta(hours=2), 22, 6) <= 120
