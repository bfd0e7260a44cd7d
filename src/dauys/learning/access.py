"""Who may do what in learning."""

from rules.predicates import Predicate

from dauys.cases.access import holds_role_over_owner

PERMISSIONS: dict[str, Predicate] = {"learning.view": holds_role_over_owner("supervisor", "head")}
