"""Confirms or changes who acts, and gives one obligation to an officer."""

from datetime import datetime
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions.handle import locked
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.accounts.queries import staff_of
from dauys.routing.chains import is_about

BY_HAND = "by-hand"


class AboutThem(ImpossibleStep):
    """A complaint is not given to the body it is about, nor to one below it."""


def settle(*, obligation: UUID, owner: Organization, actor: Actor, at: datetime) -> Obligation:
    """The clerk's word on the suggestion: the same body confirms it, another takes its place. Raises AboutThem."""
    row = get_for(actor, obligation, "cases.route")
    if is_about(row, owner):
        raise AboutThem(row.state, "route")
    rule = row.route_rule if row.owner_id == owner.pk else BY_HAND
    return cases.set_owner(obligation=obligation, owner=owner, rule=rule, actor=actor, at=at)


def take(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """An officer takes an obligation of their body; raises ImpossibleStep when somebody has it, or its work is over."""
    get_for(actor, obligation, "cases.take")
    with acting(actor):
        row = locked(obligation)  # of two who press at once the second finds it taken
        require(actor, "cases.take", row)
        if row.assignee_id and row.assignee_id != actor.id:
            raise ImpossibleStep(row.state, "take")
        return cases.assign(obligation=obligation, assignee=User.objects.get(pk=actor.user_id), actor=actor, at=at)


def give(*, obligation: UUID, officer: UUID, actor: Actor, at: datetime) -> Obligation:
    """A supervisor gives the obligation to an officer of the owner."""
    get_for(actor, obligation, "cases.assign")
    with acting(actor):
        row = locked(obligation)  # the body may have changed since the page was opened
        require(actor, "cases.assign", row)
        chosen = next((u for u in staff_of(row.owner_path, "officer", "supervisor", "head") if u.pk == officer), None)
        if chosen is None:
            raise Denied("cases.assign")
        return cases.assign(obligation=obligation, assignee=chosen, actor=actor, at=at)
