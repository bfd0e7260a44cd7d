"""Counts every invariant of the data, one after the other; reads only."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from dauys.ground.invariants import Finding, Invariant

LOOKS = 3


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
    """Each result as soon as it is known; reads only.

    All but those that move see one moment of the data, whatever is written meanwhile. Those that move are broken
    only if they are found so three times in a row.
    """
    given = list(invariants)
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _without_limits(cursor)
        for invariant in given:
            if not invariant.moves:
                yield _result(invariant)
    for invariant in given:
        if invariant.moves:
            result = _looked_at(invariant)
            for _ in range(LOOKS - 1):
                if result.is_good:
                    break
                result = _looked_at(invariant)
            yield result


def _without_limits(cursor: Any) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _looked_at(invariant: Invariant) -> Result:
    with transaction.atomic():
        with connection.cursor() as cursor:
            _without_limits(cursor)
        return _result(invariant)


def _result(invariant: Invariant) -> Result:
    began, error = time.monotonic(), ""
    finding: Finding | None = None
    try:
        with transaction.atomic():
            finding = invariant.find()
    except DatabaseError as problem:
        error = type(problem).__name__
    return Result(invariant, finding, time.monotonic() - began, error)
