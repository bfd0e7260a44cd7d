"""Calendars for the tests: Kazakhstan 2024-2026 as published, plain Monday to Friday, and invented ones."""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from dauys.core.workdays import WorkCalendar

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)

_HOLIDAYS = {
    "new_year": ["2024-01-01", "2024-01-02", "2025-01-01", "2025-01-02", "2026-01-01", "2026-01-02"],
    "christmas": ["2024-01-07", "2025-01-07", "2026-01-07"],
    "womens_day": ["2024-03-08", "2025-03-08", "2025-03-10", "2026-03-08", "2026-03-09"],
    "nauryz": [
        *("2024-03-21", "2024-03-22", "2024-03-23", "2024-03-25"),
        *("2025-03-21", "2025-03-22", "2025-03-23", "2025-03-24", "2025-03-25"),
        *("2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24", "2026-03-25"),
    ],
    "unity_day": ["2024-05-01", "2025-05-01", "2026-05-01"],
    "defender_day": ["2024-05-07", "2025-05-07", "2026-05-07"],
    "victory_day": ["2024-05-09", "2025-05-09", "2026-05-09", "2026-05-11"],
    "kurban_ait": ["2024-06-16", "2025-06-06", "2026-05-27"],
    "capital_day": ["2024-07-06", "2024-07-08", "2025-07-06", "2025-07-07", "2026-07-06"],
    "constitution_day": ["2024-08-30", "2025-08-30", "2025-09-01"],
    "republic_day": ["2024-10-25", "2025-10-25", "2025-10-27", "2026-10-25", "2026-10-26"],
    "independence_day": ["2024-12-16", "2025-12-16", "2026-12-16"],
    "transferred": ["2024-05-08", "2025-01-03"],
}

KAZAKHSTAN = WorkCalendar(
    timezone="Asia/Almaty",
    weekend=frozenset({5, 6}),
    days_off={date.fromisoformat(day): name for name, days in _HOLIDAYS.items() for day in days},
    working={date(2024, 5, 4): "transferred", date(2025, 1, 5): "transferred"},
    opens=time(9),
    closes=time(18, 30),
    first=FIRST,
    last=LAST,
)

PLAIN = WorkCalendar("Asia/Almaty", frozenset({5, 6}), {}, {}, time(9), time(18), FIRST, LAST)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Calendars of 2025-2026 with any weekend, random holidays in the first year and some weekend days worked."""
    first, last = date(2025, 1, 1), date(2026, 12, 31)
    weekend = draw(st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset({4, 5}), frozenset[int]()]))
    days = st.integers(0, 364).map(lambda n: first + timedelta(days=n))
    days_off = draw(st.dictionaries(days, st.sampled_from(["nauryz", "kurban_ait"]), max_size=60))
    swaps = draw(st.sets(days, max_size=20))
    working = {day: "transferred" for day in swaps if day.weekday() in weekend and day not in days_off}
    return WorkCalendar("Asia/Almaty", weekend, days_off, working, time(9), time(18), first, last)


def starts() -> st.SearchStrategy[date]:
    """Days early enough in an invented calendar for every term and pause of the tests to fit."""
    return st.integers(0, 200).map(lambda n: date(2025, 1, 1) + timedelta(days=n))
