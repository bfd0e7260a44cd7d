"""Opens a case once more when the person says it was not solved: a new obligation with the office's own term."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from dauys.cases.actions.handle import locked
from dauys.cases.clocks import day_code, journal_payload, start_clock
from dauys.cases.models import Obligation
from dauys.cases.rules import next_state
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record


class AlreadyReopened(Exception):
    """A case is opened again once; after that the way is a complaint to the higher body."""


def _next_leg(row: Obligation) -> int:
    return int(Obligation.objects.filter(case=row.case_id).aggregate(last=Max("leg"))["last"]) + 1


def reopen(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """A second obligation for the same owner and officer; raises AlreadyReopened, also for a reopened one."""
    with acting(actor):
        old = locked(obligation)
        if old.reopens_id is not None or Obligation.objects.filter(reopens=old).exists():
            raise AlreadyReopened
        old.state = next_state(old.state, "reopen")
        old.changed_at = at
        old.save(update_fields=["state", "changed_at"])
        clock = start_clock(kind=old.kind, received_at=at, identity=old.case.identity, reopening=True)
        fresh = Obligation.objects.create(
            id=new_id(at),
            case_id=old.case_id,
            leg=_next_leg(old),
            kind=old.kind,
            state="assigned" if old.assignee_id else "new",
            owner_id=old.owner_id,
            controller_id=old.controller_id,
            assignee_id=old.assignee_id,
            owner_path=old.owner_path,
            area_path=old.area_path,
            registered_by_id=old.case.registered_by_id,
            priority=old.priority,
            route_rule=old.route_rule,
            route_confirmed=True,
            reopens=old,
            changed_at=at,
            **clock.columns(),
        )
        about: dict[str, Any] = {"actor": actor, "at": at, "case_id": old.case_id, "organization_id": old.owner_id}
        record("cases.reopen", obligation_id=old.pk, payload={"old": old.pk, "due_on": day_code(clock.due_on)}, **about)
        record(
            "cases.open_obligation",
            obligation_id=fresh.pk,
            payload={
                "kind": fresh.kind,
                "owner": old.owner.code,
                "rule": "",
                "leg": fresh.leg,
                **journal_payload(clock),
            },
            **about,
        )
        return fresh
