"""The facts of the directory."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("directory.load", frozenset({"pack", "version", "organizations", "areas"})),
    Event("directory.appoint", frozenset({"user", "post"})),
    Event("directory.dismiss", frozenset({"user", "post"})),
    Event("directory.make_body", frozenset({"body"})),
    Event("directory.change_body", frozenset({"body", "fields"})),
]
