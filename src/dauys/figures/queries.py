"""The only reads of the counters: sums of a window by place, by topic and by body, and how long people waited."""

from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.db import connection

WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Window:
    """Whole days of the office, the last of them yesterday: a day that is not over would flatter or shame by chance."""

    first: date
    last: date

    @classmethod
    def before(cls, today: date) -> "Window":
        return cls(today - timedelta(days=WINDOW_DAYS), today - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted in a window; `open_now` and `overdue_now` are of the moment, whatever their term."""

    filed: int = 0
    due: int = 0
    in_time: int = 0
    due_law: int = 0
    in_time_law: int = 0
    answered: int = 0
    first: int = 0
    reopened: int = 0
    rated: int = 0
    not_solved: int = 0
    repeats: int = 0
    collective: int = 0
    open_now: int = 0
    overdue_now: int = 0

    @property
    def late(self) -> int:
        return self.due - self.in_time


@dataclass(frozen=True, slots=True)
class Standing:
    """Sums by place, and for each place how many first answers took how many days."""

    places: dict[str, Sums]
    waits: dict[str, dict[int, int]]


_NAMES = tuple(f.name for f in fields(Sums))
_IN_WINDOW = ", ".join(
    f"COALESCE(SUM({name}) FILTER (WHERE day BETWEEN %(first)s AND %(last)s), 0)" for name in _NAMES[:-2]
)
_ADDED = f"{_IN_WINDOW}, COALESCE(SUM(open), 0), COALESCE(SUM(open) FILTER (WHERE day <= %(last)s), 0)"
_SEEN = "(day BETWEEN %(first)s AND %(last)s OR open <> 0)"
_STANDING = f"""
SELECT area, -1, {_ADDED} FROM figures_cell
WHERE area = ANY(%(areas)s) AND topic = '' AND body = '' AND {_SEEN} GROUP BY area
UNION ALL SELECT area, days, SUM(count), {", ".join("0" for _ in _NAMES[1:])} FROM figures_wait
WHERE area = ANY(%(areas)s) AND day BETWEEN %(first)s AND %(last)s GROUP BY area, days
"""  # noqa: S608
_PARTS = f"""
SELECT topic, body, {_IN_WINDOW} FROM figures_cell
WHERE area = %(area)s AND topic || body <> '' AND day BETWEEN %(first)s AND %(last)s GROUP BY topic, body
UNION ALL SELECT '=', outcome, SUM(count), {", ".join("0" for _ in _NAMES[3:])} FROM figures_ending
WHERE area = %(area)s AND day BETWEEN %(first)s AND %(last)s GROUP BY outcome HAVING SUM(count) > 0
"""  # noqa: S608


def standing(areas: list[str], window: Window) -> Standing:
    """Sums and waits of these places, all of the same depth or above each other. One statement."""
    places: dict[str, Sums] = {}
    waits: dict[str, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"areas": areas, "first": window.first, "last": window.last})
        for area, days, *numbers in cursor.fetchall():
            if days < 0:
                places[area] = Sums(*map(int, numbers))
            elif numbers[0]:
                waits.setdefault(area, {})[days] = int(numbers[0])
    return Standing(places, waits)


def parts(area: str, window: Window) -> tuple[dict[str, Sums], dict[str, Sums], dict[str, int]]:
    """Sums of a place by topic, and by body, without what is open now; and how demands ended. One statement."""
    topics: dict[str, Sums] = {}
    bodies: dict[str, Sums] = {}
    ended: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"area": area, "first": window.first, "last": window.last})
        for topic, body, *numbers in cursor.fetchall():
            if topic == "=":
                ended[body] = int(numbers[0])
                continue
            found, key = (topics, topic) if topic else (bodies, body)
            found[key] = Sums(*map(int, numbers))
    return topics, bodies, ended
