"""Who may look after the installation itself."""

from rules.predicates import Predicate, predicate

from dauys.ground.access.actors import Actor


@predicate
def is_administrator(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and actor.has_role("administrator")


@predicate
def is_controller(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and actor.has_role("controller")


@predicate
def has_a_role(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and bool(actor.grants)


PERMISSIONS: dict[str, Predicate] = {
    "site.enter": has_a_role,
    "site.messages": is_administrator | is_controller,
    "site.examine": is_administrator,
}
