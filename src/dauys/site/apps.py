"""Starts the wiring when Django is ready."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dauys.site"
    label = "site"

    def ready(self) -> None:
        from dauys.site import wiring  # models must be loaded first

        wiring.connect()
