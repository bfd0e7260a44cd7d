"""What must be true of documents: one a case the follower has passed, as its sources are; none of the erased."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

_PASSED = "COALESCE((SELECT position FROM journal_follower WHERE name = 'hearers'), 0)"
# Entries of the case that no hearer was woken by yet, or that one could not digest.
_IS_MOVING = (
    "EXISTS (SELECT 1 FROM journal_entry e LEFT JOIN journal_leaf l ON l.entry_id = e.id "
    "LEFT JOIN journal_parked p ON p.leaf_index = l.index "
    f"WHERE e.case_id = c.id AND (l.index IS NULL OR l.index >= {_PASSED} OR p.id IS NOT NULL))"
)
_OWNERS = (
    "(SELECT array_agg(DISTINCT o.owner_path ORDER BY o.owner_path) FROM cases_obligation o WHERE o.case_id = c.id)"
)

INVARIANTS = [
    Invariant(
        "search.one_document_a_case",
        _("Every case that the follower has passed can be found."),
        none_of(
            "SELECT c.id FROM cases_case c JOIN cases_voice v ON v.case_id = c.id "
            "LEFT JOIN search_document d ON d.case_id = c.id "
            f"WHERE v.salt <> '' AND d.case_id IS NULL AND NOT {_IS_MOVING}"
        ),
    ),
    Invariant(
        "search.copies_fit_sources",
        _("What a document says of number, bodies and place is what the case says."),
        none_of(
            "SELECT c.id FROM search_document d JOIN cases_case c ON c.id = d.case_id "
            "JOIN places_area a ON a.id = c.area_id "
            "LEFT JOIN directory_organization r ON r.id = c.registered_at_org_id "
            f"WHERE (d.serial <> c.serial OR d.area_path <> a.path OR d.desk_path <> COALESCE(r.path, '') "
            f"OR d.owner_paths::text[] <> {_OWNERS}::text[] "
            "OR NOT d.words @@ ('''' || ':e:' || a.path || '''')::tsquery "
            "OR EXISTS (SELECT 1 FROM unnest(d.owner_paths) p "
            "WHERE NOT d.words @@ ('''' || ':o:' || p || '''')::tsquery)"
            f") AND NOT {_IS_MOVING}"
        ),
    ),
    Invariant(
        "search.nothing_of_the_erased",
        _("No document holds words or names of who was erased."),
        none_of(
            "SELECT d.case_id FROM search_document d JOIN cases_voice v ON v.case_id = d.case_id WHERE v.salt = ''"
        ),
    ),
]
