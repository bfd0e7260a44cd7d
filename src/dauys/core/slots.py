"""The slots somebody can still book: computed from openings and what is taken in them, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dauys.core.recurrence import Opening


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of one lane that is held, booked or used."""

    starts: datetime
    ends: datetime
    lane: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch that can be booked; `lanes` are free in it, lowest first."""

    starts: datetime
    ends: datetime
    lanes: tuple[int, ...]


def slots(opening: Opening, each: timedelta, lanes: int, taken: Iterable[Taken]) -> list[Slot]:
    """The slots of an opening that have a free lane, in their order; a rest too short for one is no slot.

    A lane is free where nothing taken on it overlaps the slot, however long that is.
    """
    if each <= timedelta(0):
        raise ValueError("a slot has a length")
    busy = [t for t in taken if t.starts < opening.ends and opening.starts < t.ends]
    found: list[Slot] = []
    starts = opening.starts
    while starts + each <= opening.ends:
        ends = starts + each
        used = {t.lane for t in busy if t.starts < ends and starts < t.ends}
        if free := tuple(lane for lane in range(1, lanes + 1) if lane not in used):
            found.append(Slot(starts, ends, free))
        starts = ends
    return found


def places(opening: Opening, each: timedelta, lanes: int) -> int:
    """How many people an opening has room for."""
    return (opening.ends - opening.starts) // each * lanes


def open_online(found: Sequence[Slot], kept: int, given_by_desk: int) -> list[Slot]:
    """What of the free slots of an opening strangers may book: the last free places, as many as are `kept` for the
    phone and the desk and were not yet given there, are left out. A slot is whole or not there."""
    rest = sum(len(slot.lanes) for slot in found) - max(kept - given_by_desk, 0)
    shown: list[Slot] = []
    for slot in found:
        if rest <= 0:
            break
        lanes = slot.lanes[:rest]
        shown.append(Slot(slot.starts, slot.ends, lanes))
        rest -= len(lanes)
    return shown
