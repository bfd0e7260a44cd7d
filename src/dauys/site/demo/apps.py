"""Names the demonstration to Django; it is installed only when DAUYS_DEMO is set and has no tables."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dauys.site.demo"
    label = "demo"
