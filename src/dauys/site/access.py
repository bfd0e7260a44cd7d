"""Who may look after the installation itself."""

from rules.predicates import Predicate, predicate

from dauys.ground.access.actors import Actor


@predicate
def is_administrator(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and actor.has_role("administrator")


@predicate
def is_controller(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and actor.has_role("controller")


PERMISSIONS: dict[str, Predicate] = {"site.messages": is_administrator | is_controller}
