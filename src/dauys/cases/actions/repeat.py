"""Marks a case as a repeated one, naming the earlier case and why, and takes the mark off; both are journalled."""

from datetime import datetime
from uuid import UUID

from dauys.cases.models import Case, Obligation, Repeat
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.packs.current import current

PERMISSION = "cases.mark_repeat"


class CannotMark(Exception):
    """`because`: `later` (the named case is not older than this one) or `marked` (with another case or reason)."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def _require(actor: Actor, case_id: UUID, permission: str) -> None:
    rows = Obligation.objects.select_related("case__registered_at_org").filter(case=case_id)
    if not any(allows(actor, permission, row) for row in rows):
        raise Denied(permission)


def mark_repeat(*, case_id: UUID, earlier: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Says that a case repeats an earlier one which the actor may see; the same mark again changes nothing.

    `reason` is a code of the pack. Raises Denied, CannotMark.
    """
    if reason not in current().repeats or actor.id is None:
        raise ValueError("unknown reason, or nobody who could mark")
    with acting(actor):
        Case.objects.select_for_update().filter(pk=case_id).first()
        _require(actor, case_id, PERMISSION)
        _require(actor, earlier, "cases.view")
        if earlier >= case_id:
            raise CannotMark("later")
        values = {"earlier_id": earlier, "reason": reason}
        made, fresh = Repeat.objects.get_or_create(
            case_id=case_id, defaults={**values, "marked_by_id": actor.id, "at": at}
        )
        if fresh:
            payload = {"earlier": earlier, "reason": reason}
            record("cases.mark_repeat", actor=actor, at=at, case_id=case_id, payload=payload)
        elif (made.earlier_id, made.reason) != (earlier, reason):
            raise CannotMark("marked")


def unmark_repeat(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Takes the mark off; without one nothing changes. Raises Denied."""
    with acting(actor):
        Case.objects.select_for_update().filter(pk=case_id).first()
        _require(actor, case_id, PERMISSION)
        made = Repeat.objects.filter(case=case_id).first()
        if made:
            made.delete()
            payload = {"earlier": made.earlier_id}
            record("cases.unmark_repeat", actor=actor, at=at, case_id=case_id, payload=payload)
