"""What must be true of the office: a confirmed table was journalled once, and bodies stand under their parents."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "office.confirmed_once",
        _("Every confirmed table is in the journal once, and no other is."),
        none_of(
            "SELECT COALESCE(u.id::text, e.upload) FROM (SELECT * FROM office_upload WHERE done_at IS NOT NULL) u "
            "FULL JOIN (SELECT payload->>'upload' AS upload, verb, COUNT(*) AS n FROM journal_entry "
            "WHERE verb IN ('office.confirm_bodies', 'office.confirm_staff') GROUP BY 1, 2) e "
            "ON e.upload = u.id::text AND e.verb = 'office.confirm_' || u.kind "
            "WHERE u.id IS NULL OR e.n IS DISTINCT FROM 1"
        ),
    ),
    Invariant(
        "office.own_bodies_are_told",
        _("Every body that the office made or changed is in the journal, under the body its code names."),
        none_of(
            "SELECT b.id FROM directory_organization b LEFT JOIN directory_organization p ON p.id = b.parent_id "
            "WHERE b.source = 'office' AND (b.path <> b.code || '/' "
            "OR (strpos(b.code, '/') > 0) <> (p.id IS NOT NULL) "
            "OR (p.id IS NOT NULL AND p.code <> regexp_replace(b.code, '/[^/]*$', '')) "
            "OR NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.organization_id = b.id "
            "AND e.verb IN ('directory.make_body', 'directory.change_body')))"
        ),
    ),
]
