"""Names the journal to Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "dauys.ground.journal"
    label = "journal"
    # The serving role may add to these tables and never change them.
    append_only = ("Entry", "Leaf")
