"""Names the room to Django."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "dauys.office"
    label = "office"
