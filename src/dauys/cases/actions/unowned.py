"""Marks a demand that nobody owns, with the term in which the body above names an owner, and takes the mark off."""

from datetime import datetime
from uuid import UUID

from dauys.cases.actions.handle import locked
from dauys.cases.facts import note
from dauys.cases.models import Obligation
from dauys.cases.rules import TRANSITIONS, UNOWNED, ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting


def disown(*, obligation: UUID, because: str, settle_at: datetime, actor: Actor, at: datetime) -> Obligation:
    """`because` is one of UNOWNED. The officer who had it has it no more; the clock runs on. Raises ImpossibleStep."""
    if because not in UNOWNED:
        raise ValueError("unknown reason")
    with acting(actor):
        row = locked(obligation)
        if "forward" not in TRANSITIONS[row.state] or row.unowned_as:
            raise ImpossibleStep(row.state, "disown")
        row.state = "new" if row.state == "assigned" else row.state
        row.assignee, row.unowned_as, row.settle_at, row.changed_at = None, because, settle_at, at
        row.save(update_fields=["state", "assignee", "unowned_as", "settle_at", "changed_at"])
        note("cases.disown", row, actor, at, because=because)
        return row


def own(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """The demand is its body's; one that nobody had called in question stays as it is."""
    with acting(actor):
        row = locked(obligation)
        if row.unowned_as:
            because, row.unowned_as, row.settle_at, row.changed_at = row.unowned_as, "", None, at
            row.route_confirmed = True
            row.save(update_fields=["unowned_as", "settle_at", "route_confirmed", "changed_at"])
            note("cases.own", row, actor, at, owner=row.owner.code, because=because)
        return row
