"""Passes a case on, whole or in parts: within the law's days, never back and forth, and a complaint only upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions import Portion
from dauys.cases.models import Obligation
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows, require
from dauys.ground.access.transactions import acting
from dauys.ground.ui.moments import local
from dauys.routing.chains import held_by, was_passed_on, ways_up
from dauys.routing.rules import MOST_PORTIONS, forward_obstacle, is_late


class StalePage(Exception):
    """The obligation has changed since the page was opened; nothing was passed on."""


class DaysOver(Exception):
    """The law's days are over, so only who leads or controls the body may still pass the case on."""


class CannotForward(Exception):
    """`because`: `same`, `sideways` or `held`, about the body with the code `to`."""

    def __init__(self, because: str, to: str) -> None:
        super().__init__(f"{to}: {because}")
        self.because, self.to = because, to


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case: the code of the body it goes to, and what is asked of it (empty: the whole case)."""

    to: str
    asked: str = ""


def forward(
    *, obligation: UUID, parts: Sequence[Part], stays: bool, key: UUID, seen: datetime, actor: Actor, at: datetime
) -> Obligation:
    """Passes the parts on; the same `key` again changes nothing. `seen` is when the page knew the row as changed last.

    `stays` says that something stays with the body. Raises Denied, StalePage, DaysOver, CannotForward, ImpossibleStep.
    """
    get_for(actor, obligation, "cases.forward")
    if not 1 <= len(parts) <= MOST_PORTIONS or len({part.to for part in parts}) < len(parts):
        raise ValueError(f"one to {MOST_PORTIONS} parts, each to another body")
    with acting(actor):
        row, rows = cases.hold(obligation=obligation)
        require(actor, "cases.forward", row)
        if was_passed_on(row, key):
            return row
        if row.changed_at != seen:
            raise StalePage
        late = is_late(row.forward_by, local(at).date())
        if late and not allows(actor, "cases.forward_late", row):
            raise DaysOver
        again = [part.to for part in parts if _obstacle(row, rows, part.to) == "held"]
        may_again = allows(actor, "cases.forward_again", row)
        for part in parts:
            because = _obstacle(row, rows, part.to)
            if because and not (because == "held" and may_again):
                raise CannotForward(because, part.to)
        portions = [Portion(organizations()[part.to], part.asked) for part in parts]
        cases.forward(
            obligation=obligation, portions=portions, stays=stays, key=key, late=late, again=bool(again),
            actor=actor, at=at,
        )  # fmt: skip
        return row


def _obstacle(row: Obligation, rows: Sequence[Obligation], to: str) -> str:
    if to not in organizations():
        raise ImpossibleStep(row.state, "forward")
    owner = row.owner.code
    return forward_obstacle(to=to, owner=owner, held=held_by(rows, row.pk), ways_up=ways_up(row.kind, owner))
