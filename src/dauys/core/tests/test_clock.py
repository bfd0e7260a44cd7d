"""The legal clock: vectors that must hold, and equality with a twin that counts day by day."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dauys.core.clock import (
    CalendarNotCovered,
    CountFrom,
    Term,
    Terms,
    Unit,
    WorkCalendar,
    add_term,
    days_left,
    reckon,
    registered_on,
)
from dauys.core.tests import clock_twin
from dauys.core.tests.calendars import KAZAKHSTAN, PLAIN, calendars, starts

FIFTEEN = Term(15, "working_day", rule="consider")
units: st.SearchStrategy[Unit] = st.sampled_from(get_args(Unit))
ways: st.SearchStrategy[CountFrom] = st.sampled_from(get_args(CountFrom))


@st.composite
def any_term(draw: st.DrawFn) -> Term:
    unit = draw(units)
    amount = draw(st.integers(1, 3 if unit == "month" else 30))
    return Term(amount, unit, draw(ways), roll=draw(st.booleans()))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KAZAKHSTAN.zone)


@given(calendars(), any_term(), starts())
def test_a_term_ends_where_the_twin_ends(calendar: WorkCalendar, term: Term, start: date) -> None:
    # A month counted from a day the calendar has not; the twin needs room too.
    assert add_term(calendar, term, start) == clock_twin.run(calendar, term, start, start)


@given(calendars(), starts(), st.times())
@example(PLAIN, date(2026, 3, 4), time(18, 0))
@example(PLAIN, date(2026, 3, 4), time(18, 0, 0, 1))
@example(PLAIN, date(2026, 3, 4), time(0, 0))
def test_registration_agrees_with_the_twin(calendar: WorkCalendar, day: date, moment: time) -> None:
    received = datetime.combine(day, moment, tzinfo=calendar.zone)
    registered = registered_on(calendar, received)
    assert registered == clock_twin.registered(calendar, received)
    assert registered == registered_on(calendar, received.astimezone(UTC))
    assert registered >= day
    assert calendar.is_working(registered)


@given(calendars(), any_term(), starts(), st.integers(0, 40))
def test_a_later_start_never_ends_earlier(calendar: WorkCalendar, term: Term, start: date, wait: int) -> None:
    assert add_term(calendar, term, start + timedelta(days=wait)) >= add_term(calendar, term, start)


@given(calendars(), starts(), st.integers(1, 40))
def test_the_days_left_on_the_start_are_the_working_days_of_the_term(
    calendar: WorkCalendar, start: date, amount: int
) -> None:
    due = add_term(calendar, Term(amount, "working_day"), start)
    assert days_left(calendar, due, start) == amount


@pytest.mark.parametrize(
    ("start", "real", "naive"),
    [
        ("2026-03-04", "2026-03-31", "2026-03-25"),  # 9 March for the 8th, Nauryz with two transferred days
        ("2025-12-26", "2026-01-21", "2026-01-16"),  # New Year and Orthodox Christmas
        ("2024-04-26", "2024-05-22", "2024-05-17"),  # 4 May (Saturday) worked for 8 May
    ],
)
def test_fifteen_working_days(start: str, real: str, naive: str) -> None:
    day = date.fromisoformat(start)
    assert add_term(KAZAKHSTAN, FIFTEEN, day) == date.fromisoformat(real)
    assert add_term(PLAIN, FIFTEEN, day) == date.fromisoformat(naive)


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [
        (15, "2026-02-10", "2026-02-25"),
        (15, "2026-03-06", "2026-03-26"),  # the 21st is Saturday, then Nauryz to the 25th
        (30, "2026-02-10", "2026-03-12"),
        (30, "2025-12-08", "2026-01-08"),  # 7 January is a day off
    ],
)
def test_the_calendar_days_of_the_law_of_2007(days: int, start: str, end: str) -> None:
    term = Term(days, "calendar_day", count_from="next_day")
    assert add_term(KAZAKHSTAN, term, date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("months", "start", "roll", "end"),
    [
        (2, "2026-03-04", True, "2026-05-04"),
        (1, "2026-01-31", False, "2026-02-28"),  # clamped, a Saturday
        (1, "2026-01-31", True, "2026-03-02"),
        (1, "2024-01-31", False, "2024-02-29"),
        (2, "2025-12-31", False, "2026-02-28"),
        (12, "2024-02-29", False, "2025-02-28"),
        (1, "2025-11-16", True, "2025-12-17"),  # Independence Day
        (1, "2025-11-30", False, "2025-12-30"),
        (1, "2025-12-31", False, "2026-01-31"),
    ],
)
def test_months_end_on_the_same_day_number(months: int, start: str, roll: bool, end: str) -> None:
    term = Term(months, "month", roll=roll)
    assert add_term(KAZAKHSTAN, term, date.fromisoformat(start)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("way", "unit", "end"),
    [  # from Friday 6 March 2026; Monday the 9th is off
        ("next_working_day", "working_day", "2026-03-12"),
        ("next_day", "working_day", "2026-03-12"),
        ("same_day", "working_day", "2026-03-11"),
        ("next_working_day", "calendar_day", "2026-03-12"),
        ("next_day", "calendar_day", "2026-03-10"),  # Monday the 9th rolls
        ("same_day", "calendar_day", "2026-03-10"),  # Sunday the 8th rolls
    ],
)
def test_which_day_is_day_one(way: str, unit: str, end: str) -> None:
    term = Term(3, unit, count_from=way)  # type: ignore[arg-type]
    assert add_term(KAZAKHSTAN, term, date(2026, 3, 6)) == date.fromisoformat(end)


def test_same_day_on_a_day_off_begins_on_the_next_working_day() -> None:
    assert add_term(KAZAKHSTAN, Term(1, "working_day", "same_day"), date(2026, 3, 7)) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("received", "registered", "code", "note"),
    [
        ("2026-03-04T10:00", "2026-03-04", "registered", ""),
        ("2026-03-04T03:00", "2026-03-04", "registered", ""),  # before opening
        ("2026-03-04T18:30", "2026-03-04", "registered", ""),  # the closing minute
        ("2026-03-04T18:30:01", "2026-03-05", "registered_after_hours", ""),
        ("2026-03-06T19:00", "2026-03-10", "registered_after_hours", ""),  # Friday evening before a holiday
        ("2026-03-07T10:00", "2026-03-10", "registered_day_off", "weekend"),
        ("2026-03-08T10:00", "2026-03-10", "registered_day_off", "womens_day"),
        ("2026-03-08T23:00", "2026-03-10", "registered_day_off", "womens_day"),
        ("2024-05-04T10:00", "2024-05-04", "registered", ""),  # a worked Saturday
    ],
)
def test_registration_and_its_reason(received: str, registered: str, code: str, note: str) -> None:
    reckoning = reckon(KAZAKHSTAN, Terms(FIFTEEN), at(received))
    assert reckoning.registered_on == date.fromisoformat(registered)
    step = reckoning.steps[1]
    assert (step.code, step.on, step.note) == (code, date.fromisoformat(registered), note)


def test_the_day_is_that_of_the_calendars_zone() -> None:
    # 20:00 UTC on 3 March is 1:00 on the 4th in Almaty; before 1 March 2024 Almaty was at +6.
    assert registered_on(KAZAKHSTAN, datetime(2026, 3, 3, 20, tzinfo=UTC)) == date(2026, 3, 4)
    assert registered_on(KAZAKHSTAN, datetime(2024, 2, 28, 12, 45, tzinfo=UTC)) == date(2024, 2, 29)
    assert registered_on(KAZAKHSTAN, datetime(2024, 3, 4, 12, 45, tzinfo=UTC)) == date(2024, 3, 4)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        registered_on(PLAIN, datetime(2026, 3, 4, 10))  # noqa: DTZ001


def test_every_step_of_a_march_appeal() -> None:
    terms = Terms(
        consider=FIFTEEN, forward=Term(3, "working_day", rule="forward"), extend=Term(2, "month", rule="extend")
    )
    reckoning = reckon(KAZAKHSTAN, terms, at("2026-03-04T10:00"))
    assert [(step.code, step.on.isoformat(), step.rule, step.days, step.note) for step in reckoning.steps] == [
        ("received", "2026-03-04", "", None, ""),
        ("registered", "2026-03-04", "", None, ""),
        ("counted_from", "2026-03-05", "consider", None, ""),
        ("skipped", "2026-03-09", "", None, "womens_day"),
        ("forward_by", "2026-03-10", "forward", 3, ""),
        ("skipped", "2026-03-23", "", None, "nauryz"),
        ("skipped", "2026-03-24", "", None, "nauryz"),
        ("skipped", "2026-03-25", "", None, "nauryz"),
        ("due", "2026-03-31", "consider", 15, ""),
    ]
    assert reckoning.received_at == at("2026-03-04T10:00")
    assert reckoning.forward_by == date(2026, 3, 10)
    assert reckoning.due_on == date(2026, 3, 31)
    assert reckoning.due_at == at("2026-03-31T18:30")
    assert reckoning.extend_limit == date(2026, 5, 4)
    assert not reckoning.paused


def test_a_rolled_end_names_the_days_it_rolled_over() -> None:
    terms = Terms(Term(15, "calendar_day", count_from="next_day"))
    steps = reckon(KAZAKHSTAN, terms, at("2026-03-06T10:00")).steps
    assert [(step.on.day, step.note) for step in steps if step.code == "skipped"] == [
        (21, "nauryz"),
        (22, "nauryz"),
        (23, "nauryz"),
        (24, "nauryz"),
        (25, "nauryz"),
    ]


def test_an_end_that_is_not_rolled_skips_nothing() -> None:
    terms = Terms(Term(15, "calendar_day", count_from="next_day", roll=False))
    reckoning = reckon(KAZAKHSTAN, terms, at("2026-03-06T10:00"))
    assert reckoning.due_on == date(2026, 3, 21)
    assert "skipped" not in [step.code for step in reckoning.steps]


def test_days_left_are_in_the_unit_of_the_term() -> None:
    due, today = date(2026, 3, 31), date(2026, 3, 20)
    assert days_left(KAZAKHSTAN, due, today) == 4
    assert days_left(KAZAKHSTAN, due, today, "calendar_day") == 11
    assert days_left(KAZAKHSTAN, due, date(2026, 4, 2)) == -2
    assert days_left(KAZAKHSTAN, due, due) == 0


def test_an_unpublished_year_stops_the_due_date_but_not_the_limit() -> None:
    terms = Terms(Term(3, "working_day"), extend=Term(2, "month"))
    assert reckon(KAZAKHSTAN, terms, at("2026-12-07T10:00")).extend_limit is None
    for term in (FIFTEEN, Term(30, "calendar_day"), Term(1, "month"), Term(10**10, "calendar_day")):
        with pytest.raises(CalendarNotCovered):
            reckon(KAZAKHSTAN, Terms(term), at("2026-12-17T10:00"))


def test_the_last_day_of_the_calendar_can_be_due() -> None:
    assert add_term(PLAIN, Term(1, "month"), date(2026, 11, 30)) == date(2026, 12, 30)
    assert add_term(PLAIN, Term(1, "calendar_day"), date(2026, 12, 30)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"amount": 0}, "at least 1"), ({"unit": "week"}, "counted in"), ({"count_from": "x"}, "from")],
)
def test_an_impossible_term_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        dataclasses.replace(FIFTEEN, **change)  # type: ignore[arg-type]
