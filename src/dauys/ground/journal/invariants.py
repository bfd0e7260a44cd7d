"""What must be true of the journal: every entry has its one place, and no place lies about its entry."""

from django.utils.translation import gettext_lazy as _

from dauys.core.log_entries import LEAF_HASH_SQL
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.journal.events import REGISTRY
from dauys.ground.journal.models import Entry

_FLOOR = "COALESCE((SELECT position FROM journal_follower WHERE name = 'numbering'), 0)"


def _unknown_verbs() -> Finding:
    return found(
        [verb for verb in Entry.objects.order_by().values_list("verb", flat=True).distinct() if verb not in REGISTRY]
    )


INVARIANTS = [
    Invariant(
        "journal.places_without_gaps",
        _("The places of entries are counted from 0 without a gap."),
        none_of(
            "SELECT l.index FROM journal_leaf l WHERE l.index > 0 "
            "AND NOT EXISTS (SELECT 1 FROM journal_leaf b WHERE b.index = l.index - 1)"
        ),
    ),
    Invariant(
        "journal.entries_are_places_and_waiting",
        _("Every entry has its place, or waits above the point the follower has reached."),
        none_of(
            "SELECT e.id FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id "
            f"WHERE l.entry_id IS NULL AND e.id <= {_FLOOR}"
        ),
    ),
    Invariant(
        "journal.hashes_fit_entries",
        _("Every place holds the hash of its entry as it stands."),
        none_of(
            "SELECT l.index FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id "
            f"WHERE l.leaf_hash <> {LEAF_HASH_SQL}"
        ),
    ),
    Invariant("journal.verbs_are_known", _("Every fact is one that a room declares."), _unknown_verbs),
]
