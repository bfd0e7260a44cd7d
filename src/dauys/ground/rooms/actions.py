"""Switches rooms off and on."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.rooms.models import SwitchedOff
from dauys.ground.rooms.rules import in_the_way
from dauys.ground.rooms.state import forget, is_installed

_LOCK = 0x726F6F6D  # one switch at a time, so that no two together leave a room without the one it stands on


class UnknownRoom(Exception):
    """There is no such room, or the settings took it away."""


class StandsOn(Exception):
    """Other rooms are in the way: those that stand on it, or those it stands on; `rooms` are their codes."""

    def __init__(self, rooms: tuple[str, ...]) -> None:
        super().__init__(", ".join(rooms))
        self.rooms = rooms


def switch_off(*, room: str, actor: Actor, at: datetime) -> bool:
    """Closes a room; False if it was closed. Raises UnknownRoom, and StandsOn while an open room stands on it."""

    def write(off: set[str]) -> bool:
        if room in off:
            return False
        _refuse_to_break(room, off)
        SwitchedOff.objects.create(room=room, at=at)
        record("rooms.switch_off", actor=actor, at=at, payload={"room": room})
        return True

    return _switch(room, actor, write)


def switch_on(*, room: str, actor: Actor, at: datetime) -> bool:
    """Opens a room again; False if it was open. Raises UnknownRoom, and StandsOn while it stands on a closed one."""

    def write(off: set[str]) -> bool:
        if room not in off:
            return False
        _refuse_to_break(room, off)
        SwitchedOff.objects.filter(pk=room).delete()
        record("rooms.switch_on", actor=actor, at=at, payload={"room": room})
        return True

    return _switch(room, actor, write)


def _switch(room: str, actor: Actor, write: Callable[[set[str]], bool]) -> bool:
    if room not in settings.ROOM_STANDS_ON or not is_installed(room):
        raise UnknownRoom(room)
    with acting(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        done = write(set(SwitchedOff.objects.values_list("room", flat=True)))
    if done:
        forget()
    return done


def _refuse_to_break(room: str, off: set[str]) -> None:
    rooms = in_the_way(room, off=off, installed=settings.ROOMS, stands_on=settings.ROOM_STANDS_ON)
    if rooms:
        raise StandsOn(rooms)
