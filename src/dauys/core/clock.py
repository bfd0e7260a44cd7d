"""The legal clock: from the moment an appeal came in to the day its answer is due, with every reason on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dauys.core.clock_run import Run, Step
from dauys.core.terms import (
    BadExtension,
    ClockError,
    ClockRunOut,
    CountFrom,
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
    Unit,
    counted_from,
    last_day,
)
from dauys.core.workdays import CalendarNotCovered, WorkCalendar, working_days_between

__all__ = [
    "BadExtension",
    "CalendarNotCovered",
    "ClockError",
    "ClockRunOut",
    "CountFrom",
    "Event",
    "EventOutOfOrder",
    "Extended",
    "ExtensionNotLater",
    "ExtensionTooLong",
    "NotExtendable",
    "Paused",
    "Reckoning",
    "Resumed",
    "Step",
    "Term",
    "Terms",
    "Unit",
    "WorkCalendar",
    "add_term",
    "days_left",
    "reckon",
    "registered_on",
    "working_days_between",
]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Everything the clock says about one appeal. While paused there is no due date and no limit."""

    received_at: datetime
    registered_on: date
    forward_by: date | None
    due_on: date | None
    due_at: datetime | None  # closing time of due_on, in the calendar's zone
    extend_limit: date | None  # None also when there is no extension, or it would end past the calendar
    paused: bool
    steps: tuple[Step, ...]  # by date


def registered_on(calendar: WorkCalendar, received_at: datetime) -> date:
    """The day of registration: the day of receipt, or the next working day after hours and on days off.

    The closing minute itself still belongs to the day. Needs an aware datetime, else `ValueError`.
    """
    local = _local(calendar, received_at)
    if local.time() > calendar.closes:
        return calendar.next_working_after(local.date())
    return calendar.on_or_after(local.date())


def _local(calendar: WorkCalendar, received_at: datetime) -> datetime:
    if received_at.tzinfo is None or received_at.utcoffset() is None:
        raise ValueError("The moment of receipt needs a time zone: the same clock time is another day elsewhere.")
    return received_at.astimezone(calendar.zone)


def add_term(calendar: WorkCalendar, term: Term, start: date) -> date:
    """The last day of a term that begins with an event on `start`."""
    return last_day(calendar, term, start)


def days_left(calendar: WorkCalendar, due_on: date, today: date, unit: Unit = "working_day") -> int:
    """Days from today to the due date in the term's unit (months in calendar days); negative when overdue.

    0 working days may also mean "due last Friday, today is Saturday": ask `due_at` whether it is overdue.
    """
    if unit == "working_day":
        return working_days_between(calendar, today, due_on)
    return (due_on - today).days


def reckon(calendar: WorkCalendar, terms: Terms, received_at: datetime, events: Iterable[Event] = ()) -> Reckoning:
    """Run the clock from receipt through the events, given in the order they happened.

    Raises `EventOutOfOrder`, `ClockRunOut` and the kinds of `BadExtension` (all `ValueError`) for a history
    that the terms do not allow, and `CalendarNotCovered` when a date falls outside the calendar.
    """
    local = _local(calendar, received_at)
    registered = registered_on(calendar, received_at)
    run = Run(calendar, terms, registered)
    for event in events:
        run.hear(event)
    paused = run.paused_on is not None
    due = None if paused else run.due()
    forward_by = add_term(calendar, terms.forward, registered) if terms.forward else None

    steps = [Step("received", local.date()), _registration(calendar, local, registered)]
    steps.append(Step("counted_from", counted_from(calendar, terms.consider, registered), terms.consider.rule))
    if terms.forward and forward_by:
        steps.append(Step("forward_by", forward_by, terms.forward.rule, terms.forward.amount))
    steps += run.skipped()
    steps += run.steps
    if due is not None:
        if run.extension and terms.extend:
            steps.append(Step("due", due, terms.extend.rule))
        else:
            steps.append(Step("due", due, terms.consider.rule, terms.consider.amount))
    return Reckoning(
        received_at=received_at,
        registered_on=registered,
        forward_by=forward_by,
        due_on=due,
        due_at=None if due is None else datetime.combine(due, calendar.closes, tzinfo=calendar.zone),
        extend_limit=None if paused else _known_limit(run),
        paused=paused,
        steps=tuple(sorted(steps, key=lambda step: step.on)),  # stable: on one day the order above holds
    )


def _registration(calendar: WorkCalendar, local: datetime, registered: date) -> Step:
    day_off = calendar.day_off_code(local.date())
    if day_off is not None:
        return Step("registered_day_off", registered, note=day_off)
    return Step("registered" if registered == local.date() else "registered_after_hours", registered)


def _known_limit(run: Run) -> date | None:
    if run.terms.extend is None:
        return None
    # Two months ahead the calendar may not be published yet; that must not stop anyone from lodging an appeal.
    try:
        return run.limit(run.terms.extend)
    except CalendarNotCovered:
        return None
