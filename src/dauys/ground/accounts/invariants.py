"""What must be true of accounts: a second factor in use has its secret and its ten recovery codes."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "accounts.second_factor_is_whole",
        _("Every second factor in use has its secret and its recovery codes."),
        none_of(
            "SELECT a.user_id FROM accounts_authenticator a WHERE a.confirmed_at IS NOT NULL AND (a.secret IS NULL "
            "OR (SELECT COUNT(*) FROM accounts_recoverycode r WHERE r.authenticator_id = a.user_id) <> 10)"
        ),
    ),
]
