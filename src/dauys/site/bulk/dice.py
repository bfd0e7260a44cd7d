"""Chance for invented data: the same for the same seed, and quicker than the library's exact one."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice(Random):  # nosec B311
    """Draws whole numbers by one multiplication; for the small ranges of invented lives no lean can be seen."""

    def randint(self, a: int, b: int) -> int:
        return a + int(self.random() * (b - a + 1))

    def choice(self, seq: Sequence[Item]) -> Item:  # type: ignore[override]
        return seq[int(self.random() * len(seq))]
