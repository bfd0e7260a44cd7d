"""Anonymises cases past their term, and keeps one beyond it with a reason."""

from datetime import datetime
from uuid import UUID

from dauys.cases.actions.erase import StillOpen, erase
from dauys.cases.models import Case, Hold, Voice
from dauys.cases.retention import due_until
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.ui.moments import local


class CannotHold(Exception):
    """The case is on hold already, is not on hold, or was erased."""


def anonymise_due(*, at: datetime, most: int, unconfirmed: bool = False) -> int:
    """Erases the person from up to `most` cases past their term that nothing holds; returns how many.

    Terms that nobody confirmed count only with `unconfirmed`. Raises RegisterUnwritable.
    """
    found = (d for d in due_until(local(at).date(), at) if not d.held and (unconfirmed or d.term.confirmed))
    done = 0
    for due in [one for one, _n in zip(found, range(most), strict=False)]:
        try:
            erase(case_id=due.case_id, actor=SYSTEM, at=at)
        except StillOpen:  # opened again since
            continue
        done += 1
    return done


def hold_erasure(*, case_id: UUID, reason: str, actor: Actor, at: datetime) -> Hold:
    """Keeps a case beyond its term; raises CannotHold."""
    with acting(actor):
        Case.objects.select_for_update().get(pk=case_id)
        is_erased = not Voice.objects.filter(case=case_id).exclude(text="").exists()
        if is_erased or Hold.objects.filter(case=case_id, ended_at=None).exists():
            raise CannotHold
        row = Hold.objects.create(id=new_id(at), case_id=case_id, reason=reason, since=at, by_id=actor.user_id)
        record("cases.hold_erasure", actor=actor, at=at, case_id=case_id, payload={"hold": row.pk})
    return row


def lift_hold(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """The term counts again; raises CannotHold."""
    with acting(actor):
        row = Hold.objects.select_for_update().filter(case=case_id, ended_at=None).first()
        if row is None:
            raise CannotHold
        row.ended_at, row.ended_by_id = at, actor.user_id
        row.save(update_fields=["ended_at", "ended_by"])
        record("cases.lift_hold", actor=actor, at=at, case_id=case_id, payload={"hold": row.pk})
