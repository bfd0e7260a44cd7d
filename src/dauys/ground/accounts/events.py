"""The facts accounts state."""

from dauys.ground.journal.events import Event

EVENTS = [
    Event("accounts.add_staff", frozenset({"user"})),
    Event("accounts.grant", frozenset({"user", "role", "org_path", "area_path"})),
    Event("accounts.make_code", frozenset({"code"})),
    Event("accounts.sign_in", frozenset({"user", "by"})),
    Event("accounts.sign_out", frozenset({"user"})),
    Event("accounts.end_session", frozenset({"user"})),
    Event("accounts.end_other_sessions", frozenset({"user"})),
    Event("accounts.turn_on_second_factor", frozenset({"user"})),
    Event("accounts.turn_off_second_factor", frozenset({"user"})),
    Event("accounts.renew_recovery_codes", frozenset({"user"})),
    Event("accounts.use_recovery_code", frozenset({"user"})),
    Event("accounts.reset_second_factor", frozenset({"user"})),
]
