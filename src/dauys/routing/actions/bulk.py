"""One step for many obligations, each row for itself: what cannot be done is left out and told; and its undoing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.cases import actions as cases
from dauys.cases.actions.handle import locked
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record
from dauys.routing.actions.steps import give, settle, take
from dauys.routing.models import Bulk, BulkRow
from dauys.routing.rules import MOST_ROWS, can_undo, obstacle

PERMISSIONS = {"take": "cases.take", "give": "cases.assign", "settle": "cases.route"}


class TooLate(Exception):
    """The time for undoing is over, or it was undone already."""


def do(*, key: UUID, verb: str, rows: Iterable[UUID], officer: UUID | None, actor: Actor, at: datetime) -> UUID:
    """Takes the step for every row it is possible for, all in one transaction; the same key again changes nothing.

    A row the actor may not touch, or that has moved on, is kept as "refused" if the actor may see it, else not at all.
    `rows` are at most MOST_ROWS; more is a ValueError. The id of what was done is the key.
    """
    wanted = sorted(set(rows))  # always in the same order, so that two of these never wait for each other crosswise
    if len(wanted) > MOST_ROWS:
        raise ValueError(f"at most {MOST_ROWS} rows together")
    try:
        with acting(actor):
            Bulk.objects.create(pk=key, user_id=actor.user_id, verb=verb, at=at)
            moved = [_one(key, verb, pk, officer, actor, at) for pk in wanted]
            done = sum(row.outcome == "done" for row in moved if row)
            record("routing.bulk", actor=actor, at=at, payload={"bulk": key, "verb": verb, "count": done})
    except IntegrityError:
        if not Bulk.objects.filter(pk=key, user=actor.user_id).exists():
            raise
    return key


def _one(key: UUID, verb: str, pk: UUID, officer: UUID | None, actor: Actor, at: datetime) -> BulkRow | None:
    try:
        before = get_for(actor, pk, "cases.view")
    except Denied:
        return None
    outcome, after = "done", before
    try:
        with transaction.atomic():
            now_ = locked(pk)
            if obstacle(verb, now_):
                raise ImpossibleStep(now_.state, verb)
            before.assignee_id, before.route_confirmed = now_.assignee_id, now_.route_confirmed
            after = _step(verb, now_, officer, actor, at)
    except (Denied, ImpossibleStep):
        outcome = "refused"
    return BulkRow.objects.create(
        bulk_id=key,
        obligation_id=pk,
        outcome=outcome,
        assignee_before=before.assignee_id,
        confirmed_before=before.route_confirmed,
        changed_at=after.changed_at,
    )


def _step(verb: str, row: Obligation, officer: UUID | None, actor: Actor, at: datetime) -> Obligation:
    if verb == "take":
        return take(obligation=row.pk, actor=actor, at=at)
    if verb == "settle":
        return settle(obligation=row.pk, owner=row.owner, actor=actor, at=at)
    if officer is None:
        raise Denied("cases.assign")
    return give(obligation=row.pk, officer=officer, actor=actor, at=at)


def undo(*, bulk: UUID, actor: Actor, at: datetime) -> int:
    """Puts back every row that nobody has touched since; how many. Raises Denied for another's, TooLate."""
    with acting(actor):
        found = Bulk.objects.select_for_update().filter(pk=bulk, user=actor.user_id).first()
        if found is None:
            raise Denied("cases.view")
        if not can_undo(found.at, found.undone_at, at):
            raise TooLate
        done = 0
        for row in found.rows.filter(outcome="done").order_by("obligation"):
            row.outcome = "undone" if _put_back(found.verb, row, actor, at) else "kept"
            row.save(update_fields=["outcome"])
            done += row.outcome == "undone"
        found.undone_at = at
        found.save(update_fields=["undone_at"])
        record("routing.undo_bulk", actor=actor, at=at, payload={"bulk": bulk, "count": done})
    return done


def _put_back(verb: str, moved: BulkRow, actor: Actor, at: datetime) -> bool:
    row = locked(moved.obligation_id)
    if row.changed_at != moved.changed_at:
        return False
    try:
        if verb == "settle":
            cases.unconfirm_owner(obligation=row.pk, actor=actor, at=at)
            return True
        get_for(actor, row.pk, PERMISSIONS[verb])
        if row.assignee_id == moved.assignee_before:
            return True
        if moved.assignee_before is not None:
            former = User.objects.get(pk=moved.assignee_before)
            cases.assign(obligation=row.pk, assignee=former, actor=actor, at=at)
        else:
            cases.release(obligation=row.pk, confirmed=moved.confirmed_before, actor=actor, at=at)
    except (Denied, ImpossibleStep):
        return False
    return True
