"""The facts accounts state."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.journal.events import Event

EVENTS = [
    Event("accounts.add_staff", frozenset({"user"}), _("Account made")),
    Event("accounts.change_staff", frozenset({"user", "fields"}), _("Account changed")),
    Event("accounts.grant", frozenset({"user", "role", "org_path", "area_path"}), _("Role given")),
    Event("accounts.end_grant", frozenset({"user", "role", "org_path", "area_path", "until"}), _("Role ended")),
    Event("accounts.end_staff", frozenset({"user"}), _("Account ended")),
    Event("accounts.bring_back", frozenset({"user"}), _("Account brought back")),
    Event("accounts.invite", frozenset({"user", "invitation"}), _("Letter for a password sent")),
    Event("accounts.accept_invitation", frozenset({"user", "invitation"}), _("Password set by a letter")),
    Event("accounts.change_password", frozenset({"user"}), _("Password changed by its owner")),
    Event("accounts.bind_provider", frozenset({"user"}), _("Account bound to the one at the provider")),
    Event("accounts.name_deputy", frozenset({"user", "deputy", "since", "until"}), _("Deputy named")),
    Event("accounts.end_deputy", frozenset({"user", "deputy", "until"}), _("Deputy ended")),
    Event("accounts.make_code", frozenset({"code"})),
    Event("accounts.sign_in", frozenset({"user", "by"})),
    Event("accounts.sign_out", frozenset({"user"})),
    Event("accounts.end_session", frozenset({"user"})),
    Event("accounts.end_other_sessions", frozenset({"user"})),
    Event("accounts.turn_on_second_factor", frozenset({"user"}), _("Second factor turned on")),
    Event("accounts.turn_off_second_factor", frozenset({"user"}), _("Second factor turned off")),
    Event("accounts.renew_recovery_codes", frozenset({"user"})),
    Event("accounts.use_recovery_code", frozenset({"user"})),
    Event("accounts.add_passkey", frozenset({"user", "passkey"}), _("Passkey added")),
    Event("accounts.remove_passkey", frozenset({"user", "passkey"}), _("Passkey removed")),
    Event("accounts.doubt_passkey", frozenset({"user", "passkey"}), _("Passkey refused: there may be a copy of it")),
    Event("accounts.rotate_contacts_key", frozenset({"generation", "rows"})),
    Event("accounts.rotate_lookup_key", frozenset({"generation", "rows"})),
    Event("accounts.reset_second_factor", frozenset({"user"}), _("Second factor reset")),
]
