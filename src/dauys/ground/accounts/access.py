"""Who may look after an account: every member of staff after their own."""

from rules.predicates import Predicate, predicate

from dauys.ground.access.actors import Actor


@predicate
def is_staff(actor: Actor, _thing: object = None) -> bool:
    return actor.kind == "staff" and bool(actor.grants)


PERMISSIONS: dict[str, Predicate] = {"accounts.secure_own": is_staff}
