"""Leaving a demand without consideration: one proposes it on a ground of the pack, another who leads agrees."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.cases import actions as cases
from dauys.cases.facts import note
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import TRANSITIONS, ImpossibleStep, tells_of_crime
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current
from dauys.routing.models import Leaving


class ToldOfCrime(ImpossibleStep):
    """That an author is unknown is no ground to leave what may tell of a crime."""


def propose_leaving(*, obligation: UUID, ground: str, text: str, actor: Actor, at: datetime) -> Leaving:
    """Asks who leads the body to agree; while one waits, a second one is that one.

    Raises Denied, ImpossibleStep, ToldOfCrime.
    """
    get_for(actor, obligation, "cases.propose_leaving")
    if ground not in current().grounds:
        raise ValueError("unknown ground")
    with acting(actor):
        row = cases.hold(obligation=obligation)[0]
        require(actor, "cases.propose_leaving", row)
        if "leave" not in TRANSITIONS[row.state]:
            raise ImpossibleStep(row.state, "leave")
        if current().grounds[ground].anonymous and tells_of_crime(row.case.crime):
            raise ToldOfCrime(row.state, "leave")
        if known := Leaving.objects.filter(obligation=row, decided_at=None).first():
            return known
        try:
            with transaction.atomic():
                made = Leaving.objects.create(
                    id=new_id(at), obligation=row, ground=ground, text=text, by_id=actor.user_id, at=at
                )
        except IntegrityError:  # another window was faster
            return Leaving.objects.get(obligation=row, decided_at=None)
        note("cases.propose_leaving", row, actor, at, ground=ground)
        return made


def decide_leaving(*, obligation: UUID, agreed: bool, actor: Actor, at: datetime) -> Obligation:
    """The word of who leads the body, and never of who proposed it: the demand ends, or its work goes on.

    Raises Denied, ImpossibleStep when nothing waits.
    """
    get_for(actor, obligation, "cases.agree_leaving")
    with acting(actor):
        row = cases.hold(obligation=obligation)[0]
        require(actor, "cases.agree_leaving", row)
        waits = Leaving.objects.select_for_update().filter(obligation=row, decided_at=None).first()
        if waits is None:
            raise ImpossibleStep(row.state, "leave")
        if waits.by_id == actor.user_id:
            raise Denied("cases.agree_leaving")
        waits.agreed, waits.decided_by_id, waits.decided_at = agreed, actor.user_id, at
        waits.save(update_fields=["agreed", "decided_by", "decided_at"])
        if agreed:
            return cases.leave(obligation=obligation, ground=waits.ground, actor=actor, at=at)
        note("cases.refuse_leaving", row, actor, at, ground=waits.ground)
        return row


def erase_proposals(*, case_id: UUID) -> None:
    """Empties why it was proposed to leave a case; that it was stays."""
    Leaving.objects.filter(obligation__case=case_id).update(text="")
