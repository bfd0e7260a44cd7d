"""Names the room to Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "dauys.cases"
    label = "cases"
