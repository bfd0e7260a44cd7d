"""Refers who came to several bodies at once: each has a demand of its own, and one companion sees it through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions import Portion
from dauys.cases.rules import ImpossibleStep
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current
from dauys.receptions.actions.booking import locked
from dauys.receptions.actions.protocols import open_demand
from dauys.receptions.facts import note
from dauys.receptions.letters import tell_companion
from dauys.receptions.models import Errand, Referral, Visit
from dauys.receptions.queries import companions_of
from dauys.receptions.rules import REFERRING, ImpossibleVisit


class NoCompanion(Exception):
    """Who was named works for the host's body no more."""


class AskedTwice(Exception):
    """Each body is asked once, and the host's own keeps the case anyway."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What one body is asked to do for the family."""

    body: Organization
    text: str


def refer(*, key: UUID, visit: UUID, asks: Sequence[Ask], companion: UUID, actor: Actor, at: datetime) -> Referral:
    """Opens a demand for each body; the host's own goes on. `key` names the form: a second time finds the referral.

    Raises ImpossibleVisit, NoCompanion, AskedTwice, and ImpossibleStep where the case lies with the host no more or
    may go to a body above only.
    """
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.refer", row)
        if found := Referral.objects.filter(pk=key, visit=row).first():
            return found
        if row.state not in REFERRING or row.case_id is None:
            raise ImpossibleVisit(row.state, "refer")
        bodies = {ask.body.pk for ask in asks}
        if len(bodies) < len(asks) or row.host.organization_id in bodies:
            raise AskedTwice
        who = _companion(row, companion)
        demand = open_demand(visit=row)
        if demand is None or current().kinds[demand.kind].goes_up:
            raise ImpossibleStep(demand.state if demand else "answered", "refer")
        portions = [Portion(ask.body, ask.text) for ask in asks]
        legs = cases.forward(
            obligation=demand.pk, portions=portions, stays=True, key=key, late=False, again=False, actor=actor, at=at
        )
        made = Referral.objects.create(
            id=key, visit=row, companion=who, made_by_id=actor.user_id, made_at=at
        )  # fmt: skip
        Errand.objects.bulk_create(
            Errand(id=new_id(at), referral=made, position=n, body=ask.body, obligation=leg)
            for n, (ask, leg) in enumerate(zip(asks, legs, strict=True), 1)
        )
        note("receptions.refer", row, actor, at, referral=made.pk, bodies=len(asks), companion=who.pk)
        tell_companion(made, at)
        return made


def accompany(*, referral: UUID, companion: UUID, actor: Actor, at: datetime) -> Referral:
    """Another one goes with the family from now on; naming the same one again changes nothing. Raises NoCompanion."""
    with acting(actor):
        row = locked(Referral.objects.values_list("visit", flat=True).get(pk=referral))
        require(actor, "receptions.refer", row)
        made = Referral.objects.select_for_update().get(pk=referral)
        made.visit = row
        if made.companion_id == companion:
            return made
        made.companion = _companion(row, companion)
        made.save(update_fields=["companion"])
        note("receptions.accompany", row, actor, at, referral=made.pk, companion=companion)
        tell_companion(made, at)
        return made


def _companion(row: Visit, wanted: UUID) -> User:
    for user in companions_of(row.host):
        if user.pk == wanted:
            return user
    raise NoCompanion
