"""Who may decide what is shown publicly: the clerks and heads of the body that owns the voice, and its desk."""

from rules.predicates import Predicate

from dauys.cases.access import is_clerk, is_clerk_of_the_desk, leads_owner

PERMISSIONS: dict[str, Predicate] = {"publication.review": is_clerk | is_clerk_of_the_desk | leads_owner}
