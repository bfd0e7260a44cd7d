"""Moves an obligation on: owner, officer, kind, state, and how sure we are of the person; always journalled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dauys.cases.clocks import Clock, day_code, reckon_again
from dauys.cases.facts import note
from dauys.cases.models import Case, Obligation
from dauys.cases.queries import clock_moves
from dauys.cases.rules import HELD_STATES, OPEN_STATES, ImpossibleStep, is_surer, next_state, runs_by_law
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import User
from dauys.ground.journal.actions import record
from dauys.ground.packs.current import current


class ClockStopped(Exception):
    """The obligation's clock has ended; what was asked for would move it."""


def locked(obligation_id: UUID) -> Obligation:
    """The obligation, held against others until the transaction ends."""
    return Obligation.objects.select_for_update(of=("self",)).select_related("case", "owner").get(pk=obligation_id)


def _save(obligation: Obligation, at: datetime, *fields: str) -> None:
    obligation.changed_at = at
    obligation.save(update_fields=[*fields, "changed_at"])


def set_clock(*, obligation: Obligation, clock: Clock, at: datetime, fields: Sequence[str] = ()) -> None:
    """Puts a clock into its obligation's columns, inside the caller's transaction."""
    for name, value in clock.columns().items():
        setattr(obligation, name, value)
    _save(obligation, at, *fields, *clock.columns())


def step(*, obligation: Obligation, name: str, at: datetime, answered: bool = False, outcome: str = "") -> None:
    """Takes the named step of the state table for another room's action, inside its transaction."""
    obligation.state = next_state(obligation.state, name)
    if answered:
        obligation.answered_at, obligation.outcome = at, outcome
    _save(obligation, at, "state", "answered_at", "outcome")


def set_owner(*, obligation: UUID, owner: Organization, rule: str, actor: Actor, at: datetime) -> Obligation:
    """Confirms the suggested owner, or puts another in its place before work begins; the clock runs on."""
    with acting(actor):
        row = locked(obligation)
        if row.state != "new" or row.route_confirmed:
            raise ImpossibleStep(row.state, "route")
        old, row.route_confirmed = row.owner, True
        if old.pk == owner.pk:
            _save(row, at, "route_confirmed")
            note("cases.confirm_owner", row, actor, at, owner=owner.code, rule=row.route_rule)
            return row
        row.owner, row.owner_path, row.controller_id, row.route_rule = owner, owner.path, owner.parent_id, rule
        row.forwards, row.unowned_as, row.settle_at = row.forwards + 1, "", None
        moved = ("owner", "owner_path", "controller", "route_rule", "route_confirmed", "forwards")
        _save(row, at, *moved, "unowned_as", "settle_at")
        note("cases.change_owner", row, actor, at, old=old.code, new=owner.code, rule=rule)
        return row


def assign(*, obligation: UUID, assignee: User, actor: Actor, at: datetime) -> Obligation:
    """Gives the obligation to one officer; again to the same one changes nothing."""
    with acting(actor):
        row = locked(obligation)
        if row.assignee_id == assignee.pk:
            return row
        old, row.assignee = row.assignee_id, assignee
        row.state = next_state(row.state, "assign")
        row.route_confirmed, row.unowned_as, row.settle_at = True, "", None
        _save(row, at, "assignee", "state", "route_confirmed", "unowned_as", "settle_at")
        note("cases.assign", row, actor, at, assignee=assignee.pk, old=old)
        return row


def release(*, obligation: UUID, confirmed: bool, actor: Actor, at: datetime) -> Obligation:
    """Takes the obligation off its officer again; `confirmed` is whether the body counts as settled after it."""
    with acting(actor):
        row = locked(obligation)
        old, row.assignee = row.assignee_id, None
        row.state = next_state(row.state, "release")
        row.route_confirmed = confirmed
        _save(row, at, "assignee", "state", "route_confirmed")
        note("cases.release", row, actor, at, old=old)
        return row


def hand_back(*, assignee: UUID, actor: Actor, at: datetime) -> int:
    """Takes every open obligation off an officer who will not go on with it; each stays with its body. How many."""
    with whole_house(), acting(actor):  # whoever ends an account need not see its cases
        mine = Obligation.objects.filter(assignee=assignee, state__in=HELD_STATES).order_by("id")
        rows = list(mine.select_for_update(of=("self",)).select_related("case", "owner"))
        for row in rows:
            row.assignee, row.state = None, next_state(row.state, "hand_back")
            _save(row, at, "assignee", "state")
            note("cases.hand_back", row, actor, at, old=assignee)
    return len(rows)


def unconfirm_owner(*, obligation: UUID, actor: Actor, at: datetime) -> Obligation:
    """Opens the question of the body again, before anybody has begun to work."""
    with acting(actor):
        row = locked(obligation)
        if row.state != "new" or not row.route_confirmed:
            raise ImpossibleStep(row.state, "unconfirm")
        row.route_confirmed = False
        _save(row, at, "route_confirmed")
        note("cases.unconfirm_owner", row, actor, at, owner=row.owner.code)
        return row


def change_kind(*, obligation: UUID, kind: str, actor: Actor, at: datetime) -> Obligation:
    """Changes the kind of appeal; the clock is reckoned anew from the same receipt under the new kind's terms.

    Raises ClockError when those do not allow what happened to the clock meanwhile.
    """
    with acting(actor):
        row = locked(obligation)
        if row.state not in OPEN_STATES:
            raise ClockStopped
        if row.kind == kind:
            return row
        clock = reckon_again(row, clock_moves(row), identity=row.case.identity, kind=kind)
        old, row.kind = row.kind, kind
        set_clock(obligation=row, clock=clock, at=at, fields=["kind"])
        note("cases.change_kind", row, actor, at, old=old, new=kind, due_on=day_code(clock.due_on))
        return row


def confirm_identity(*, case_id: UUID, identity: str, actor: Actor, at: datetime) -> None:
    """Raises how sure we are of the person; if that starts the legal clock, it runs from this moment."""
    with acting(actor):
        case = Case.objects.select_for_update().get(pk=case_id)
        required = current().info.clock_from_identity
        if runs_by_law(case.identity, required) or not is_surer(identity, case.identity):
            return
        case.identity = identity
        case.save(update_fields=["identity"])
        due = None
        running = Obligation.objects.select_for_update().filter(case=case, reopens=None, state__in=OPEN_STATES)
        for row in running if runs_by_law(identity, required) else ():
            clock = reckon_again(row, clock_moves(row), identity=identity, received_at=at)
            set_clock(obligation=row, clock=clock, at=at)
            due = day_code(clock.due_on)
        record(
            "cases.confirm_identity", actor=actor, at=at, case_id=case_id, payload={"identity": identity, "due_on": due}
        )
