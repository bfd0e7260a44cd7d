"""Slots: named places on lower rooms' pages that upper rooms fill, once, in the wiring."""

from collections.abc import Callable, Sequence
from typing import Any

from dauys.ground.rooms.state import is_open, room_of

NAMES = (
    "answer.beside",
    "case.panels",
    "case.actions",
    "desk.tabs",
    "desk.place",
    "home.numbers",
    "list.notes",
    "list.steps",
    "person.correct",
    "person.erase",
    "person.export",
    "say.preview",
    "search.sources",
    "table.outcomes",
    "tracking.panels",
)
# Erasing or correcting a person, and telling them what is held, reaches also what a closed room keeps of them.
_NEVER_CLOSED = {"person.correct", "person.erase", "person.export"}
_FILLINGS: dict[str, list[Callable[..., Any]]] = {name: [] for name in NAMES}


def fill(slot: str, filling: Callable[..., Any]) -> None:
    """Puts a filling into a slot; only the wiring calls this. An unknown slot is an error."""
    if filling not in _FILLINGS[slot]:
        _FILLINGS[slot].append(filling)


def fillings(slot: str) -> Sequence[Callable[..., Any]]:
    return tuple(_FILLINGS[slot])


def gather(slot: str, *args: Any) -> list[Any]:
    """What the fillings of open rooms give for these arguments, in wiring order; None means nothing to show."""
    heard = [f for f in _FILLINGS[slot] if slot in _NEVER_CLOSED or is_open(room_of(f))]
    return [shown for filling in heard if (shown := filling(*args)) is not None]
