"""The legal clock once more, slow and simple: it turns every page of the calendar and counts on its fingers."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dauys.core.clock import (
    ClockRunOut,
    Event,
    EventOutOfOrder,
    Extended,
    ExtensionNotLater,
    ExtensionTooLong,
    NotExtendable,
    Paused,
    Resumed,
    Term,
    Terms,
    WorkCalendar,
)

DAY = timedelta(days=1)


def off(calendar: WorkCalendar, day: date) -> bool:
    if day in calendar.working:
        return False
    return day in calendar.days_off or day.weekday() in calendar.weekend


def registered(calendar: WorkCalendar, received_at: datetime) -> date:
    local = received_at.astimezone(calendar.zone)
    day = local.date()
    if not off(calendar, day) and local.time() <= calendar.closes:
        return day
    day += DAY
    while off(calendar, day):
        day += DAY
    return day


def between(calendar: WorkCalendar, a: date, b: date) -> int:
    count = 0
    while a < b:
        a += DAY
        count += not off(calendar, a)
    return count


def last_of_months(start: date, months: int) -> date:
    day, passed = start, 0
    while True:
        day += DAY
        passed += day.day == 1
        if passed == months and (day.day == start.day or (day + DAY).day == 1):
            return day


def run(
    calendar: WorkCalendar, term: Term, start: date, registered_on: date, events: Sequence[Event] = ()
) -> date | None:
    """Turn the pages from `start`; None when the clock stands still at the end. Extensions replace what is left."""
    working = term.unit == "working_day"
    if term.unit == "month":
        day_one, left = start + DAY, (last_of_months(start, term.amount) - start).days
    else:
        left = term.amount
        day_one = start if term.count_from == "same_day" else start + DAY
        while term.count_from == "next_working_day" and off(calendar, day_one):
            day_one += DAY

    queue = list(events)
    day, standing, complete = registered_on, False, False
    fixed: date | None = None
    before, stopped = fixed, day
    while True:
        just_extended = False
        while queue and queue[0].on <= day:
            match queue.pop(0):
                case Paused():
                    standing, before, stopped = True, fixed, day
                    fixed = None
                case Resumed():
                    standing = False
                    fixed = before if stopped == day else None
                case Extended(until=until):
                    span = [day + DAY * n for n in range(1, (until - day).days + 1)]
                    while working and off(calendar, span[-1]):
                        span.append(span[-1] + DAY)
                    left = sum(not (working and off(calendar, one)) for one in span)
                    day_one, complete, fixed, just_extended = day + DAY, False, until, True
        if standing and not queue:
            return None
        if fixed and not queue:
            return fixed
        if (
            not standing
            and not just_extended
            and day >= day_one
            and not complete
            and not (working and off(calendar, day))
        ):
            left -= 1
            complete = left == 0
        if complete and not standing and (working or not term.roll or not off(calendar, day)):
            return day
        day += DAY


def due(calendar: WorkCalendar, terms: Terms, registered_on: date, events: Sequence[Event] = ()) -> date | None:
    """The due date after a history, or the exception the first wrong event deserves."""
    latest = registered_on
    standing = False
    now = run(calendar, terms.consider, registered_on, registered_on)
    for place, event in enumerate(events):
        if event.on < latest:
            raise EventOutOfOrder
        latest = event.on
        if isinstance(event, Extended) and terms.extend is None:
            raise NotExtendable
        if standing != isinstance(event, Resumed):
            raise EventOutOfOrder
        if not standing:
            assert now is not None
            if event.on > now:
                raise ClockRunOut
        if isinstance(event, Extended):
            assert now is not None
            if event.until <= now:
                raise ExtensionNotLater
            stops = [one for one in events[:place] if not isinstance(one, Extended)]
            top = limit(calendar, terms, registered_on, stops)
            if top is None or event.until > top:
                raise ExtensionTooLong
        standing = isinstance(event, Paused)
        now = run(calendar, terms.consider, registered_on, registered_on, events[: place + 1])
    return now


def limit(calendar: WorkCalendar, terms: Terms, registered_on: date, stops: Sequence[Event]) -> date | None:
    """How far an extension may go; `stops` holds pauses and resumptions only."""
    if terms.extend is None:
        return None
    base: date | None = registered_on
    if terms.extend_base == "due":
        base = run(calendar, terms.consider, registered_on, registered_on, stops)
    return None if base is None else run(calendar, terms.extend, base, registered_on, stops)
