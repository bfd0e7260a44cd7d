"""Names the packs to Django."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "dauys.ground.packs"
    label = "packs"
