"""Counts what happens within fixed windows of time, in one statement however many counters there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from dauys.ground.sealed.seal import lookup_key
from dauys.ground.throttle.models import Count


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted (`scope`), for whom (`subject`: an address, or "" for everybody), and how often it may happen.

    `amount` is how much happens at once, for what is counted in megabytes.

    A window begins at a whole multiple of its length, so every process agrees on it without asking.
    """

    scope: str
    subject: str
    limit: int
    seconds: int
    amount: int = 1

    def window(self, at: datetime) -> int:
        return int(at.timestamp()) // self.seconds

    def ends_at(self, at: datetime) -> datetime:
        return datetime.fromtimestamp((self.window(at) + 1) * self.seconds, tz=UTC)

    def key(self, at: datetime) -> bytes:
        return lookup_key(f"{self.scope}\x1f{self.window(at)}\x1f{self.subject}", what="throttle")


def count_up(*, counters: Sequence[Counter], at: datetime) -> list[int]:
    """How often each has happened in its window with this time, in order, up to the first that is above its limit.

    Those behind it are not counted: a flood from one address must not use up what everybody shares. Call it outside a
    transaction, for the rows stay locked until the commit, with counters shared by many last, so that two callers
    never wait for each other crosswise. One statement.
    """
    parts: list[str] = []
    params: list[Any] = []
    for index, counter in enumerate(counters):
        earlier = f" FROM c{index - 1} WHERE c{index - 1}.count <= %s" if index else ""
        parts.append(
            f"c{index} AS (INSERT INTO throttle_count AS t (key, count, ends_at) "
            f"SELECT %s::bytea, %s::integer, %s::timestamptz{earlier} "
            "ON CONFLICT (key) DO UPDATE SET count = t.count + excluded.count RETURNING t.count)"
        )
        params += [
            counter.key(at),
            counter.amount,
            counter.ends_at(at),
            *([counters[index - 1].limit] if index else []),
        ]
    asked = " UNION ALL ".join(f"SELECT {n}, count FROM c{n}" for n in range(len(counters)))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {asked} ORDER BY 1", params)
        return [int(count) for _index, count in cursor.fetchall()]


def sweep(*, before: datetime) -> int:
    """Deletes windows that ended before `before`."""
    return Count.objects.filter(ends_at__lt=before).delete()[0]
