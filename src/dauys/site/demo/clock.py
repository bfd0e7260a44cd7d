"""Moves the demonstration's clock, never to where the pack's calendar could not count a term any more."""

from datetime import UTC, date, datetime, timedelta

from dauys.ground.moment import now, offset, offset_file
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local

STEPS = (1, 7, 30)
# A case filed at the clock's last day still has its term, an answer and three months to complain inside the calendar.
MARGIN = timedelta(days=150)


class BeyondCalendar(Exception):
    """A term counted from there would leave the calendar of the pack."""


def last_day() -> date:
    """The last day the clock may be moved to."""
    return current().calendar().last - MARGIN


def is_moved() -> bool:
    return bool(offset())


def move(days: int) -> datetime:
    """Moves the clock forward; the new moment. Raises BeyondCalendar and changes nothing."""
    there = now() + timedelta(days=days)
    if local(there).date() > last_day():
        raise BeyondCalendar
    _write(offset() + timedelta(days=days))
    return there


def reset() -> None:
    """Back to the real time, or to the last day the calendar allows."""
    offset_file().unlink(missing_ok=True)
    fit_into_calendar()


def fit_into_calendar() -> None:
    """A demonstration started after its calendar has ended shows the last days that it covers."""
    over = local(now()).date() - last_day()
    if over > timedelta():
        _write(offset() - over)


def real_now() -> datetime:
    return datetime.now(UTC)


def _write(moved: timedelta) -> None:
    target = offset_file()
    draft = target.with_suffix(".part")
    draft.write_text(str(int(moved.total_seconds())), "ascii")
    draft.replace(target)
