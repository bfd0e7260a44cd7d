"""When a schedule's opening comes again: the rules of RFC 5545, in wall time, minus the days it does not hold."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST = 1_000  # openings one rule may bring in one look; a year of working days is 250
_DAILY_OR_RARER = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"))
_MONTH_DAY = re.compile(r"-?([1-9]|[12]\d|3[01])")


class BadRule(ValueError):
    """The text is no rule of RFC 5545 a schedule can follow: finer than a day, or with parts it does not need."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of time, both ends aware of their zone; the end is outside."""

    starts: datetime
    ends: datetime


def check_rule(rule: str) -> str:
    """The rule in capitals, without the word RRULE; an empty one means once. Raises BadRule."""
    plain = rule.strip().upper().removeprefix("RRULE:")
    if not plain:
        return ""
    parts = [part.partition("=") for part in plain.split(";")]
    names = [name for name, _sign, _value in parts]
    if len(set(names)) < len(names) or not set(names) <= _PARTS or not all(value for _name, _sign, value in parts):
        raise BadRule(rule)
    given = {name: value for name, _sign, value in parts}
    month_days = given.get("BYMONTHDAY", "1").split(",")
    if given.get("FREQ") not in _DAILY_OR_RARER or not all(map(_MONTH_DAY.fullmatch, month_days)):
        raise BadRule(rule)
    try:
        rrulestr(plain, dtstart=datetime(2026, 1, 1))  # noqa: DTZ001  wall time
    except (ValueError, TypeError, KeyError) as error:
        raise BadRule(rule) from error
    return plain


def openings(
    rule: str,
    first: datetime,
    length: timedelta,
    zone: ZoneInfo,
    after: date,
    before: date,
    *,
    skip: Collection[date] = (),
) -> Iterator[Opening]:
    """The openings that begin on a day from `after` up to, not including, `before`, in their order; at most MOST.

    `first` is the first one in wall time, without a zone: what begins at ten begins at ten on both sides of a change
    of the clock. `rule` is one that `check_rule` gave; UNTIL in it is read as a day or as wall time.
    """
    for starts in islice(_starts(rule, first, after, before), MOST):
        if starts.date() not in skip:
            begins = starts.replace(tzinfo=zone)
            yield Opening(begins, (begins.astimezone(UTC) + length).astimezone(zone))


def _starts(rule: str, first: datetime, after: date, before: date) -> Iterator[datetime]:
    low, high = datetime.combine(after, time.min), datetime.combine(before, time.min)
    if not rule:
        return iter([first] if low <= first < high else [])
    every = rrulestr(rule.replace("Z", ""), dtstart=first)
    return takewhile(lambda starts: starts < high, every.xafter(low, inc=True))
