"""The facts accounts state."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("accounts.add_staff", frozenset({"user"})),
    Event("accounts.grant", frozenset({"user", "role", "org_path", "area_path"})),
    Event("accounts.make_code", frozenset({"code"})),
    Event("accounts.sign_in", frozenset({"user"})),
    Event("accounts.sign_out", frozenset({"user"})),
]
