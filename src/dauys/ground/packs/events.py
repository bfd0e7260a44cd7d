"""The facts packs state."""

from dauys.ground.journal.events import Event

EVENTS = [Event("packs.load", frozenset({"pack", "version"}))]
