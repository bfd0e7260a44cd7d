"""Names the files to Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "dauys.ground.files"
    label = "files"
