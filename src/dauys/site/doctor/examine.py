"""Counts every invariant of the data, one after the other; reads only."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from dauys.ground.invariants import Finding, Invariant


@dataclass(frozen=True, slots=True)
class Result:
    """One invariant's outcome; `finding` is None when it could not be counted, `error` says why."""

    invariant: Invariant
    finding: Finding | None
    seconds: float
    error: str = ""

    @property
    def is_good(self) -> bool:
        return self.finding is not None and self.finding.broken == 0

    def as_json(self) -> dict[str, object]:
        return {
            "broken": self.finding.broken if self.finding else None,
            "examples": list(self.finding.examples) if self.finding else [],
            "seconds": round(self.seconds, 3),
            **({"error": self.error} if self.error else {}),
        }


def examine(invariants: Iterable[Invariant]) -> Iterator[Result]:
    """Each result as soon as it is known. All counts see one moment of the data, whatever is written meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        for invariant in invariants:
            began = time.monotonic()
            try:
                with transaction.atomic():
                    finding, error = invariant.find(), ""
            except DatabaseError as problem:
                finding, error = None, type(problem).__name__
            yield Result(invariant, finding, time.monotonic() - began, error)
