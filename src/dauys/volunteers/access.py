"""Who may do what with volunteers and needs: predicates over an actor and what belongs to a volunteer office."""

from typing import Any

from rules.predicates import Predicate, predicate

from dauys.cases.access import holds_role_over_owner
from dauys.ground.access.actors import Actor
from dauys.volunteers.offices import office_paths

CALLING = ("clerk", "officer", "supervisor", "head")
COORDINATING = ("officer", "supervisor", "head")
LEADING = ("supervisor", "head")


def works_at_office(*roles: str) -> Predicate:
    """Holds one of the roles over the volunteer office that the thing belongs to; without a thing, over any."""
    over = holds_role_over_owner(*roles)

    @predicate(name=f"{'_or_'.join(roles)}_at_volunteer_office")
    def check(actor: Actor, thing: Any = None) -> bool:
        if thing is not None:
            return bool(over.test(actor, thing))
        grants = actor.grants_of(roles) if actor.kind == "staff" else ()
        return bool(grants) and any(path.startswith(grant.org_path) for grant in grants for path in office_paths())

    return check


calls = works_at_office(*CALLING)
coordinates = works_at_office(*COORDINATING)
leads = works_at_office(*LEADING)
is_clerk = holds_role_over_owner("clerk")

PERMISSIONS: dict[str, Predicate] = {
    "volunteers.view": calls,
    "volunteers.register": calls,
    "volunteers.change": calls,
    "volunteers.vet": leads,
    "volunteers.transfer": leads,
    "volunteers.import": leads,
    # A clerk of any desk takes a need in; it goes to the office of its place.
    "volunteers.take_need": calls | is_clerk,
    "volunteers.see_need": calls,
    "volunteers.plan": coordinates,
    "volunteers.dispatch": coordinates,
    "volunteers.close_need": leads,
    "volunteers.call": calls,
    "volunteers.see_numbers": leads,
}
