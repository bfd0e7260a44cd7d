"""Numbers the entries of all cases in the order of time and gives each its leaf and the log its nodes."""

import marshal
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from dauys.core.merkle import Node
from dauys.site.bulk.entries import Entry, leaf_hash
from dauys.site.bulk.lines import stamp
from dauys.site.bulk.tables import copy
from dauys.site.bulk.tree import GrowingTree

_second: Callable[[Entry], int] = itemgetter(0)


class Numbering:
    """Takes the entries of portion after portion; those of portion N happen at or after its first case was filed."""

    def __init__(self, cursor: Any, *, next_id: int, next_index: int, tree: GrowingTree) -> None:
        self.cursor, self.next_id, self.next_index, self.tree = cursor, next_id, next_index, tree
        self._waiting: list[Entry] = []

    def add(self, packed: bytes, settled: int | None) -> None:
        """Takes more entries and writes all that no later portion can come before: those up to second `settled`."""
        rows = self._waiting + marshal.loads(packed)  # noqa: S302  # nosec B302  our own process made it
        rows.sort(key=_second)  # one case's entries of one second stay in their order
        cut = len(rows)
        if settled is not None:
            cut = next((n for n, row in enumerate(rows) if row[0] >= settled), len(rows))
        self._waiting = rows[cut:]
        self._write(rows[:cut])

    def _write(self, rows: list[Entry]) -> None:
        if not rows:
            return
        number, index = self.next_id, self.next_index
        entries: list[str] = []
        leaves: list[str] = []
        hashes: list[bytes] = []
        for second, middle, text in rows:
            leaf = leaf_hash(number, middle)
            hashes.append(leaf)
            entries.append(f"{number}\t{text}")
            leaves.append(f"{index}\t{number}\t{stamp(second + 1)}\t\\\\x{leaf.hex()}\n")
            number, index = number + 1, index + 1
        self.next_id, self.next_index = number, index
        copy(self.cursor, "journal_entry", "".join(entries))
        copy(self.cursor, "journal_leaf", "".join(leaves))
        nodes = self.tree.add(hashes)
        copy(self.cursor, "log_node", "".join(f"{level}\t{place}\t\\\\x{h.hex()}\n" for level, place, h in nodes))


def tree_so_far(cursor: Any) -> GrowingTree:
    """The log's tree as it stands, brought up to the last leaf; the missing nodes are written."""
    cursor.execute("SELECT COALESCE(MAX(index) + 1, 0) * 2 FROM log_node WHERE level = 1")
    size = int(cursor.fetchone()[0])
    cursor.execute("SELECT level, index, hash FROM log_node UNION ALL SELECT 0, index, leaf_hash FROM journal_leaf")
    known: dict[Node, bytes] = {(level, index): bytes(value) for level, index, value in cursor.fetchall()}
    tree = GrowingTree(size, known)
    leaves: list[bytes] = []
    while (0, size + len(leaves)) in known:
        leaves.append(known[0, size + len(leaves)])
    nodes = tree.add(leaves)
    copy(cursor, "log_node", "".join(f"{level}\t{place}\t\\\\x{h.hex()}\n" for level, place, h in nodes))
    return tree
