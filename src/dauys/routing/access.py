"""Who may try other rules: an administrator of the whole office, whose rules they are."""

from rules.predicates import Predicate, predicate

from dauys.ground.access.actors import Actor


@predicate
def is_administrator_of_everything(actor: Actor, _thing: object = None) -> bool:
    grants = actor.grants_of(["administrator"]) if actor.kind == "staff" else ()
    return any(not g.org_path and not g.area_path for g in grants)


PERMISSIONS: dict[str, Predicate] = {"routing.try_rules": is_administrator_of_everything}
