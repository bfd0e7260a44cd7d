"""Names the room to Django."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "dauys.routing"
    label = "routing"
