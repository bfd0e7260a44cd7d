"""Which days a body works, and counting them: weekends, holidays and days transferred by decree."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

WEEKEND = "weekend"
"""The name code of a day off that is neither a holiday nor transferred."""

ONE_DAY = timedelta(days=1)


class CalendarNotCovered(LookupError):
    """A day was asked for that lies outside the years the calendar was published for."""

    def __init__(self, asked: str, first: date, last: date) -> None:
        super().__init__(f"The calendar covers {first} to {last}, {asked} is outside: load a calendar for that time.")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of one country (or body) between two dates, both included.

    A guess about days nobody has published would become a wrong legal date, so every question outside
    `first`..`last` raises `CalendarNotCovered`. Data that contradicts itself raises `ValueError` at once.
    """

    timezone: str  # "Asia/Almaty"
    weekend: frozenset[int]  # Monday = 0
    days_off: Mapping[date, str]  # day -> name code of the holiday or of the transferred day off
    working: Mapping[date, str]  # weekend days worked because of a transfer decree -> name code
    opens: time
    closes: time
    first: date
    last: date
    # Ordinals of all working days in order: counting and adding become one binary search each.
    _ordinals: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.timezone)
        if not self.opens < self.closes:
            raise ValueError(f"The day opens at {self.opens} and must close later, not at {self.closes}.")
        if self.first > self.last:
            raise ValueError(f"The calendar begins on {self.first}, after its end on {self.last}.")
        if not self.weekend <= frozenset(range(7)):
            raise ValueError(f"Weekend days are 0 (Monday) to 6, not {sorted(self.weekend)}.")
        for day in (*self.days_off, *self.working):
            if not self.first <= day <= self.last:
                raise ValueError(f"{day} is listed but lies outside the calendar, {self.first} to {self.last}.")
        for day in self.working:
            if day in self.days_off:
                raise ValueError(f"{day} is listed both as worked and as a day off.")
            if day.weekday() not in self.weekend:
                raise ValueError(f"{day} is no weekend day, so it cannot be worked in exchange.")
        object.__setattr__(self, "_ordinals", tuple(self._find_working_days()))

    def _find_working_days(self) -> list[int]:
        days_off = {day.toordinal() for day in self.days_off}
        worked = {day.toordinal() for day in self.working}
        return [
            ordinal
            for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1)
            # Ordinal 1 (0001-01-01) is a Monday.
            if ordinal in worked or ((ordinal - 1) % 7 not in self.weekend and ordinal not in days_off)
        ]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)

    def require(self, day: date) -> None:
        """Raise `CalendarNotCovered` unless the calendar knows the day."""
        if not self.first <= day <= self.last:
            raise CalendarNotCovered(str(day), self.first, self.last)

    def is_working(self, day: date) -> bool:
        """Is work done on this day?"""
        return self.day_off_code(day) is None

    def day_off_code(self, day: date) -> str | None:
        """Why nobody works on this day: the holiday's name code, or `WEEKEND`; None on a working day."""
        self.require(day)
        if day in self.working:
            return None
        if day in self.days_off:
            return self.days_off[day]
        return WEEKEND if day.weekday() in self.weekend else None

    def nth_working(self, first: date, number: int) -> date:
        """The working day that is number `number` (from 1) when counting begins on `first`, included."""
        self.require(first)
        if number < 1:
            raise ValueError(f"Working days are counted from 1, not from {number}.")
        place = bisect_left(self._ordinals, first.toordinal()) + number - 1
        if place >= len(self._ordinals):
            raise CalendarNotCovered(f"working day {number} from {first}", self.first, self.last)
        return date.fromordinal(self._ordinals[place])

    def on_or_after(self, day: date) -> date:
        """The day itself when worked, else the next working day."""
        return self.nth_working(day, 1)

    def next_working_after(self, day: date) -> date:
        """The first working day after this one."""
        return self.nth_working(day + ONE_DAY, 1)

    def count_working(self, first: date, last: date) -> int:
        """How many working days lie in first..last, both included; 0 when the span is empty."""
        if last < first:
            return 0
        self.require(first)
        self.require(last)
        return bisect_right(self._ordinals, last.toordinal()) - bisect_left(self._ordinals, first.toordinal())


def working_days_between(calendar: WorkCalendar, a: date, b: date) -> int:
    """Working days in (a, b]: what is left on day `a` before day `b` ends; negative when `b` is past."""
    if b < a:
        return -calendar.count_working(b + ONE_DAY, a)
    calendar.require(a)
    return calendar.count_working(a + ONE_DAY, b)
