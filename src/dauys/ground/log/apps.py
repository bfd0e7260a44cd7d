"""Names the log to Django."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "dauys.ground.log"
    label = "log"
    # The serving role may add to these tables and never change them.
    append_only = ("Log", "Key", "Head", "Node")
