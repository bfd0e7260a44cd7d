"""Who may see a board: who leads a body, and who controls it; and who writes the method sheets that all read."""

from rules.predicates import Predicate, predicate

from dauys.cases.access import holds_role_over_owner
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.oversight.models import Sample, Sheet

_WRITERS = ("controller", "administrator")


def _bodies(thing: Sheet | Obligation) -> str:
    """The bodies a sheet is for, or the one that answers a demand."""
    return thing.org_path if isinstance(thing, Sheet) else thing.owner_path


@predicate
def issues_for_the_branch(actor: Actor, sheet: Sheet | Obligation | None = None) -> bool:
    """Controls or administers the bodies a sheet is for; without a sheet: any."""
    grants = actor.grants_of(_WRITERS) if actor.kind == "staff" else ()
    return any(not g.area_path and (sheet is None or _bodies(sheet).startswith(g.org_path)) for g in grants)


@predicate
def is_for_them(actor: Actor, sheet: Sheet | Obligation | None = None) -> bool:
    """Works in a body the sheet is for, or above it."""
    grants = actor.grants if actor.kind == "staff" else ()
    if isinstance(sheet, Obligation):
        return any(g.covers(sheet.owner_path, sheet.area_path) for g in grants)
    path = sheet.org_path if sheet else ""
    return any(g.org_path.startswith(path) or path.startswith(g.org_path) for g in grants)


@predicate
def draws_for_the_branch(actor: Actor, thing: Sample | Obligation | None = None) -> bool:
    """Controls the bodies whose answers were drawn, whatever their place."""
    grants = actor.grants_of(["controller"]) if actor.kind == "staff" else ()
    path = thing.owner_path if isinstance(thing, Obligation) else thing.org_path if thing else None
    return any(not g.area_path and (path is None or path.startswith(g.org_path)) for g in grants)


def branch_of(actor: Actor) -> str:
    """The bodies somebody writes sheets for."""
    return next(g.org_path for g in actor.grants_of(_WRITERS) if not g.area_path)


PERMISSIONS: dict[str, Predicate] = {
    "oversight.board": holds_role_over_owner("supervisor", "head", "controller", "auditor"),
    "oversight.read_sheets": is_for_them,
    "oversight.sample": draws_for_the_branch,
    "oversight.write_sheets": issues_for_the_branch,
}
