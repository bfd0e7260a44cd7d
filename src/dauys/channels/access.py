"""Who may decide about held voices: the clerks and heads of the body one would go to, and the front office."""

from rules.predicates import Predicate, predicate

from dauys.channels.models import Draft
from dauys.directory.cache import organizations, place_of
from dauys.ground.access.actors import Actor, Grant

FRONT_OFFICE = "reception_centre"


def reviewed_by(actor: Actor) -> tuple[Grant, ...]:
    """The bodies and places whose held voices an actor decides about. No statement.

    A held voice has no owner yet, so the clerks of a reception centre decide about those of the centre's territory,
    as they register whoever comes in; heads and supervisors are there so that none waits where no clerk works.
    """
    if actor.kind != "staff":
        return ()
    own = actor.grants_of(["clerk", "supervisor", "head"])
    return (*own, *(Grant("clerk", "", area) for area in map(_front_office_area, actor.grants_of(["clerk"])) if area))


def _front_office_area(grant: Grant) -> str:
    """The territory of the reception centre a grant names, no wider than the grant; empty for any other body."""
    body = organizations().get(grant.org_path.rstrip("/"))
    if body is None or body.kind != FRONT_OFFICE:
        return ""
    area = place_of(body)
    return grant.area_path if grant.area_path.startswith(area) else area


@predicate
def reviews_held(actor: Actor, draft: Draft | None = None) -> bool:
    grants = reviewed_by(actor)
    return bool(grants) if draft is None else any(g.covers(draft.owner_path, draft.area_path) for g in grants)


PERMISSIONS: dict[str, Predicate] = {"channels.review_held": reviews_held}
