"""The facts of the doors: voices of a flood kept, accepted and discarded; a table of another system filed."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("channels.hold", frozenset({"draft", "because"})),
    Event("channels.accept_held", frozenset({"count", "drafts", "cases"})),
    Event("channels.discard_held", frozenset({"count", "drafts"})),
    Event("channels.file_import", frozenset({"import", "filed", "here", "wrong"})),
]
