"""Moments of the database as local dates and times in the reader's language."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from dauys.core.dates import full_date, short_date
from dauys.ground.moment import now
from dauys.ground.packs.current import current


def zone() -> ZoneInfo:
    return ZoneInfo(current().info.timezone)


def local(at: datetime) -> datetime:
    return at.astimezone(zone())


def midnight(day: date) -> datetime:
    """When a day begins here."""
    return datetime.combine(day, time.min, tzinfo=zone())


def today() -> date:
    return local(now()).date()


def day_words(value: date | datetime, language: str, *, year: bool = True) -> str:
    day = local(value).date() if isinstance(value, datetime) else value
    return full_date(day, language) if year else short_date(day, language, today())


def moment_words(value: datetime, language: str, *, year: bool = False) -> str:
    """«15 наурыз, 10:42»; with the year if it is another one or asked for."""
    return f"{day_words(value, language, year=year)}, {local(value):%H:%M}"
