"""The facts of the doors: voices of a flood kept, accepted and discarded."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("channels.hold", frozenset({"draft", "because"})),
    Event("channels.accept_held", frozenset({"count", "drafts", "cases"})),
    Event("channels.discard_held", frozenset({"count", "drafts"})),
]
