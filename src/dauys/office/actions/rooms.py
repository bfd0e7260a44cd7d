"""Switches a room off or on, for an administrator of the whole office."""

from datetime import datetime

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.rooms.actions import UnknownRoom, switch_off, switch_on
from dauys.office.rooms import OWN


def switch(*, room: str, on: bool, actor: Actor, at: datetime) -> bool:
    """To what is wanted; False if it is so already. Raises UnknownRoom, also for the office itself, and StandsOn."""
    require(actor, "office.set_up")
    if room == OWN:
        raise UnknownRoom(room)
    return (switch_on if on else switch_off)(room=room, actor=actor, at=at)
