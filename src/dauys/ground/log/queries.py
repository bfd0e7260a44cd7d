"""Reads of the log: its description and newest head, where an entry stands, and the proofs anybody may ask for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from dauys.core import log_heads, merkle
from dauys.core.log_entries import LEAF_HASH_SQL
from dauys.core.merkle import Node
from dauys.core.receipts import Place
from dauys.ground.log.models import Head, Key, Log

# Leaves written by a release before the log have no hash of their own; it is reckoned from the entry.
LEAF_OR_SQL = f"COALESCE(l.leaf_hash, (SELECT {LEAF_HASH_SQL} FROM journal_entry e WHERE e.id = l.entry_id))"  # noqa: S608
_HASHES = f"""
SELECT n.level, n.index, n.hash FROM log_node n
JOIN unnest(%s::int[], %s::bigint[]) AS w(level, index) ON w.level = n.level AND w.index = n.index
UNION ALL
SELECT 0, l.index, {LEAF_OR_SQL} FROM journal_leaf l WHERE l.index = ANY(%s::bigint[])
"""  # noqa: S608


class LogIncomplete(Exception):
    """A node the tree needs is not there: it has not grown that far, or somebody removed it."""


def described(row: Log, keys: Iterable[Key]) -> log_heads.Log:
    return log_heads.Log(
        row.pk,
        bytes(row.nonce),
        tuple(log_heads.LogKey(bytes(k.public_key), k.since, bytes(k.signature)) for k in keys),
    )


def as_head(row: Head) -> log_heads.Head:
    return log_heads.Head(
        log_id=row.log_id,
        tree_size=row.tree_size,
        root_hash=bytes(row.root_hash),
        at=row.at,
        key_id=row.key_id,
        previous=bytes(row.previous),
        signature=bytes(row.signature),
    )


def logs() -> list[Log]:
    """Every log there was, oldest first, the last one being the one in use; keys come with them."""
    return list(Log.objects.order_by("ordinal").prefetch_related(Prefetch("keys", Key.objects.order_by("id"))))


def current() -> log_heads.Log | None:
    """The log in use with its keys, oldest first. One statement; None before the first merge."""
    rows = list(
        Key.objects.select_related("log").filter(log=Log.objects.order_by("-ordinal").values("pk")[:1]).order_by("id")
    )
    return described(rows[0].log, rows) if rows else None


def newest_head(log_id: str) -> log_heads.Head | None:
    row = Head.objects.filter(log=log_id).order_by("-id").first()
    return as_head(row) if row else None


def heads_after(log_id: str, position: int, limit: int = 1000) -> list[tuple[int, log_heads.Head]]:
    """Heads with their position in the row of heads, from the one after `position` on."""
    rows = Head.objects.filter(log=log_id, pk__gt=position).order_by("pk")[:limit]
    return [(row.pk, as_head(row)) for row in rows]


def leaf_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(index) + 1, 0) FROM journal_leaf")
        return int(cursor.fetchone()[0])


def hashes(nodes: Sequence[Node]) -> dict[Node, bytes]:
    """The hashes of these nodes, leaves included, in one statement; raises LogIncomplete if one is missing."""
    wanted = set(nodes)
    if not wanted:
        return {}
    above = sorted(node for node in wanted if node[0])
    leaves = [index for level, index in wanted if not level]
    with connection.cursor() as cursor:
        cursor.execute(_HASHES, [[level for level, _ in above], [index for _, index in above], leaves])
        found = {(int(level), int(index)): bytes(value) for level, index, value in cursor.fetchall()}
    if missing := wanted - set(found):
        raise LogIncomplete(f"node {min(missing)} is missing")
    return found


def root(size: int) -> bytes:
    """The root over the first `size` leaves, from the kept nodes."""
    return merkle.root_hash(size, hashes(merkle.cover(0, size)).__getitem__)


def _proof(ranges: Sequence[merkle.Range]) -> list[bytes]:
    return merkle.proof(ranges, hashes(merkle.nodes_of(ranges)).__getitem__)


def inclusion(index: int, size: int) -> list[bytes]:
    """The path of leaf `index` in the tree of `size`; ValueError when there is none."""
    return _proof(merkle.inclusion_ranges(index, size))


def consistency(first: int, second: int) -> list[bytes]:
    """The proof that the tree of `second` leaves begins with that of `first`; ValueError when there can be none."""
    return _proof(merkle.consistency_ranges(first, second))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands: its index and leaf hash, the first head of the log in use over it, the head before."""

    entry_id: int
    index: int
    leaf_hash: bytes
    head: log_heads.Head
    before: log_heads.Head | None


_STANDING = f"""
SELECT l.entry_id, l.index, {LEAF_OR_SQL}, h.id, b.id FROM journal_leaf l
JOIN LATERAL (
    SELECT id FROM log_head WHERE log_id = %s AND tree_size > l.index ORDER BY tree_size, id LIMIT 1
) h ON TRUE
LEFT JOIN LATERAL (
    SELECT id FROM log_head WHERE log_id = %s AND id < h.id ORDER BY id DESC LIMIT 1
) b ON TRUE
"""  # noqa: S608


def _standing(log_id: str, where: str, value: Any) -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_STANDING} WHERE {where}", [log_id, log_id, value])
        rows = cursor.fetchall()
    ids = {pk for row in rows for pk in row[3:] if pk}
    known = {row.pk: as_head(row) for row in Head.objects.filter(pk__in=ids)} if ids else {}
    return [
        Standing(int(entry), int(index), bytes(leaf), known[head], known.get(before))
        for entry, index, leaf, head, before in rows
    ]


def standing_of(log_id: str, entry_ids: Sequence[int]) -> dict[int, Standing]:
    """Where these entries stand; one that is not merged yet is left out. Two statements."""
    found = _standing(log_id, "l.entry_id = ANY(%s::bigint[])", list(entry_ids))
    return {standing.entry_id: standing for standing in found}


def standing_of_leaf(log_id: str, leaf: bytes) -> Standing | None:
    """Where the entry with this leaf hash stands, or None."""
    return next(iter(_standing(log_id, "l.leaf_hash = %s", leaf)), None)


def places(found: Sequence[Standing]) -> list[Place]:
    """The same with the paths that prove it. One statement for all."""
    ranges = [merkle.inclusion_ranges(s.index, s.head.tree_size) for s in found]
    known = hashes([node for part in ranges for node in merkle.nodes_of(part)])
    return [
        Place(s.index, tuple(merkle.proof(part, known.__getitem__)), s.head, s.before)
        for s, part in zip(found, ranges, strict=True)
    ]
