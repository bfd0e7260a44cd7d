"""What must be true of what is not filed yet: held voices are whole, never filed and held at once; imports are told."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "channels.held_or_filed",
        _("No voice is held and filed at once."),
        none_of(
            "SELECT d.id FROM channels_draft d JOIN cases_case c ON c.idempotency_key = d.id "
            "WHERE d.held_at IS NOT NULL"
        ),
    ),
    Invariant(
        "channels.held_have_words",
        _("Every held voice has its words and a body that can let it in."),
        none_of("SELECT id FROM channels_draft WHERE held_at IS NOT NULL AND (data IS NULL OR owner_path = '')"),
    ),
    Invariant(
        "channels.imports_are_told",
        _("Every filed table of another system is in the journal once, and no other is."),
        none_of(
            "SELECT COALESCE(i.id::text, e.import) FROM (SELECT * FROM channels_import WHERE done_at IS NOT NULL) i "
            "FULL JOIN (SELECT payload->>'import' AS import, SUM((payload->>'filed')::int) AS filed "
            "FROM journal_entry WHERE verb = 'channels.file_import' GROUP BY 1) e ON e.import = i.id::text "
            "WHERE i.id IS NULL OR e.filed IS DISTINCT FROM i.filed"
        ),
    ),
]
