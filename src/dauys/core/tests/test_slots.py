"""Slots against a twin that looks at every minute."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.recurrence import Opening
from dauys.core.slots import Slot, Taken, open_online, places, slots

NINE = datetime(2026, 3, 3, 9, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def _free_by_minutes(
    length: int, each: int, lanes: int, taken: list[tuple[int, int, int]]
) -> list[tuple[int, list[int]]]:
    found = []
    for starts in range(0, length - each + 1, each):
        free = [
            lane
            for lane in range(1, lanes + 1)
            if not any(used == lane and a <= m < b for a, b, used in taken for m in range(starts, starts + each))
        ]
        if free:
            found.append((starts, free))
    return found


@given(
    st.integers(0, 200),
    st.integers(1, 60),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(-60, 220), st.integers(1, 120), st.integers(1, 4)), max_size=8),
)
def test_it_finds_what_a_look_at_every_minute_finds(
    length: int, each: int, lanes: int, taken: list[tuple[int, int, int]]
) -> None:
    spans = [(start, start + long, lane) for start, long, lane in taken]
    opening = Opening(at(0), at(length))
    found = slots(opening, timedelta(minutes=each), lanes, [Taken(at(a), at(b), lane) for a, b, lane in spans])
    assert [(int((s.starts - NINE).total_seconds() // 60), list(s.lanes)) for s in found] == _free_by_minutes(
        length, each, lanes, spans
    )
    assert sum(len(s.lanes) for s in found) <= places(opening, timedelta(minutes=each), lanes)


def test_an_appointment_that_contains_the_slot_takes_it() -> None:
    opening = Opening(at(60), at(120))
    assert slots(opening, timedelta(minutes=20), 1, [Taken(at(0), at(600), 1)]) == []


def test_the_last_places_are_kept_for_the_phone_and_the_desk() -> None:
    free = [Slot(at(0), at(20), (1, 2)), Slot(at(20), at(40), (2,)), Slot(at(40), at(60), (1, 2))]
    assert open_online(free, 0, 0) == free
    assert open_online(free, 2, 0) == free[:2]
    assert open_online(free, 3, 1) == free[:2]
    assert open_online(free, 4, 0) == [Slot(at(0), at(20), (1,))]
    assert open_online(free, 9, 0) == []
    assert open_online(free, 2, 5) == free


def test_a_slot_without_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="length"):
        slots(Opening(at(0), at(60)), timedelta(0), 1, [])
