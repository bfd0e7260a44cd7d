"""Passes a case, or parts of it, on to other bodies: each part becomes a demand of its own with its own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.cases.actions.handle import locked
from dauys.cases.actions.waiting import stop_waiting
from dauys.cases.clocks import journal_payload, start_clock
from dauys.cases.facts import note
from dauys.cases.models import Case, Demand, Obligation
from dauys.cases.rules import ImpossibleStep, next_state
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record


@dataclass(frozen=True, slots=True)
class Portion:
    """What goes to one body; `asked` may be empty when it is the whole case."""

    owner: Organization
    asked: str = ""


def hold(*, obligation: UUID) -> tuple[Obligation, list[Obligation]]:
    """The obligation and all of its case in their order, held against others until the transaction ends."""
    case_id = Obligation.objects.values_list("case", flat=True).get(pk=obligation)
    Case.objects.select_for_update().get(pk=case_id)
    rows = list(Obligation.objects.filter(case=case_id).order_by("leg"))
    return locked(obligation), rows


def forward(
    *,
    obligation: UUID,
    portions: Sequence[Portion],
    stays: bool,
    key: UUID,
    late: bool,
    again: bool,
    actor: Actor,
    at: datetime,
) -> list[Obligation]:
    """Opens a leg for each portion; this leg ends as `forwarded`, unless something `stays` with it.

    `key` names the deed, `late` and `again` what was unusual in it; who may do which is the caller's to decide.
    Raises ImpossibleStep.
    """
    with acting(actor):
        row, rows = hold(obligation=obligation)
        state = next_state(row.state, "forward")
        if not portions:
            raise ImpossibleStep(row.state, "forward")
        if not stays:
            stop_waiting(obligation=row, actor=actor, at=at)
        row.state, row.route_confirmed, row.changed_at = row.state if stays else state, True, at
        row.unowned_as, row.settle_at = "", None
        row.save(update_fields=["state", "route_confirmed", "unowned_as", "settle_at", "changed_at"])
        fresh = [_open(row, portion, rows[-1].leg + n, actor, at) for n, portion in enumerate(portions, 1)]
        note(
            "cases.forward", row, actor, at, to=[p.owner.code for p in portions], legs=[leg.pk for leg in fresh],
            stays=stays, late=late, again=again, key=key,
        )  # fmt: skip
        return fresh


def _open(row: Obligation, portion: Portion, leg: int, actor: Actor, at: datetime) -> Obligation:
    """The next body's demand: its clock starts anew, as the law has it (Art. 65)."""
    return _write(row, portion, leg, row.forwards + 1, row, actor, at)


def open_beside(*, obligation: UUID, portions: Sequence[Portion], actor: Actor, at: datetime) -> list[Obligation]:
    """Opens a demand for each portion beside one of the same case, which goes on as it was: nothing was passed on."""
    with acting(actor):
        row, rows = hold(obligation=obligation)
        return [_write(row, portion, rows[-1].leg + n, 0, None, actor, at) for n, portion in enumerate(portions, 1)]


def ask_for(*, obligation: UUID, asked: str) -> None:
    """Writes what one demand of several asks for, inside the caller's transaction."""
    Demand.objects.update_or_create(obligation_id=obligation, defaults={"text": asked})


def _write(
    row: Obligation, portion: Portion, leg: int, forwards: int, previous: Obligation | None, actor: Actor, at: datetime
) -> Obligation:
    clock, owner = (
        start_clock(kind=row.kind, received_at=at, identity=row.case.identity, collective=row.case.signers > 0),
        portion.owner,
    )
    fresh = Obligation.objects.create(
        id=new_id(at),
        case_id=row.case_id,
        leg=leg,
        kind=row.kind,
        owner=owner,
        controller_id=owner.parent_id,
        owner_path=owner.path,
        area_path=row.area_path,
        registered_by_id=row.case.registered_by_id,
        priority=row.priority,
        route_rule="by-hand",
        route_confirmed=True,
        forwards=forwards,
        previous=previous,
        changed_at=at,
        **clock.columns(),
    )
    if portion.asked:
        ask_for(obligation=fresh.pk, asked=portion.asked)
    payload: dict[str, Any] = {"kind": fresh.kind, "owner": owner.code, "rule": "by-hand", "leg": leg}
    if previous:
        payload |= {"previous": previous.pk, "forwards": forwards}
    record(
        "cases.open_obligation",
        actor=actor,
        at=at,
        case_id=row.case_id,
        obligation_id=fresh.pk,
        organization_id=owner.pk,
        payload={**payload, **journal_payload(clock)},
    )
    return fresh


def erase_demands(*, case_id: UUID) -> None:
    """Empties what was asked of the bodies of a case; that it was passed on stays."""
    Demand.objects.filter(obligation__case=case_id).update(text="")
