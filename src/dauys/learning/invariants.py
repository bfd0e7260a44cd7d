"""What must always be true of learning: versions, decisions and labels are what the journal tells of them."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "learning.versions_are_told",
        _("Every version that was taught stands once in the journal, with as many cases."),
        none_of(
            "SELECT t.version AS id FROM learning_taught t WHERE (SELECT COUNT(*) FROM journal_entry e WHERE "
            "e.verb = 'learning.teach' AND (e.payload->>'version')::int = t.version "
            "AND (e.payload->>'cases')::int = t.cases) <> 1"
        ),
    ),
    Invariant(
        "learning.decisions_are_told",
        _("Every decision beside the learned suggestion is one the journal tells of."),
        none_of(
            "SELECT d.id FROM learning_decision d LEFT JOIN journal_entry e ON e.id = d.entry "
            "AND e.obligation_id = d.obligation_id AND d.chosen = COALESCE(e.payload->>'new', e.payload->>'owner') "
            "WHERE e.id IS NULL"
        ),
    ),
    Invariant(
        "learning.labels_are_told",
        _("Every label is told in the journal as it stands."),
        none_of(
            "SELECT l.id FROM learning_label l WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE "
            "e.verb = 'learning.label' AND e.case_id = l.case_id AND e.payload->>'label' = l.id::text "
            "AND e.payload->>'topic' = l.topic AND e.payload->>'body' = l.body)"
        ),
    ),
]
