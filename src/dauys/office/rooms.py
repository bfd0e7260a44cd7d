"""The upper rooms as an administrator sees them: what each is, whether it is on, and what keeps it from a switch."""

from collections.abc import Collection
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from dauys.ground.rooms.rules import in_the_way
from dauys.ground.rooms.state import is_installed, switched_off

OWN = "office"  # whoever switched this one off could not switch it on again


@dataclass(frozen=True, slots=True)
class Room:
    """`state`: on, off, away (taken by the settings) or own (always on). `first` names the rooms to switch before."""

    code: str
    name: str
    when_off: str
    state: str
    first: tuple[str, ...] = ()

    @property
    def can_be_switched(self) -> bool:
        return self.state in ("on", "off")


def room_name(code: str) -> str:
    """What people call a room; its code if there is no such room any more."""
    return str(apps.get_app_config(code).verbose_name) if code in settings.ROOM_STANDS_ON else code


def all_rooms() -> list[Room]:
    """Every upper room. No statement."""
    off = switched_off()
    return [_room(code, off) for code in settings.ROOM_STANDS_ON]


def one_room(code: str) -> Room | None:
    return next((room for room in all_rooms() if room.code == code), None)


def _room(code: str, off: Collection[str]) -> Room:
    state = "away" if not is_installed(code) else "own" if code == OWN else "off" if code in off else "on"
    before = in_the_way(code, off=off, installed=settings.ROOMS, stands_on=settings.ROOM_STANDS_ON)
    when_off = str(getattr(apps.get_app_config(code), "when_off", _("Its pages vanish from the site.")))
    return Room(code, room_name(code), when_off, state, tuple(map(room_name, before)))
