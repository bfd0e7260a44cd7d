"""Which rooms are open: those the installation has by its settings, less those an administrator switched off."""

import time
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from dauys.ground.change_marks import ChangeMark
from dauys.ground.rooms.models import SwitchedOff

# What is switched off, and the mark that stood when it was read.
_known: tuple[int, frozenset[str]] | None = None
# A database that is away is asked again after so many seconds, for each asking may wait long.
PAUSE = 5.0
_failed_at = -PAUSE
# A page asks for many rooms: the mark is looked at once in so many seconds.
LOOK = 0.25
_looked_at = -LOOK
MARK = ChangeMark("rooms.changed")


def forget() -> None:
    """Reads the switches anew the next time, here and in every other process; called after the switch is committed."""
    global _known, _looked_at
    _known, _looked_at = None, -LOOK
    MARK.touch()


def switched_off() -> Collection[str]:
    """Codes of the rooms that are switched off. One statement a process, none after, until one is switched."""
    global _known, _failed_at, _looked_at
    moment = time.monotonic()
    if _known is not None and moment - _looked_at < LOOK:
        return _known[1]
    _looked_at, touched = moment, MARK.at()
    if (_known is None or _known[0] != touched) and moment - _failed_at >= PAUSE:
        try:
            _known = (touched, frozenset(SwitchedOff.objects.values_list("room", flat=True)))
        except DatabaseError:  # it is away: what was known last holds
            _failed_at = moment
    return _known[1] if _known else ()


def is_installed(room: str) -> bool:
    """Whether the settings leave a room to this installation; a room that nobody can take away always is there."""
    return room in settings.ROOMS or room not in settings.ROOM_STANDS_ON


def is_open(room: str) -> bool:
    """Whether a room answers: its pages, its links, what it shows on pages of other rooms."""
    return is_installed(room) and (room not in settings.ROOM_STANDS_ON or room not in switched_off())


def room_of(thing: Callable[..., Any]) -> str:
    """The room in which a function stands."""
    return thing.__module__.removeprefix("dauys.").partition(".")[0]
