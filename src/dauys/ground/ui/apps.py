"""Names the UI kit to Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "dauys.ground.ui"
    label = "ui"
