"""Names the room to Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "dauys.search"
    label = "search"
