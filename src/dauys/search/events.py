"""The facts of search: a person was looked for by phone or national id."""

from dauys.ground.journal.events import Event

EVENTS = [Event("search.look_up", frozenset({"by", "found"}), None, None)]
