"""Working days counted by binary search are the ones counted on fingers."""

import dataclasses
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.tests import clock_twin
from dauys.core.tests.calendars import KAZAKHSTAN, PLAIN, calendars, starts
from dauys.core.workdays import CalendarNotCovered, WorkCalendar, working_days_between


@given(calendars(), starts(), st.integers(-100, 100))
def test_counting_between_two_days_is_signed_and_exact(calendar: WorkCalendar, a: date, distance: int) -> None:
    b = min(max(a + timedelta(days=distance), calendar.first), calendar.last)
    expected = clock_twin.between(calendar, a, b) if a <= b else -clock_twin.between(calendar, b, a)
    assert working_days_between(calendar, a, b) == expected
    assert calendar.count_working(a, b) == (expected + (not clock_twin.off(calendar, a)) if a <= b else 0)


@given(calendars(), starts(), st.integers(1, 60))
def test_the_nth_working_day_is_worked_and_has_n_days_up_to_it(calendar: WorkCalendar, first: date, n: int) -> None:
    day = calendar.nth_working(first, n)
    assert calendar.is_working(day)
    assert calendar.count_working(first, day) == n


@given(calendars(), starts())
def test_next_and_same_working_day(calendar: WorkCalendar, day: date) -> None:
    assert calendar.is_working(day) is not clock_twin.off(calendar, day)
    assert (calendar.on_or_after(day) == day) is calendar.is_working(day)
    assert calendar.next_working_after(day) > day
    assert working_days_between(calendar, day, calendar.next_working_after(day)) == 1


@pytest.mark.parametrize(("year", "days"), [(2024, 249), (2025, 246), (2026, 247)])
def test_kazakhstan_years_have_their_published_number_of_working_days(year: int, days: int) -> None:
    assert KAZAKHSTAN.count_working(date(year, 1, 1), date(year, 12, 31)) == days


def test_a_day_off_has_a_name() -> None:
    assert KAZAKHSTAN.day_off_code(date(2026, 3, 8)) == "womens_day"  # a Sunday, still the holiday
    assert KAZAKHSTAN.day_off_code(date(2026, 3, 7)) == "weekend"
    assert KAZAKHSTAN.day_off_code(date(2026, 3, 10)) is None
    assert KAZAKHSTAN.day_off_code(date(2024, 5, 4)) is None  # Saturday, worked


def test_questions_outside_the_calendar_are_refused_in_words() -> None:
    before, after = date(2023, 12, 31), date(2027, 1, 1)
    for ask in (
        lambda: PLAIN.is_working(after),
        lambda: PLAIN.nth_working(before, 1),
        lambda: PLAIN.next_working_after(date(2026, 12, 31)),
        lambda: PLAIN.count_working(before, date(2024, 1, 5)),
        lambda: PLAIN.count_working(date(2024, 1, 5), after),
        lambda: working_days_between(PLAIN, before, before),
    ):
        with pytest.raises(CalendarNotCovered, match=r"covers 2024-01-01 to 2026-12-31, .* is outside"):
            ask()
    with pytest.raises(CalendarNotCovered, match="working day 500 from 2026-01-01 is outside"):
        PLAIN.nth_working(date(2026, 1, 1), 500)
    with pytest.raises(ValueError, match="counted from 1, not from 0"):
        PLAIN.nth_working(date(2026, 1, 1), 0)


def test_the_edges_of_the_calendar_belong_to_it() -> None:
    assert PLAIN.nth_working(PLAIN.first, 1) == PLAIN.first
    assert PLAIN.nth_working(PLAIN.last, 1) == PLAIN.last
    assert PLAIN.count_working(PLAIN.last, PLAIN.last) == 1
    assert working_days_between(PLAIN, PLAIN.last, PLAIN.last) == 0
    assert working_days_between(PLAIN, PLAIN.last, date(2026, 12, 30)) == -1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closes": time(9)}, "must close later"),
        ({"first": date(2027, 1, 1)}, "begins on 2027-01-01, after its end"),
        ({"weekend": frozenset({7})}, "Weekend days are 0"),
        ({"days_off": {date(2027, 1, 1): "new_year"}}, "lies outside the calendar"),
        ({"working": {date(2023, 12, 30): "transferred"}}, "lies outside the calendar"),
        ({"working": {date(2026, 3, 10): "transferred"}}, "is no weekend day"),
        (
            {"days_off": {date(2026, 3, 7): "x"}, "working": {date(2026, 3, 7): "x"}},
            "both as worked and as a day off",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(PLAIN, **change)  # type: ignore[arg-type]


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(KeyError):
        dataclasses.replace(PLAIN, timezone="Asia/Nowhere")
