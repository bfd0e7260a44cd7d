"""Names the room to Django."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "dauys.ground.rooms"
    label = "rooms"
