"""Who may hear the person, write, check, hand over and rate an answer."""

from rules.predicates import Predicate, predicate

from dauys.answers.rules import SIGNS
from dauys.cases.access import (
    has_opened_the_case,
    holds_role_over_owner,
    is_assignee,
    is_clerk,
    is_clerk_of_the_desk,
    is_officer,
    leads_owner,
    works_for_owner,
)
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current


@predicate
def is_unassigned(actor: Actor, obligation: Obligation | None = None) -> bool:
    return obligation is None or obligation.assignee_id is None


@predicate
def is_writer(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Who saved the answer even once may not approve it."""
    answer = getattr(obligation, "answer", None) if obligation else None
    return answer is not None and actor.id in answer.writers


@predicate
def is_wanted_to_sign(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Holds a role whose signature the pack wants on an answer to this kind; without a row: to any."""
    kinds = [obligation.kind] if obligation else list(current().kinds)
    wanted = {role for kind in kinds for role in current().signatures(kind)}
    return bool(holds_role_over_owner(*(role for name in wanted for role in SIGNS[name])).test(actor, obligation))


PERMISSIONS: dict[str, Predicate] = {
    "answers.write": (is_officer | leads_owner) & (is_assignee | is_unassigned),
    "answers.approve": leads_owner & ~is_writer,
    "answers.sign": (leads_owner | is_wanted_to_sign) & ~is_writer,
    "answers.read_out": is_officer | leads_owner | is_clerk | is_clerk_of_the_desk,
    "answers.hear": (is_officer | leads_owner) & (is_assignee | is_unassigned),
    "answers.see_hearing": works_for_owner | is_clerk_of_the_desk,
    "answers.chair": leads_owner,
    "answers.rate": has_opened_the_case,
}
