"""The facts of the rooms: one was switched off, or on again."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event("rooms.switch_off", frozenset({"room"}), _("Part switched off")),
    Event("rooms.switch_on", frozenset({"room"}), _("Part switched on")),
]
