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
    Invariant(
        "accounts.passkeys_are_told",
        _("Every passkey is in the journal, and its account works and has a second factor."),
        none_of(
            "SELECT p.id FROM accounts_passkey p JOIN accounts_user u ON u.id = p.user_id "
            "LEFT JOIN accounts_authenticator a ON a.user_id = p.user_id AND a.confirmed_at IS NOT NULL "
            "LEFT JOIN (SELECT payload->>'passkey' AS id, payload->>'user' AS owner, "
            "bool_or(verb = 'accounts.remove_passkey') AS gone, bool_or(verb = 'accounts.add_passkey') AS added "
            "FROM journal_entry WHERE verb IN ('accounts.add_passkey', 'accounts.remove_passkey') GROUP BY 1, 2) e "
            "ON e.id = p.id::text AND e.owner = p.user_id::text "
            "WHERE NOT u.is_active OR a.user_id IS NULL OR e.added IS NOT TRUE OR e.gone"
        ),
    ),
    Invariant(
        "accounts.ended_opens_nothing",
        _("An ended account is in the journal and holds no role, no deputy and no letter."),
        none_of(
            "SELECT u.id FROM accounts_user u LEFT JOIN (SELECT payload->>'user' AS id, MAX(at) AS at "
            "FROM journal_entry WHERE verb = 'accounts.end_staff' GROUP BY 1) e ON e.id = u.id::text "
            "WHERE NOT u.is_active "
            "AND (e.at IS NULL OR EXISTS (SELECT 1 FROM accounts_rolegrant g WHERE g.user_id = u.id "
            "AND COALESCE(g.valid_until, 'infinity') > e.at::date + 1) OR EXISTS (SELECT 1 FROM accounts_deputy d "
            "WHERE u.id IN (d.user_id, d.deputy_id) AND d.valid_until > e.at::date + 1) "
            "OR EXISTS (SELECT 1 FROM accounts_invitation i WHERE i.user_id = u.id AND i.used_at IS NULL "
            "AND i.expires_at > e.at))"
        ),
    ),
    Invariant(
        "accounts.back_is_told",
        _("Every account that works was never ended, or was brought back since."),
        none_of(
            "SELECT u.id FROM accounts_user u JOIN (SELECT DISTINCT ON (1) payload->>'user' AS id, verb "
            "FROM journal_entry WHERE verb IN ('accounts.end_staff', 'accounts.bring_back') "
            "ORDER BY 1, journal_entry.id DESC) e ON e.id = u.id::text "
            "WHERE u.is_active <> (e.verb = 'accounts.bring_back')"
        ),
    ),
    Invariant(
        "accounts.auditors_had_notice",
        _("Every auditor's role is as the journal says, and ends only after fourteen days of notice."),
        none_of(
            "SELECT COALESCE(g.id::text, e.id) FROM (SELECT DISTINCT ON (1, 2, 3) payload->>'user' AS id, "
            "payload->>'org_path' AS org, payload->>'area_path' AS area, at, (payload->>'until')::date AS until "
            "FROM journal_entry WHERE verb IN ('accounts.grant', 'accounts.end_grant') "
            "AND payload->>'role' = 'auditor' ORDER BY 1, 2, 3, journal_entry.id DESC) e "
            "FULL JOIN (SELECT * FROM accounts_rolegrant WHERE role = 'auditor') g "
            "ON g.user_id::text = e.id AND g.org_path = e.org AND g.area_path = e.area "
            "WHERE g.id IS NULL OR e.id IS NULL OR g.valid_until IS DISTINCT FROM e.until "
            "OR e.until < e.at::date + 13"
        ),
    ),
    Invariant(
        "accounts.deputies_are_told",
        _("Every deputy is in the journal."),
        none_of(
            "SELECT d.id FROM accounts_deputy d WHERE NOT EXISTS (SELECT 1 FROM journal_entry e "
            "WHERE e.verb = 'accounts.name_deputy' AND e.payload->>'user' = d.user_id::text "
            "AND e.payload->>'deputy' = d.deputy_id::text)"
        ),
    ),
]
