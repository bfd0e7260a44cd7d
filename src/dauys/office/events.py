"""The facts of the office: a table was confirmed."""

from dauys.ground.journal.events import Event

EVENTS = [Event("office.confirm_bodies", frozenset({"upload", "new", "changed", "same"}))]
