"""What a legal term is (its length, its start, its stops) and how its last day is counted."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from dauys.core.workdays import ONE_DAY, CalendarNotCovered, WorkCalendar

Unit = Literal["working_day", "calendar_day", "month"]
CountFrom = Literal["next_working_day", "next_day", "same_day"]
Pause = tuple[date, date]
"""The first day that does not count and the first that counts again."""


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time set by a rule.

    `count_from` says which day is day 1. A term in months ends on the day number of its start (clamped to the
    end of a short month) whatever day 1 is. With `roll`, a term in calendar days or months that ends on a day
    off ends on the next working day instead.
    """

    amount: int
    unit: Unit
    count_from: CountFrom = "next_working_day"
    rule: str = ""  # code of the pack's rule: its article and whether it is confirmed live there
    roll: bool = True

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"A term lasts at least 1 {self.unit}, not {self.amount}.")
        if self.unit not in get_args(Unit):
            raise ValueError(f"A term is counted in {get_args(Unit)}, not in {self.unit!r}.")
        if self.count_from not in get_args(CountFrom):
            raise ValueError(f"A term is counted from {get_args(CountFrom)}, not from {self.count_from!r}.")


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms of one kind of appeal."""

    consider: Term
    forward: Term | None = None
    extend: Term | None = None  # a limit: how far the whole consideration may be extended
    # The law can be read both ways; counting the limit from registration is the stricter reading.
    extend_base: Literal["receipt", "due"] = "receipt"
    notify_extension: Term | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """On this day it was decided that the answer is due on `until`."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Paused:
    """From this day on (included) days do not count."""

    on: date


@dataclass(frozen=True, slots=True)
class Resumed:
    """From this day on (included) days count again."""

    on: date


Event = Extended | Paused | Resumed


class ClockError(ValueError):
    """The history told to a clock is not one its terms allow."""


class EventOutOfOrder(ClockError):
    """An event is earlier than one before it, or makes no sense in the state the clock is in."""


class ClockRunOut(ClockError):
    """The term had already ended on the day of the event."""


class BadExtension(ClockError):
    """The term may not be extended like this."""


class NotExtendable(BadExtension):
    """This kind of appeal knows no extension."""


class ExtensionTooLong(BadExtension):
    """The new date lies past the limit."""


class ExtensionNotLater(BadExtension):
    """The new date is not later than the due date."""


def counted_from(calendar: WorkCalendar, term: Term, start: date) -> date:
    """Day 1 of the term."""
    if term.count_from == "next_working_day":
        return calendar.next_working_after(start)
    first = start if term.count_from == "same_day" else start + ONE_DAY
    return calendar.on_or_after(first) if term.unit == "working_day" else first


def last_day(calendar: WorkCalendar, term: Term, start: date, pauses: Sequence[Pause] = ()) -> date:
    """The last day of the term that begins with an event on `start`; pauses in order, not overlapping."""
    return _rolled(calendar, term, unrolled_last_day(calendar, term, start, pauses), pauses)


def unrolled_last_day(calendar: WorkCalendar, term: Term, start: date, pauses: Sequence[Pause] = ()) -> date:
    """The day the count itself ends on, before a day off moves it on."""
    if term.unit == "month":
        # As a number of days, so that a pause moves the end by exactly the days it took.
        first = start + ONE_DAY
        amount = (_months_later(calendar, start, term.amount) - start).days
    else:
        first, amount = counted_from(calendar, term, start), term.amount
    return _count(calendar, term.unit, first, amount, pauses)


def resettle(calendar: WorkCalendar, term: Term, since: date, until: date, pauses: Sequence[Pause]) -> date:
    """A due date set by decision on `since`, moved on by later pauses the way the term counts its days."""
    if not pauses:
        return until
    # A decision may name a day off; what is left then reaches to the next working day, or the pause would
    # bring the end nearer.
    end = calendar.on_or_after(until) if term.unit == "working_day" else until
    amount = count_days(calendar, term.unit, since + ONE_DAY, end)
    return _rolled(calendar, term, _count(calendar, term.unit, since + ONE_DAY, amount, pauses), pauses)


def count_days(calendar: WorkCalendar, unit: Unit, first: date, last: date) -> int:
    """Days of the unit in first..last, both included; a month counts in calendar days."""
    if unit == "working_day":
        return calendar.count_working(first, last)
    return max(0, (last - first).days + 1)


def _count(calendar: WorkCalendar, unit: Unit, first: date, amount: int, pauses: Iterable[Pause]) -> date:
    """The day on which `amount` days, counted from `first` and outside the pauses, are complete."""
    end = _nth(calendar, unit, first, amount)
    for paused, resumed in pauses:
        if paused > end:
            break
        if resumed > first:
            amount -= count_days(calendar, unit, first, paused - ONE_DAY)
            first = resumed
            end = _nth(calendar, unit, first, amount)
    return end


def _nth(calendar: WorkCalendar, unit: Unit, first: date, number: int) -> date:
    if unit == "working_day":
        return calendar.nth_working(first, number)
    try:
        day = first + timedelta(days=number - 1)
    except OverflowError:
        raise CalendarNotCovered(f"day {number} from {first}", calendar.first, calendar.last) from None
    calendar.require(day)
    return day


def _rolled(calendar: WorkCalendar, term: Term, end: date, pauses: Iterable[Pause]) -> date:
    if term.unit == "working_day" or not term.roll:
        return end
    day = calendar.on_or_after(end)
    for paused, resumed in pauses:
        if paused <= day < resumed:
            day = calendar.on_or_after(resumed)
    return day


def _months_later(calendar: WorkCalendar, start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > calendar.last.year:
        raise CalendarNotCovered(f"{months} months from {start}", calendar.first, calendar.last)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
