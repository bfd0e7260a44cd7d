"""Names the room to Django."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "dauys.figures"
    label = "figures"
