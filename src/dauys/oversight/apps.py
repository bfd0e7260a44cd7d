"""Names the room to Django."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "dauys.oversight"
    label = "oversight"
