"""The facts of the office: a table was confirmed."""

from dauys.ground.journal.events import Event

WRITTEN = frozenset({"upload", "new", "changed", "same"})
EVENTS = [
    Event("office.confirm_bodies", WRITTEN),
    Event("office.confirm_staff", WRITTEN),
    Event("office.send_test_mail", frozenset()),
]
