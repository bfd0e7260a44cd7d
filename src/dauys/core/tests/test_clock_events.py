"""Pauses and extensions: every history ends on the twin's date or in the same refusal."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dauys.core.clock import (
    BadExtension,
    ClockError,
    ClockRunOut,
    Event,
    EventOutOfOrder,
    Extended,
    ExtensionNotLater,
    ExtensionTooLong,
    NotExtendable,
    Paused,
    Reckoning,
    Resumed,
    Term,
    Terms,
    WorkCalendar,
    reckon,
)
from dauys.core.tests import clock_twin
from dauys.core.tests.calendars import KAZAKHSTAN, PLAIN, calendars, starts
from dauys.core.tests.test_clock import any_term, at

TERMS = Terms(
    consider=Term(15, "working_day", rule="consider"),
    extend=Term(2, "month", rule="extend"),
    notify_extension=Term(3, "working_day", rule="notify"),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[WorkCalendar, Terms, date, list[Event]]:
    """Mostly lawful histories: events move forward in time, pause and resume mostly in turn."""
    calendar = draw(calendars())
    start = calendar.on_or_after(draw(starts()))
    extend = draw(st.none() | any_term())
    terms = Terms(draw(any_term()), extend=extend, extend_base=draw(st.sampled_from(["receipt", "due"])))
    events: list[Event] = []
    day, standing = start, False
    for _ in range(draw(st.integers(0, 5))):
        day += timedelta(days=draw(st.integers(0, 6)))
        kind = draw(st.integers(0, 9))
        if kind < 4 and not standing:
            events.append(Extended(day, day + timedelta(days=draw(st.integers(1, 60)))))
        elif standing or kind == 9:
            events.append(Resumed(day))
            standing = False
        else:
            events.append(Paused(day))
            standing = True
    return calendar, terms, start, events


@settings(max_examples=600)
@given(histories())
@example((PLAIN, TERMS, date(2026, 3, 4), [Extended(date(2026, 3, 25), date(2026, 4, 4)), Paused(date(2026, 4, 3))]))
def test_every_history_ends_like_the_twins(history: tuple[WorkCalendar, Terms, date, list[Event]]) -> None:
    calendar, terms, start, events = history
    received = datetime.combine(start, calendar.opens, tzinfo=calendar.zone)
    try:
        expected = clock_twin.due(calendar, terms, start, events)
    except ClockError as refusal:
        with pytest.raises(type(refusal)):
            reckon(calendar, terms, received, events)
        return
    reckoning = reckon(calendar, terms, received, events)
    assert reckoning.due_on == expected
    assert reckoning.paused is (expected is None) is (reckoning.due_at is None)
    if expected:
        stops = [event for event in events if not isinstance(event, Extended)]
        assert reckoning.extend_limit == clock_twin.limit(calendar, terms, start, stops)
    running = [reckon(calendar, terms, received, events[:n]).due_on for n in range(len(events) + 1)]
    dues = [due for due in running if due]
    assert dues == sorted(dues)  # neither a pause nor an extension brings the end nearer
    days = [step.on for step in reckoning.steps]
    assert days == sorted(days)


def march(*events: Event) -> Reckoning:
    return reckon(KAZAKHSTAN, TERMS, at("2026-03-04T10:00"), events)


def march_day(day: int) -> date:
    return date(2026, 3, 1) + timedelta(days=day - 1)


def test_while_paused_there_is_no_date() -> None:
    reckoning = march(Paused(march_day(10)))
    assert reckoning.paused
    assert (reckoning.due_on, reckoning.due_at, reckoning.extend_limit) == (None, None, None)
    assert [step.code for step in reckoning.steps] == ["received", "registered", "counted_from", "skipped", "paused"]


def test_the_pause_day_does_not_count_and_the_resume_day_does() -> None:
    reckoning = march(Paused(march_day(10)), Resumed(march_day(12)))
    assert reckoning.due_on == date(2026, 4, 2)
    assert [step.days for step in reckoning.steps if step.code == "resumed"] == [2]
    assert not reckoning.paused
    assert reckoning.extend_limit == date(2026, 5, 6)


def test_a_pause_before_day_one_lost_only_what_would_have_counted() -> None:
    reckoning = march(Paused(march_day(4)), Resumed(march_day(6)))
    assert reckoning.due_on == date(2026, 4, 1)
    assert [step.days for step in reckoning.steps if step.code == "resumed"] == [1]


def test_a_pause_on_the_last_day_keeps_that_day() -> None:
    assert march(Paused(march_day(31)), Resumed(date(2026, 5, 4))).due_on == date(2026, 5, 4)


def test_holidays_inside_a_pause_are_not_named() -> None:
    reckoning = march(Paused(march_day(20)), Resumed(march_day(25)))
    assert [(step.on.day, step.note) for step in reckoning.steps if step.code == "skipped"] == [
        (9, "womens_day"),
        (25, "nauryz"),
    ]
    assert reckoning.due_on == date(2026, 4, 1)


def test_calendar_days_lose_calendar_days() -> None:
    terms = Terms(Term(15, "calendar_day", count_from="next_day"))
    events: list[Event] = [Paused(date(2026, 2, 12)), Resumed(date(2026, 2, 15))]
    reckoning = reckon(KAZAKHSTAN, terms, at("2026-02-10T10:00"), events)
    assert reckoning.due_on == date(2026, 3, 2)  # 25 + 3 = Saturday 28 February, rolled
    assert [step.days for step in reckoning.steps if step.code == "resumed"] == [3]
    assert [(step.on.day, step.note) for step in reckoning.steps if step.code == "skipped"] == [
        (28, "weekend"),
        (1, "weekend"),
    ]
    assert [step.code for step in reckon(KAZAKHSTAN, terms, at("2026-02-10T10:00"), events[:1]).steps] == [
        "received",
        "registered",
        "counted_from",
        "paused",
    ]


@pytest.mark.parametrize("stop", [28, 29, 30])  # the day the count ends (a Saturday), the day after, the rolled end
def test_a_rolled_end_can_be_paused_away(stop: int) -> None:
    terms = Terms(Term(18, "calendar_day", count_from="next_day"))
    events: list[Event] = [Paused(march_day(stop)), Resumed(date(2026, 4, 1))]
    assert reckon(KAZAKHSTAN, terms, at("2026-03-10T10:00")).due_on == march_day(30)
    assert reckon(KAZAKHSTAN, terms, at("2026-03-10T10:00"), events).due_on == date(2026, 4, 1)


def test_an_extension_sets_the_date_and_the_day_to_tell_the_citizen() -> None:
    reckoning = march(Extended(march_day(30), date(2026, 5, 4)))
    assert reckoning.due_on == reckoning.extend_limit == date(2026, 5, 4)
    told = [(step.code, step.on, step.rule, step.days, step.note) for step in reckoning.steps[-3:]]
    assert told == [
        ("extended", march_day(30), "extend", None, "2026-05-04"),
        ("notify_extension_by", date(2026, 4, 2), "notify", 3, ""),
        ("due", date(2026, 5, 4), "extend", None, ""),
    ]


def test_an_extension_can_be_repeated_up_to_the_limit() -> None:
    first = Extended(march_day(30), date(2026, 4, 10))
    assert march(first, Extended(date(2026, 4, 10), date(2026, 4, 20))).due_on == date(2026, 4, 20)
    with pytest.raises(ExtensionTooLong, match="to 2026-05-04 at most, not to 2026-05-05"):
        march(first, Extended(date(2026, 4, 10), date(2026, 5, 5)))


def test_the_limit_can_be_added_to_the_due_date() -> None:
    terms = Terms(TERMS.consider, extend=TERMS.extend, extend_base="due")
    received = at("2026-03-04T10:00")
    assert reckon(KAZAKHSTAN, terms, received).extend_limit == date(2026, 6, 1)  # 31 May is a Sunday
    extended = Extended(march_day(30), date(2026, 6, 1))
    assert reckon(KAZAKHSTAN, terms, received, [extended]).due_on == date(2026, 6, 1)


def test_an_extended_term_can_be_paused() -> None:
    extended = Extended(march_day(30), date(2026, 4, 10))
    assert march(extended, Paused(date(2026, 4, 9)), Resumed(date(2026, 4, 14))).due_on == date(2026, 4, 15)


def test_only_a_pause_after_the_decision_moves_the_extended_date() -> None:
    decided, saturday = march_day(30), date(2026, 4, 11)
    later = march(Extended(decided, date(2026, 4, 10)), Paused(decided), Resumed(date(2026, 4, 2)))
    assert later.due_on == date(2026, 4, 14)  # 31 March and 1 April did not count
    earlier = march(Paused(march_day(26)), Resumed(decided), Extended(decided, saturday))
    assert earlier.due_on == saturday


def test_a_pause_that_begins_on_a_holiday_hides_it() -> None:
    steps = march(Paused(march_day(9)), Resumed(march_day(10))).steps
    assert march_day(9) not in [step.on for step in steps if step.code == "skipped"]
    assert [step.days for step in steps if step.code == "resumed"] == [0]


def test_resuming_on_the_day_of_the_pause_changes_nothing() -> None:
    extended = Extended(march_day(31), date(2026, 4, 4))
    assert march(Paused(march_day(10)), Resumed(march_day(10))).due_on == march_day(31)
    assert march(extended, Paused(date(2026, 4, 4)), Resumed(date(2026, 4, 4))).due_on == date(2026, 4, 4)


def test_a_decision_may_name_a_day_off() -> None:
    extended = Extended(march_day(31), date(2026, 4, 4))
    assert march(extended).due_on == date(2026, 4, 4)
    assert march(extended, Paused(date(2026, 4, 4)), Resumed(date(2026, 4, 8))).due_on == date(2026, 4, 8)


def test_without_a_notice_term_no_day_is_named() -> None:
    terms = Terms(TERMS.consider, extend=TERMS.extend)
    reckoning = reckon(KAZAKHSTAN, terms, at("2026-03-04T10:00"), [Extended(march_day(5), date(2026, 4, 1))])
    assert "notify_extension_by" not in [step.code for step in reckoning.steps]


@pytest.mark.parametrize(
    ("events", "error", "words"),
    [
        ([Paused(march_day(3))], EventOutOfOrder, "before 2026-03-04"),
        ([Paused(march_day(10)), Resumed(march_day(9))], EventOutOfOrder, "before 2026-03-10"),
        ([Paused(march_day(10)), Paused(march_day(11))], EventOutOfOrder, "was paused on 2026-03-10"),
        ([Resumed(march_day(10))], EventOutOfOrder, "was not paused"),
        ([Paused(march_day(10)), Resumed(march_day(11)), Resumed(march_day(12))], EventOutOfOrder, "was not paused"),
        ([Paused(march_day(10)), Extended(march_day(11), date(2026, 4, 5))], EventOutOfOrder, "stands still since"),
        ([Paused(march_day(32))], ClockRunOut, "ended on 2026-03-31, it cannot be paused on 2026-04-01"),
        ([Extended(march_day(32), date(2026, 4, 5))], ClockRunOut, "cannot be extended on 2026-04-01"),
        ([Extended(march_day(10), march_day(31))], ExtensionNotLater, "due on 2026-03-31 anyway"),
        ([Extended(march_day(10), date(2026, 5, 5))], ExtensionTooLong, "to 2026-05-04 at most"),
    ],
)
def test_a_history_the_law_does_not_know_is_refused(events: list[Event], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        march(*events)
    assert issubclass(error, ValueError)


def test_a_term_without_extension_cannot_be_extended() -> None:
    with pytest.raises(NotExtendable, match="cannot be extended"):
        reckon(
            PLAIN, Terms(TERMS.consider), datetime(2026, 3, 4, 6, tzinfo=UTC), [Extended(march_day(5), march_day(40))]
        )
    assert issubclass(NotExtendable, BadExtension)
