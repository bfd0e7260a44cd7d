"""Grows the log's tree leaf by leaf while a stream of leaves goes by, keeping only what the next leaves need."""

from collections.abc import Iterable, Mapping

from dauys.core.merkle import Node, cover, node_hash


class GrowingTree:
    """A tree of `size` leaves; `known` holds the hashes of its cover, the perfect subtrees it is made of."""

    def __init__(self, size: int, known: Mapping[Node, bytes]) -> None:
        self.size = size
        # At most one finished subtree a level waits for its neighbour on the right.
        self._waiting = {level: known[level, index] for level, index in cover(0, size)}

    def add(self, leaves: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
        """Takes the hashes of the next leaves; the nodes above them that are complete now, as (level, index, hash)."""
        waiting, made = self._waiting, []
        size = self.size
        for found in leaves:
            level, index = 0, size
            while index & 1:
                level, index = level + 1, index >> 1
                found = node_hash(waiting[level - 1], found)
                made.append((level, index, found))
            waiting[level] = found
            size += 1
        self.size = size
        return made
