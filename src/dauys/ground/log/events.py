"""The facts of the log itself: a log began, perhaps after a restore, and a key took over from another."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("log.start", frozenset({"log", "follows", "follows_size", "common_size"})),
    Event("log.rotate_key", frozenset({"log", "old", "new"})),
]
