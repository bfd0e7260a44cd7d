"""The facts of learning."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("learning.teach", frozenset({"version", "cases", "unseen"}), None, None),
    Event("learning.label", frozenset({"label", "topic", "body", "language"}), None, None),
]
