"""Starts the clock of an obligation from the pack's terms and keeps how every date was reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dauys.cases.rules import runs_by_law
from dauys.core.clock import Reckoning, reckon
from dauys.ground.packs.current import current


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock's columns of an obligation."""

    received_at: datetime
    registered_on: date
    forward_by: date | None
    due_on: date
    due_at: datetime
    by_law: bool
    ledger: list[dict[str, Any]]
    pack_version: str

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def _ledger(reckoning: Reckoning) -> list[dict[str, Any]]:
    return [
        {"code": s.code, "on": s.on.isoformat(), "rule": s.rule, "days": s.days, "note": s.note}
        for s in reckoning.steps
    ]


def start_clock(*, kind: str, received_at: datetime, identity: str, reopening: bool = False) -> Clock:
    """The clock of a new obligation of `kind`. A reopened one runs the office's own promised term, never "by law"."""
    pack = current()
    terms = pack.reopen_terms(kind) if reopening else pack.terms(kind)
    result = reckon(pack.calendar(), terms, received_at)
    if result.due_on is None or result.due_at is None:
        raise ValueError("a clock without events always ends")
    return Clock(
        received_at=received_at,
        registered_on=result.registered_on,
        forward_by=result.forward_by,
        due_on=result.due_on,
        due_at=result.due_at,
        by_law=not reopening and runs_by_law(identity, pack.info.clock_from_identity),
        ledger=_ledger(result),
        pack_version=pack.version,
    )


def journal_payload(clock: Clock) -> Mapping[str, Any]:
    """What the journal keeps of a clock."""
    return {
        "registered_on": clock.registered_on.isoformat(),
        "forward_by": clock.forward_by.isoformat() if clock.forward_by else None,
        "due_on": clock.due_on.isoformat(),
        "by_law": clock.by_law,
        "pack": clock.pack_version,
    }
