"""Which running clocks the pack in force would date otherwise than they stand, and why; reads only."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from dauys.cases.clocks import Clock, day_code, reckon_again, start_clock, terms_for
from dauys.cases.models import IS_OPEN, ClockEvent, Obligation
from dauys.cases.rules import IDENTITIES, runs_by_law
from dauys.core.case_numbers import format_number
from dauys.core.terms import ClockError, Terms
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.packs.current import current
from dauys.ground.packs.load import PackErrors, load_pack
from dauys.ground.packs.pack import Pack
from dauys.ground.packs.queries import files_of

AT_ONCE = 1000
DATES = ("registered_on", "forward_by", "due_on", "due_at", "paused")
_READ = (
    "id", "case_id", "kind", "received_at", "reopens_id", "pack_version", "by_law", *DATES,
    "case__identity", "case__serial", "case__signers", "case__year",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A clock that would get other dates. `why`: calendar, terms, or pack when the old version is not known.

    Without a new clock it cannot be reckoned, and `problem` names the error: an end past the calendar, or moves that
    the terms in force do not allow. Such a clock stays as it is.
    """

    obligation: UUID
    number: str
    old: Obligation
    clock: Clock | None
    why: str
    problem: str = ""

    def as_json(self) -> dict[str, object]:
        """No personal data: number, days and codes."""
        return {
            "number": self.number,
            "old_due": day_code(self.old.due_on),
            "new_due": day_code(self.clock.due_on) if self.clock else None,
            "old_forward_by": day_code(self.old.forward_by),
            "new_forward_by": day_code(self.clock.forward_by) if self.clock else None,
            "paused": self.old.paused,
            "why": self.why,
            **({"problem": self.problem} if self.problem else {}),
        }


def running() -> QuerySet[Obligation]:
    """The clocks that run or stand; one that was reckoned by the pack in force already has its dates."""
    return Obligation.objects.filter(IS_OPEN).exclude(pack_version=current().version)


def batches(rows: QuerySet[Obligation]) -> Iterator[list[Obligation]]:
    """All of them by their ids, so many at a time."""
    last = UUID(int=0)
    while some := list(rows.filter(pk__gt=last).select_related("case").only(*_names()).order_by("pk")[:AT_ONCE]):
        yield some
        last = some[-1].pk


def _names() -> list[str]:
    return [name.removesuffix("_id") if name in ("case_id", "reopens_id") else name for name in _READ]


def changes(rows: QuerySet[Obligation] | None = None) -> Iterator[Change]:
    """Every running clock that would get other dates, in the order of receipt. Two statements a thousand clocks."""
    for some in batches(running() if rows is None else rows):
        yield from changed(some)


def changed(some: Sequence[Obligation]) -> Iterator[Change]:
    """Those of these clocks that would get other dates. One statement."""
    moves: dict[UUID, list[ClockEvent]] = defaultdict(list)
    for move in ClockEvent.objects.filter(obligation__in=[row.pk for row in some]).order_by("id"):
        moves[move.obligation_id].append(move)
    prefix = current().info.number_prefix
    for row in some:
        number = format_number(prefix, row.case.year, row.case.serial)
        try:
            clock = reckon_again(row, moves[row.pk], identity=row.case.identity) if row.pk in moves else _plain(row)
        except (ClockError, CalendarNotCovered) as error:
            yield Change(row.pk, number, row, None, _why(row), type(error).__name__)
            continue
        if any(getattr(clock, name) != getattr(row, name) for name in DATES):
            yield Change(row.pk, number, row, clock, _why(row))


def _plain(row: Obligation) -> Clock:
    """The clock without a history; moments of one day on one side of the closing hour share it."""
    calendar, required = current().calendar(), current().info.clock_from_identity
    local = row.received_at.astimezone(calendar.zone)
    shared = local.replace(hour=23, minute=59) if local.time() > calendar.closes else local.replace(hour=0, minute=0)
    return _shared(
        row.kind,
        shared.replace(second=0, microsecond=0),
        required if runs_by_law(row.case.identity, required) else IDENTITIES[0],
        row.reopens_id is not None,
        row.case.signers > 0,
        current().version,
    )


@lru_cache(maxsize=65_536)
def _shared(kind: str, received_at: datetime, identity: str, reopening: bool, collective: bool, _version: str) -> Clock:
    return start_clock(
        kind=kind, received_at=received_at, identity=identity, reopening=reopening, collective=collective
    )


def _why(row: Obligation) -> str:
    old = _pack(row.pack_version)
    if old is None or row.kind not in old.kinds:
        return "pack"
    again = row.reopens_id is not None

    def terms(pack: Pack) -> Terms:
        return terms_for(row.kind, reopening=again, collective=row.case.signers > 0, pack=pack)

    is_same = terms(old) == terms(current())
    return "calendar" if is_same else "terms"


@cache
def _pack(version: str) -> Pack | None:
    """A pack as it was kept when it came into force."""
    files = files_of(version)
    if not files:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, "utf-8")
        try:
            return load_pack(Path(folder))
        except PackErrors:  # written for another release of the program
            return None
