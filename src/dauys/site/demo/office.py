"""Moments at which invented people write and invented staff work, drawn by a given generator of chance."""

from datetime import date, datetime, time, timedelta
from random import Random

from dauys.core.workdays import WorkCalendar

MORNING, EVENING = time(9, 5), time(18, 10)


class Office:
    """A calendar and a generator together; every moment is aware and in the calendar's zone."""

    def __init__(self, calendar: WorkCalendar, rng: Random) -> None:
        self.calendar = calendar
        self.rng = rng

    def between(self, start: datetime, end: datetime) -> datetime:
        """A whole second in start..end."""
        return start + timedelta(seconds=self.rng.randrange(max(int((end - start).total_seconds()), 1)))

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.calendar.zone)

    def any_time(self, day: date) -> datetime:
        """When a citizen writes: from seven in the morning to nearly midnight."""
        return self.between(self._at(day, time(7)), self._at(day, time(23, 40)))

    def working(self, day: date) -> datetime:
        """A moment of office hours on the day, or on the last working day before it."""
        while not self.calendar.is_working(day):
            day -= timedelta(days=1)
        return self.between(self._at(day, MORNING), self._at(day, EVENING))

    def later(self, after: datetime, days: tuple[int, int]) -> datetime:
        """A moment of office hours so many working days after `after`; 0 means the same day if time is left."""
        count = self.rng.randint(*days)
        day = after.astimezone(self.calendar.zone).date()
        if count == 0 and self.calendar.is_working(day):
            start, end = max(after + timedelta(minutes=15), self._at(day, MORNING)), self._at(day, EVENING)
            if start < end:
                return self.between(start, end)
        day = self.calendar.nth_working(day + timedelta(days=1), max(count, 1))
        return self.between(self._at(day, MORNING), self._at(day, EVENING))
