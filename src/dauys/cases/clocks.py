"""Reckons the clock of an obligation from the pack's terms and its own history, with how every date was reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dauys.cases.models import ClockEvent, Obligation
from dauys.cases.rules import runs_by_law
from dauys.core.clock import Extended, Paused, Reckoning, Resumed, reckon, registered_on
from dauys.core.legs import since
from dauys.core.terms import Event, Terms
from dauys.ground.packs.current import current
from dauys.ground.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock's columns of an obligation. While paused it has no day, and as moment the last one known."""

    received_at: datetime
    registered_on: date
    forward_by: date | None
    due_on: date | None
    due_at: datetime
    by_law: bool
    paused: bool
    ledger: list[dict[str, Any]]
    pack_version: str

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def _ledger(reckoning: Reckoning) -> list[dict[str, Any]]:
    return [
        {"code": s.code, "on": s.on.isoformat(), "rule": s.rule, "days": s.days, "note": s.note}
        for s in reckoning.steps
    ]


def terms_for(kind: str, *, reopening: bool, collective: bool = False, pack: Pack | None = None) -> Terms:
    """A reopened obligation runs the office's own promised term, never the law's."""
    pack = pack or current()
    return pack.reopen_terms(kind) if reopening else pack.terms(kind, collective=collective)


def start_clock(
    *, kind: str, received_at: datetime, identity: str, reopening: bool = False, collective: bool = False
) -> Clock:
    """The clock of a new obligation of `kind`, without any history."""
    terms = terms_for(kind, reopening=reopening, collective=collective)
    return _clock(terms, received_at, identity, reopening, (), current())


def reckon_again(
    row: Obligation,
    events: Iterable[ClockEvent],
    *,
    identity: str,
    kind: str = "",
    received_at: datetime | None = None,
    pack: Pack | None = None,
) -> Clock:
    """The clock of an obligation from its receipt through its moves (in their order), under the pack in force.

    `kind` and `received_at` are what the row is about to get. Raises ClockError for a history that the terms do not
    allow, and CalendarNotCovered.
    """
    history = [_as_event(event) for event in events]
    received, is_again = received_at or row.received_at, row.reopens_id is not None
    terms = terms_for(kind or row.kind, reopening=is_again, collective=row.case.signers > 0, pack=pack)
    return _clock(terms, received, identity, is_again, history, pack or current())


def limit_of(row: Obligation, events: Iterable[ClockEvent]) -> date | None:
    """How far the term of an obligation may be extended; None when it may not, or the calendar ends before."""
    pack = current()
    is_again, collective = row.reopens_id is not None, row.case.signers > 0
    terms, calendar = terms_for(row.kind, reopening=is_again, collective=collective), pack.calendar()
    history = since(registered_on(calendar, row.received_at), map(_as_event, events))
    return reckon(calendar, terms, row.received_at, history).extend_limit


def _as_event(event: ClockEvent) -> Event:
    if event.until is not None:
        return Extended(event.on, event.until)
    return Paused(event.on) if event.move == "paused" else Resumed(event.on)


def _clock(
    terms: Terms, received_at: datetime, identity: str, reopening: bool, events: Iterable[Event], pack: Pack
) -> Clock:
    calendar = pack.calendar()
    history = since(registered_on(calendar, received_at), events)
    result = reckon(calendar, terms, received_at, history)
    known = reckon(calendar, terms, received_at, history[:-1]) if result.paused else result
    if known.due_at is None:
        raise ValueError("before a pause a clock always runs")
    return Clock(
        received_at=received_at,
        registered_on=result.registered_on,
        forward_by=result.forward_by,
        due_on=result.due_on,
        due_at=known.due_at,
        by_law=not reopening and runs_by_law(identity, pack.info.clock_from_identity),
        paused=result.paused,
        ledger=_ledger(result),
        pack_version=pack.version,
    )


def journal_payload(clock: Clock) -> Mapping[str, Any]:
    """What the journal keeps of a clock."""
    return {
        "registered_on": clock.registered_on.isoformat(),
        "forward_by": clock.forward_by.isoformat() if clock.forward_by else None,
        "due_on": day_code(clock.due_on),
        "by_law": clock.by_law,
        "pack": clock.pack_version,
    }


def day_code(day: date | None) -> str | None:
    """A day as the journal writes it; nothing while the clock stands still."""
    return day.isoformat() if day else None
