"""Who may see a board: who leads a body, and who controls it."""

from rules.predicates import Predicate

from dauys.cases.access import holds_role_over_owner

PERMISSIONS: dict[str, Predicate] = {
    "oversight.board": holds_role_over_owner("supervisor", "head", "controller", "auditor")
}
