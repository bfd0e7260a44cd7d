"""The facts of routing: one step for many obligations, and its undoing. The rows have facts of their own."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("routing.bulk", frozenset({"bulk", "verb", "count"}), None, None),
    Event("routing.undo_bulk", frozenset({"bulk", "count"}), None, None),
]
