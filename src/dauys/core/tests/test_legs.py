"""A case that goes from body to body: every leg has the term of the law, and events fall into the right one."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.clock import Extended, Paused, Resumed, Term, Terms, WorkCalendar, reckon
from dauys.core.legs import extended_until, reckon_legs
from dauys.core.terms import EventOutOfOrder, ExtensionTooLong, NotExtendable
from dauys.core.tests.calendars import KAZAKHSTAN as CALENDAR

TERMS = Terms(Term(15, "working_day"), Term(3, "working_day"), Term(2, "month"))
ZONE = timezone(timedelta(hours=5))
RECEIVED = datetime(2026, 3, 4, 10, tzinfo=ZONE)


def test_each_body_has_the_whole_term() -> None:
    first, second, third = reckon_legs(CALENDAR, TERMS, RECEIVED, forwards=[date(2026, 3, 6), date(2026, 3, 17)])
    assert (first.in_time, second.in_time, third.in_time) == (True, False, None)
    assert second.clock.registered_on == date(2026, 3, 6)
    assert third.clock.due_on == reckon(CALENDAR, TERMS, datetime(2026, 3, 17, 9, tzinfo=ZONE)).due_on


def test_the_last_day_of_forwarding_is_in_time() -> None:
    by = reckon(CALENDAR, TERMS, RECEIVED).forward_by
    assert by == date(2026, 3, 10)
    assert [reckon_legs(CALENDAR, TERMS, RECEIVED, forwards=[by + timedelta(n)])[0].in_time for n in (0, 1)] == [
        True,
        False,
    ]


def test_the_day_of_receipt_is_that_of_the_office() -> None:
    night = datetime(2026, 3, 4, 0, 30, tzinfo=ZONE).astimezone(UTC)  # the third of March in Greenwich
    assert len(reckon_legs(CALENDAR, TERMS, night, forwards=[date(2026, 3, 4)])) == 2
    with pytest.raises(EventOutOfOrder, match="at most once a day"):
        reckon_legs(CALENDAR, TERMS, night, forwards=[date(2026, 3, 3)])


def test_the_next_body_has_it_as_the_day_begins() -> None:
    second = reckon_legs(CALENDAR, TERMS, RECEIVED, forwards=[date(2026, 3, 6)])[1]
    assert second.clock.received_at == datetime(2026, 3, 6, tzinfo=CALENDAR.zone)


def test_what_knows_no_extension_says_so() -> None:
    with pytest.raises(NotExtendable, match=r"^This term cannot be extended\.$"):
        extended_until(CALENDAR, Terms(TERMS.consider), RECEIVED, (), 1)


def test_forwarded_on_a_day_off_it_is_registered_on_the_next_working_day() -> None:
    (_, second) = reckon_legs(CALENDAR, TERMS, RECEIVED, forwards=[date(2026, 3, 7)])
    assert second.clock.registered_on == CALENDAR.on_or_after(date(2026, 3, 7)) != date(2026, 3, 7)


def test_without_forwarding_it_is_the_plain_clock() -> None:
    events = [Paused(date(2026, 3, 10)), Resumed(date(2026, 3, 12))]
    (leg,) = reckon_legs(CALENDAR, TERMS, RECEIVED, events)
    assert leg.clock == reckon(CALENDAR, TERMS, RECEIVED, events)


def test_a_pause_counts_in_its_own_leg_only() -> None:
    events = [Paused(date(2026, 3, 10)), Resumed(date(2026, 3, 12))]
    paused = reckon_legs(CALENDAR, TERMS, RECEIVED, events, [date(2026, 3, 6)])[-1].clock
    plain = reckon_legs(CALENDAR, TERMS, RECEIVED, (), [date(2026, 3, 6)])[-1].clock
    assert paused.due_on and plain.due_on and paused.due_on > plain.due_on
    gone = reckon_legs(CALENDAR, TERMS, RECEIVED, events, [date(2026, 3, 13)])[-1].clock
    assert gone == reckon_legs(CALENDAR, TERMS, RECEIVED, (), [date(2026, 3, 13)])[-1].clock


def test_a_body_that_waits_for_the_citizen_forwards_with_its_pause_open() -> None:
    first, second = reckon_legs(CALENDAR, TERMS, RECEIVED, [Paused(date(2026, 3, 5))], [date(2026, 3, 6)])
    assert first.clock.paused and not second.clock.paused


@pytest.mark.parametrize("days", [(date(2026, 3, 3),), (date(2026, 3, 9), date(2026, 3, 6)), (date(2026, 3, 6),) * 2])
def test_days_of_forwarding_go_forward(days: tuple[date, ...]) -> None:
    with pytest.raises(EventOutOfOrder):
        reckon_legs(CALENDAR, TERMS, RECEIVED, (), days)


def test_two_months_from_receipt_and_from_the_due_day() -> None:
    receipt = extended_until(CALENDAR, TERMS, RECEIVED, (), 2)
    assert receipt == CALENDAR.on_or_after(date(2026, 5, 4))
    terms = Terms(TERMS.consider, TERMS.forward, TERMS.extend, "due")
    due = reckon(CALENDAR, terms, RECEIVED).due_on
    assert due == date(2026, 3, 31)
    assert extended_until(CALENDAR, terms, RECEIVED, (), 2) == CALENDAR.on_or_after(date(2026, 5, 31))
    reckon(CALENDAR, TERMS, RECEIVED, [Extended(date(2026, 3, 20), receipt)])
    with pytest.raises(ExtensionTooLong):
        later = extended_until(CALENDAR, TERMS, RECEIVED, (), 3)
        reckon(CALENDAR, TERMS, RECEIVED, [Extended(date(2026, 3, 20), later)])


def test_the_months_of_the_limit_reach_the_limit_also_after_a_pause() -> None:
    events = [Paused(date(2026, 3, 10)), Resumed(date(2026, 3, 12))]
    until = extended_until(CALENDAR, TERMS, RECEIVED, events, 2)
    assert until == reckon(CALENDAR, TERMS, RECEIVED, events).extend_limit
    assert until > extended_until(CALENDAR, TERMS, RECEIVED, (), 2)


def test_a_pause_on_the_day_of_forwarding_belongs_to_the_leg_that_ends() -> None:
    first, second = reckon_legs(CALENDAR, TERMS, RECEIVED, [Paused(date(2026, 3, 6))], [date(2026, 3, 6)])
    assert first.events and not second.events


@given(
    minutes=st.integers(0, 40 * 24 * 60),
    gaps=st.lists(st.integers(1, 9), max_size=5),
    amount=st.integers(1, 20),
    unit=st.sampled_from(["working_day", "calendar_day"]),
)
def test_any_chain_is_a_chain_of_plain_clocks(minutes: int, gaps: list[int], amount: int, unit: str) -> None:
    """The twin: every leg reckoned alone, from midnight of the day the case came there."""
    terms = Terms(Term(amount, unit))  # type: ignore[arg-type]
    calendar: WorkCalendar = CALENDAR
    received, days = datetime(2026, 1, 10, tzinfo=ZONE) + timedelta(minutes=minutes), []
    for gap in gaps:
        days.append((days[-1] if days else received.date()) + timedelta(days=gap))
    legs = reckon_legs(calendar, terms, received, (), days)
    alone = [reckon(calendar, terms, received)] + [
        reckon(calendar, terms, datetime(day.year, day.month, day.day, tzinfo=ZONE)) for day in days
    ]
    assert [leg.clock.due_on for leg in legs] == [clock.due_on for clock in alone]
    assert [leg.forwarded_on for leg in legs] == [*days, None]
