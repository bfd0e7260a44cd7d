"""Who may set the office up, an administrator of the whole of it, not of a branch; and who may see what was done."""

from rules.predicates import Predicate, predicate

from dauys.ground.access.actors import Actor


@predicate
def is_administrator_of_everything(actor: Actor, _thing: object = None) -> bool:
    grants = actor.grants_of(["administrator"]) if actor.kind == "staff" else ()
    return any(not g.org_path and not g.area_path for g in grants)


@predicate
def is_auditor(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and actor.has_role("auditor")


PERMISSIONS: dict[str, Predicate] = {
    "office.set_up": is_administrator_of_everything,
    "office.audit": is_administrator_of_everything | is_auditor,
}
