"""Who may do what with a case: predicates over an actor and an obligation, composed as sentences."""

from rules.predicates import Predicate, predicate

from dauys.cases.models import Obligation
from dauys.ground.access.actors import ROLES, Actor


def holds_role_over_owner(*roles: str) -> Predicate:
    """True for who holds one of `roles` over the obligation's owner and place; without a row: holds it anywhere."""

    @predicate(name=f"{'_or_'.join(roles)}_over_owner")
    def check(actor: Actor, obligation: Obligation | None = None) -> bool:
        if actor.kind != "staff":
            return False
        grants = actor.grants_of(roles)
        if obligation is None:
            return bool(grants)
        return any(g.covers(obligation.owner_path, obligation.area_path) for g in grants)

    return check


@predicate
def is_clerk_of_the_desk(actor: Actor, obligation: Obligation | None = None) -> bool:
    """The clerk of the desk where the case was registered, whoever owns it now."""
    grants = actor.grants_of(["clerk"]) if actor.kind == "staff" else ()
    if obligation is None:
        return bool(grants)
    desk = obligation.case.registered_at_org
    return desk is not None and any(desk.path.startswith(g.org_path) for g in grants)


@predicate
def has_opened_the_case(actor: Actor, obligation: Obligation | None = None) -> bool:
    """A citizen who gave the case's number and code."""
    return obligation is not None and obligation.case_id in actor.case_ids


@predicate
def is_unowned_yet(actor: Actor, obligation: Obligation | None = None) -> bool:
    """The suggestion of the routing was not confirmed yet."""
    return obligation is None or (not obligation.route_confirmed and obligation.state == "new")


@predicate
def leads_from_above(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Leads a body above the owner, not only the owner itself."""
    if not leads_owner(actor, obligation):
        return False
    if obligation is None:
        return True
    grants = actor.grants_of(["supervisor", "head"])
    return any(
        g.covers(obligation.owner_path, obligation.area_path) and g.org_path != obligation.owner_path for g in grants
    )


@predicate
def stands_above(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Works at the desk or leads above the owner; for a body with none above it, its own desk and head."""
    grants = actor.grants_of(["clerk", "supervisor", "head"]) if actor.kind == "staff" else ()
    if obligation is None:
        return bool(grants)
    path, top = obligation.owner_path, obligation.owner_path.count("/") == 1
    return any(g.covers(path, obligation.area_path) and (top or g.org_path != path) for g in grants)


@predicate
def is_assignee(actor: Actor, obligation: Obligation | None = None) -> bool:
    return obligation is None or obligation.assignee_id == actor.id


@predicate
def asked_for_the_extension(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Who asked for a longer term does not decide about it."""
    asked = getattr(obligation, "extension", None) if obligation else None
    return asked is not None and asked.asked_by_id == actor.id


@predicate
def has_named_author(actor: Actor, obligation: Obligation | None = None) -> bool:
    """Of an unknown author there is nothing to show, and no document to know them by."""
    return obligation is None or not obligation.case.anonymous


works_for_owner = holds_role_over_owner(*(r for r in ROLES if r != "administrator"))
is_officer = holds_role_over_owner("officer")
leads_owner = holds_role_over_owner("supervisor", "head")
is_clerk = holds_role_over_owner("clerk")
is_controller = holds_role_over_owner("controller")

PERMISSIONS: dict[str, Predicate] = {
    "cases.view": works_for_owner | is_clerk_of_the_desk,
    "cases.register": is_clerk,
    "cases.route": (is_clerk | is_clerk_of_the_desk | leads_owner) & is_unowned_yet,
    "cases.assign": leads_owner,
    "cases.take": is_officer | leads_owner,
    "cases.forward": is_clerk | is_officer | leads_owner | is_controller,
    "cases.forward_late": leads_owner | is_controller,
    "cases.forward_again": leads_from_above | is_controller,
    "cases.clear_crime": is_clerk | is_clerk_of_the_desk | is_officer | leads_owner | is_controller,
    "cases.name_owner": stands_above | is_controller,
    "cases.withdraw": has_opened_the_case | is_clerk | is_clerk_of_the_desk,
    "cases.propose_leaving": is_officer | leads_owner | is_clerk,
    "cases.agree_leaving": leads_owner,
    "cases.change_kind": is_clerk | is_clerk_of_the_desk | leads_owner,
    "cases.ask_person": (is_officer | leads_owner) & is_assignee,
    "cases.reply": has_opened_the_case | is_officer | leads_owner | is_clerk | is_clerk_of_the_desk,
    "cases.ask_extension": (is_officer | leads_owner) & is_assignee,
    "cases.decide_extension": leads_owner & ~asked_for_the_extension,
    "cases.show_contact": (is_officer | leads_owner | is_clerk | is_clerk_of_the_desk) & has_named_author,
    "cases.export": leads_owner | is_clerk | is_controller,
    "cases.group": is_officer | leads_owner | is_clerk | is_clerk_of_the_desk,
    "cases.mark_repeat": is_officer | leads_owner | is_clerk | is_clerk_of_the_desk,
    "cases.hold": leads_owner,
    "cases.print_slip": is_clerk | is_clerk_of_the_desk,
    "cases.correct": (is_clerk | is_clerk_of_the_desk) & has_named_author,
    "cases.hand_copy": (is_clerk | is_clerk_of_the_desk) & has_named_author,
    "cases.renew_code": (is_clerk | is_clerk_of_the_desk) & has_named_author,
}
