"""What must be true of routing: what was done to many rows together is told, and undone only as a whole."""

from django.utils.translation import gettext_lazy as _

from dauys.ground.invariants import Invariant, none_of

INVARIANTS = [
    Invariant(
        "routing.bulk_is_told",
        _("Every step for many rows stands once in the journal, with as many rows as were moved."),
        none_of(
            "SELECT b.id FROM routing_bulk b LEFT JOIN (SELECT payload->>'bulk' AS bulk, COUNT(*) AS n, "
            "MAX((payload->>'count')::int) AS moved FROM journal_entry WHERE verb = 'routing.bulk' GROUP BY 1) e "
            "ON e.bulk = b.id::text WHERE e.n IS DISTINCT FROM 1 OR e.moved <> (SELECT COUNT(*) FROM routing_bulkrow r "
            "WHERE r.bulk_id = b.id AND r.outcome <> 'refused')"
        ),
    ),
    Invariant(
        "routing.undone_as_a_whole",
        _("A step that was undone has no row left as it was, and one that was not has no row put back."),
        none_of(
            "SELECT b.id FROM routing_bulk b JOIN routing_bulkrow r ON r.bulk_id = b.id "
            "WHERE (b.undone_at IS NULL) = (r.outcome IN ('undone', 'kept')) AND r.outcome <> 'refused'"
        ),
    ),
    Invariant(
        "routing.give_backs_are_told",
        _("Whatever a body gave back as not its own was told in the journal each time."),
        none_of(
            "SELECT g.obligation_id FROM routing_giveback g GROUP BY 1 HAVING COUNT(*) > (SELECT COUNT(*) "
            "FROM journal_entry e JOIN cases_obligation o ON o.id = g.obligation_id WHERE e.case_id = o.case_id "
            "AND e.obligation_id = g.obligation_id AND e.verb = 'cases.disown')"
        ),
    ),
    Invariant(
        "routing.left_were_agreed",
        _("Nothing was left without consideration unless another than who proposed it agreed."),
        none_of(
            "SELECT o.id FROM cases_obligation o WHERE o.state = 'left' AND NOT EXISTS "
            "(SELECT 1 FROM routing_leaving l WHERE l.obligation_id = o.id AND l.agreed AND l.by_id <> l.decided_by_id)"
        ),
    ),
]
