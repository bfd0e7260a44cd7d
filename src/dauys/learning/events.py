"""The facts of learning."""

from dauys.ground.journal.events import Event

EVENTS: list[Event] = []
