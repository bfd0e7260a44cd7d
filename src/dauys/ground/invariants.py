"""What must always be true of the data: each room states its invariants, and the doctor counts what breaks them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows break an invariant, and a few of their ids."""

    broken: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invariant:
    """`sentence` says what is true when all is well. `find` counts what breaks it, in any amount of time.

    `moves` marks one that compares the database with files: both move on while it looks, so it is looked at again.
    """

    code: str
    sentence: Any
    find: Callable[[], Finding]
    moves: bool = False


def none_of(sql: str) -> Callable[[], Finding]:
    """The invariant that this query returns no row; its first column names the row that breaks it."""

    def find() -> Finding:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*), (array_agg(v.id::text))[1:{EXAMPLES}] FROM ({sql}) AS v(id)")
            broken, examples = cursor.fetchone()
        return Finding(int(broken), tuple(examples or ()))

    return find


def found(examples: Sequence[object]) -> Finding:
    """A finding from the ids themselves."""
    return Finding(len(examples), tuple(str(e) for e in examples[:EXAMPLES]))
