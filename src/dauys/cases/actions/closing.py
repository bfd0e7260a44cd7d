"""Ends a case without an answer: its author takes it back, or it is left without consideration on a ground."""

from datetime import datetime
from uuid import UUID

from dauys.cases.actions.handle import locked
from dauys.cases.actions.waiting import stop_waiting
from dauys.cases.facts import note
from dauys.cases.models import Case, Obligation
from dauys.cases.rules import OPEN_STATES, next_state
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting

ASKED_BY = ("page", "phone", "letter", "visit", "email")


def withdraw(*, case_id: UUID, asked_by: str, actor: Actor, at: datetime) -> int:
    """Takes back every demand of a case that waits for an answer; how many. A second time nothing is left to take.

    `asked_by` says how the person asked for it. Raises Denied.
    """
    if asked_by not in ASKED_BY:
        raise ValueError("unknown way to ask")
    with acting(actor):
        Case.objects.select_for_update().get(pk=case_id)
        rows = Obligation.objects.select_for_update(of=("self",)).select_related("case__registered_at_org", "owner")
        waiting = list(rows.filter(case=case_id, state__in=OPEN_STATES).order_by("leg"))
        for row in waiting:
            require(actor, "cases.withdraw", row)
        for row in waiting:
            _end(row, "withdraw", actor, at)
            note("cases.withdraw", row, actor, at, asked_by=asked_by)
    return len(waiting)


def leave(*, obligation: UUID, ground: str, actor: Actor, at: datetime) -> Obligation:
    """Leaves a demand without consideration on a ground of the pack; who may is the caller's to decide.

    Raises ImpossibleStep.
    """
    with acting(actor):
        row = locked(obligation)
        _end(row, "leave", actor, at)
        note("cases.leave", row, actor, at, ground=ground)
        return row


def _end(row: Obligation, name: str, actor: Actor, at: datetime) -> None:
    state = next_state(row.state, name)
    stop_waiting(obligation=row, actor=actor, at=at)
    row.state, row.unowned_as, row.settle_at, row.changed_at = state, "", None, at
    row.save(update_fields=["state", "unowned_as", "settle_at", "changed_at"])
