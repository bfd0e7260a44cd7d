"""Names the room to Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "dauys.channels"
    label = "channels"
