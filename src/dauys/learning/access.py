"""Who may do what in learning: who leads or controls sees how right it is; who works with cases labels them."""

from rules.predicates import Predicate, predicate

from dauys.cases.access import holds_role_over_owner
from dauys.ground.access.actors import Actor


@predicate
def is_administrator_of_everything(actor: Actor, _thing: object = None) -> bool:
    grants = actor.grants_of(["administrator"]) if actor.kind == "staff" else ()
    return any(not g.org_path and not g.area_path for g in grants)


PERMISSIONS: dict[str, Predicate] = {
    "learning.view": holds_role_over_owner("supervisor", "head", "controller") | is_administrator_of_everything,
    "learning.label": holds_role_over_owner("clerk", "officer", "supervisor", "head"),
}
