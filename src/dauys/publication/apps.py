"""Names the room to Django."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "dauys.publication"
    label = "publication"
