"""One clock while its history is told to it: what each event may do, and where it leaves the due date."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from dauys.core.terms import (
    ClockRunOut,
    Event,
    EventOutOfOrder,
    Extended,
    ExtensionNotLater,
    ExtensionTooLong,
    NotExtendable,
    Pause,
    Paused,
    Resumed,
    Term,
    Terms,
    count_days,
    counted_from,
    last_day,
    resettle,
    unrolled_last_day,
)
from dauys.core.workdays import ONE_DAY, WorkCalendar


@dataclass(frozen=True, slots=True)
class Step:
    """One dated reason of a reckoning. Codes, all of them:

    received               the day it came in, in the calendar's zone
    registered             entered on the day it came in
    registered_after_hours came after closing, entered on the next working day
    registered_day_off     came on a day off (note = its name code), entered on the next working day
    counted_from           day 1 of the term
    forward_by             last day to send it to the body in charge (days = length of that term)
    skipped                a day off that moved the due date (note = its name code)
    paused, resumed        the clock stood still from .. until (days of resumed = days that did not count)
    extended               the day the extension was decided (note = the new due date, ISO)
    notify_extension_by    last day to tell the citizen of the extension
    due                    the last day for the answer (days = length of the term, None when extended)
    """

    code: str
    on: date
    rule: str = ""
    days: int | None = None
    note: str = ""


class Run:
    """One clock while its history is told to it event by event."""

    def __init__(self, calendar: WorkCalendar, terms: Terms, registered: date) -> None:
        self.calendar = calendar
        self.terms = terms
        self.registered = registered
        self.pauses: list[Pause] = []
        self.paused_on: date | None = None
        self.extension: Extended | None = None
        self.latest = registered
        self.steps: list[Step] = []

    def hear(self, event: Event) -> None:
        if event.on < self.latest:
            raise EventOutOfOrder(f"{event} comes before {self.latest}, the day of registration or of the last event.")
        self.latest = event.on
        match event:
            case Paused():
                self._pause(event)
            case Resumed():
                self._resume(event)
            case Extended():
                self._extend(event)
            case _:
                assert_never(event)

    def _pause(self, event: Paused) -> None:
        if self.paused_on is not None:
            raise EventOutOfOrder(
                f"The clock was paused on {self.paused_on} and cannot be paused again before it runs."
            )
        self._require_running(event.on, "paused")
        self.paused_on = event.on
        self.steps.append(Step("paused", event.on))

    def _resume(self, event: Resumed) -> None:
        if self.paused_on is None:
            raise EventOutOfOrder(f"The clock was not paused, so it cannot be resumed on {event.on}.")
        term = self.terms.consider
        since = max(self.paused_on, counted_from(self.calendar, term, self.registered))
        lost = count_days(self.calendar, term.unit, since, event.on - ONE_DAY)
        if event.on > self.paused_on:
            self.pauses.append((self.paused_on, event.on))
        self.paused_on = None
        self.steps.append(Step("resumed", event.on, days=lost))

    def _extend(self, event: Extended) -> None:
        extend = self.terms.extend
        if extend is None:
            raise NotExtendable("This term cannot be extended.")
        if self.paused_on is not None:
            raise EventOutOfOrder(
                f"The clock stands still since {self.paused_on}: resume it before extending the term."
            )
        due = self._require_running(event.on, "extended")
        if event.until <= due:
            raise ExtensionNotLater(f"The answer is due on {due} anyway, {event.until} is no extension.")
        limit = self.limit(extend)
        if event.until > limit:
            raise ExtensionTooLong(f"The term can be extended to {limit} at most, not to {event.until}.")
        self.extension = event
        self.steps.append(Step("extended", event.on, extend.rule, note=event.until.isoformat()))
        notify = self.terms.notify_extension
        if notify is not None:
            day = last_day(self.calendar, notify, event.on)
            self.steps.append(Step("notify_extension_by", day, notify.rule, notify.amount))

    def _require_running(self, on: date, done: str) -> date:
        # Else an overdue answer could be made punctual afterwards.
        due = self.due()
        if on > due:
            raise ClockRunOut(f"The term ended on {due}, it cannot be {done} on {on}.")
        return due

    def due(self) -> date:
        """The due date as of now; the caller sees to it that the clock is running."""
        if self.extension is None:
            return self._unextended_due()
        since = self.extension.on
        later = [pause for pause in self.pauses if pause[0] >= since]
        return resettle(self.calendar, self.terms.consider, since, self.extension.until, later)

    def _unextended_due(self) -> date:
        return last_day(self.calendar, self.terms.consider, self.registered, self.pauses)

    def limit(self, extend: Term) -> date:
        """How far the term may be extended. Days of pause do not count here either."""
        base = self.registered if self.terms.extend_base == "receipt" else self._unextended_due()
        return last_day(self.calendar, extend, base, self.pauses)

    def skipped(self) -> list[Step]:
        """The days off that pushed the (unextended) due date, so that a person can follow the count."""
        calendar, term = self.calendar, self.terms.consider
        if term.unit == "working_day":
            day = counted_from(calendar, term, self.registered)
        elif self.paused_on is None:
            day = unrolled_last_day(calendar, term, self.registered, self.pauses)
        else:
            return []  # a count in calendar days skips nothing before its end, and the end is not known yet
        end = self.paused_on or self._unextended_due()
        steps = []
        while day < end:
            name = calendar.day_off_code(day)
            # In a count of working days an ordinary weekend needs no explanation, and a holiday on one moved nothing.
            expected = term.unit == "working_day" and day.weekday() in calendar.weekend
            if name is not None and not expected and not any(a <= day < b for a, b in self.pauses):
                steps.append(Step("skipped", day, note=name))
            day += ONE_DAY
        return steps
