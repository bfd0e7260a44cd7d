"""The law of 2007 as a fixture: calendar days, an extension of thirty, three days' notice; the engine needs no change.

Its figures are from general knowledge and not confirmed; here they only prove that another law is only other data.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.core.clock import (
    ClockError,
    Event,
    Extended,
    ExtensionTooLong,
    Paused,
    Resumed,
    Term,
    Terms,
    WorkCalendar,
    reckon,
)
from dauys.core.legs import since
from dauys.core.tests import clock_twin
from dauys.core.tests.calendars import KAZAKHSTAN, calendars, starts
from dauys.core.tests.test_clock import at
from dauys.core.workdays import CalendarNotCovered


def law(days: int, *, roll: bool = True, base: str = "due") -> Terms:
    """Without an inquiry 15 calendar days, with one 30; in both up to 30 more, told within 3."""
    return Terms(
        consider=Term(days, "calendar_day", count_from="next_day", rule="consider", roll=roll),
        forward=Term(3, "working_day", rule="forward"),
        extend=Term(30, "calendar_day", count_from="next_day", rule="extend", roll=roll),
        extend_base="due" if base == "due" else "receipt",
        notify_extension=Term(3, "calendar_day", count_from="next_day", rule="notify", roll=False),
    )


QUICK, INQUIRY = law(15), law(30)


@pytest.mark.parametrize(
    ("terms", "received", "due"),
    [
        (QUICK, "2026-02-02T10:00", date(2026, 2, 17)),
        (QUICK, "2026-02-06T10:00", date(2026, 2, 23)),  # the 21st is a Saturday
        (QUICK, "2026-02-07T10:00", date(2026, 2, 24)),  # a Saturday, so registered on Monday the 9th
        (INQUIRY, "2026-02-02T10:00", date(2026, 3, 4)),
        (INQUIRY, "2026-02-19T10:00", date(2026, 3, 26)),  # the 21st to the 25th of March are days off
        (law(15, roll=False), "2026-02-06T10:00", date(2026, 2, 21)),
    ],
)
def test_calendar_days(terms: Terms, received: str, due: date) -> None:
    assert reckon(KAZAKHSTAN, terms, at(received)).due_on == due


def test_thirty_days_more_and_three_days_to_tell() -> None:
    received, decided = at("2026-02-02T10:00"), date(2026, 2, 16)
    limit = reckon(KAZAKHSTAN, QUICK, received).extend_limit
    assert limit == date(2026, 3, 19)
    reckoning = reckon(KAZAKHSTAN, QUICK, received, [Extended(decided, limit)])
    assert reckoning.due_on == limit
    assert [(s.on, s.rule) for s in reckoning.steps if s.code == "notify_extension_by"] == [
        (date(2026, 2, 19), "notify")
    ]
    with pytest.raises(ExtensionTooLong):
        reckon(KAZAKHSTAN, QUICK, received, [Extended(decided, limit + timedelta(days=1))])


def test_a_count_of_working_days_from_the_next_day_begins_on_a_working_day() -> None:
    terms = Terms(Term(5, "working_day", count_from="next_day"))
    steps = reckon(KAZAKHSTAN, terms, at("2026-02-06T10:00")).steps  # a Friday
    assert [step.on for step in steps if step.code == "counted_from"] == [date(2026, 2, 9)]


@pytest.mark.parametrize(
    ("term", "asked"),
    [(Term(15, "calendar_day", count_from="next_day"), "2027-01-05"), (Term(2, "month"), "2 months from 2026-12-21")],
)
def test_past_the_calendar_the_error_says_what_was_asked(term: Term, asked: str) -> None:
    with pytest.raises(CalendarNotCovered) as caught:
        reckon(KAZAKHSTAN, Terms(term), at("2026-12-20T10:00"))  # a Sunday
    words = f"The calendar covers 2024-01-01 to 2026-12-31, {asked} is outside: load a calendar for that time."
    assert str(caught.value) == words


@st.composite
def lives(draw: st.DrawFn) -> tuple[WorkCalendar, Terms, date, list[Event]]:
    """A random calendar, one of the law's terms and a history, mostly lawful."""
    calendar = draw(calendars())
    start = calendar.on_or_after(draw(starts()))
    terms = law(
        draw(st.sampled_from([15, 30])), roll=draw(st.booleans()), base=draw(st.sampled_from(["due", "receipt"]))
    )
    events: list[Event] = []
    day, standing = start, False
    for _ in range(draw(st.integers(0, 6))):
        day += timedelta(days=draw(st.integers(0, 8)))
        if standing:
            events.append(Resumed(day))
        elif draw(st.booleans()):
            events.append(Extended(day, day + timedelta(days=draw(st.integers(1, 50)))))
            continue
        else:
            events.append(Paused(day))
        standing = not standing
    return calendar, terms, start, events


@settings(max_examples=400)
@given(lives())
def test_every_history_ends_like_the_twins(life: tuple[WorkCalendar, Terms, date, list[Event]]) -> None:
    calendar, terms, start, events = life
    received = datetime.combine(start, calendar.opens, tzinfo=calendar.zone)
    try:
        expected = clock_twin.due(calendar, terms, start, events)
    except ClockError as refusal:
        with pytest.raises(type(refusal)):
            reckon(calendar, terms, received, events)
        return
    reckoning = reckon(calendar, terms, received, events)
    assert (reckoning.due_on, reckoning.paused) == (expected, expected is None)


@given(lives())
def test_the_order_of_the_laws_is_theirs(life: tuple[WorkCalendar, Terms, date, list[Event]]) -> None:
    """Thirty days are never over before fifteen, and what is extended never before what is not."""
    calendar, _terms, start, _events = life
    received = datetime.combine(start, calendar.opens, tzinfo=calendar.zone)
    quick, inquiry = (reckon(calendar, law(days), received) for days in (15, 30))
    assert quick.due_on and inquiry.due_on and quick.extend_limit
    assert quick.due_on <= inquiry.due_on and quick.due_on <= quick.extend_limit


MONDAY = date(2026, 3, 2)


def moved(*days: int) -> date:
    return MONDAY + timedelta(days=days[0])


@pytest.mark.parametrize(
    ("events", "own"),
    [
        ([], []),
        ([Paused(moved(-3))], [Paused(MONDAY)]),
        ([Paused(moved(-3)), Resumed(moved(-1))], []),
        ([Paused(moved(-3)), Resumed(moved(0))], [Paused(MONDAY), Resumed(MONDAY)]),
        ([Paused(moved(-3)), Resumed(moved(4))], [Paused(MONDAY), Resumed(moved(4))]),
        ([Extended(moved(-3), moved(20))], []),
        ([Extended(moved(-3), moved(20)), Paused(moved(-1))], [Paused(MONDAY)]),
        (
            [Paused(moved(-3)), Resumed(moved(2)), Extended(moved(3), moved(20)), Paused(moved(5))],
            [Paused(MONDAY), Resumed(moved(2)), Extended(moved(3), moved(20)), Paused(moved(5))],
        ),
        ([Paused(moved(0)), Resumed(moved(1))], [Paused(MONDAY), Resumed(moved(1))]),
        ([Extended(moved(0), moved(20))], [Extended(MONDAY, moved(20))]),
    ],
)
def test_a_clock_that_begins_anew_takes_what_lasts(events: list[Event], own: list[Event]) -> None:
    assert since(MONDAY, events) == own
