"""Names the room to Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "dauys.directory"
    label = "directory"
