"""What must be true of the log: the tree follows from its leaves, heads from the tree, and nothing was put in later."""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from dauys.core import merkle
from dauys.core.log_heads import MERGE_DELAY, NO_HEAD, check_succession
from dauys.core.merkle import NotProved
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.log import queries, signing
from dauys.ground.log.models import Head
from dauys.ground.log.queries import LEAF_OR_SQL, LogIncomplete
from dauys.ground.sealed.keys import KeyUnreadable

_CHILDREN = (
    f"(SELECT 0 AS level, l.index, {LEAF_OR_SQL} AS hash FROM journal_leaf l "
    "UNION ALL SELECT level, index, hash FROM log_node)"
)
_AT_ONCE = 500


def _batches(log_id: str) -> Iterator[list[Head]]:
    rows = Head.objects.filter(log=log_id).order_by("id").iterator(_AT_ONCE)
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def _broken_heads() -> Finding:
    """Heads whose signature, predecessor or root is wrong."""
    wrong: list[int] = []
    for row in queries.logs():
        log, before, size = queries.described(row, row.keys.all()), None, queries.leaf_count()
        for batch in _batches(row.pk):
            # Heads of a log that ended with a restore may be larger than what was restored.
            ours = [h for h in batch if h.tree_size <= size]
            known = _known({h.tree_size for h in ours})
            for kept in batch:
                head = queries.as_head(kept)
                try:
                    check_succession(log, [before, head] if before else [head])
                    if before is None and head.previous != NO_HEAD:
                        raise NotProved("the first head names one before it")
                    if head.tree_size <= size and known.get(head.tree_size) != head.root_hash:
                        raise NotProved("another root")
                except NotProved:
                    wrong.append(kept.pk)
                before = head
    return found(wrong)


def _known(sizes: set[int]) -> dict[int, bytes]:
    """Roots of these sizes, one statement for all; those that cannot be reckoned are left out."""
    try:
        hashes = queries.hashes([node for size in sizes for node in merkle.cover(0, size)])
    except LogIncomplete:
        return {}
    return {size: merkle.root_hash(size, hashes.__getitem__) for size in sizes}


def _broken_record() -> Finding:
    """The record outside the database against the log inside."""
    log = queries.current()
    newest = queries.newest_head(log.log_id) if log else None
    try:
        last = signing.last_signed()
        if log is None or newest is None:
            return Finding(0)
        signing.key_of(log.keys[-1].key_id)
        good = (
            last is not None
            and last.log_id == log.log_id
            and last.tree_size <= queries.leaf_count()
            and queries.root(last.tree_size) == last.root_hash
        )
    except (KeyUnreadable, LogIncomplete):
        good = False
    return Finding(0) if good else found(["head"])


INVARIANTS = [
    Invariant(
        "log.nodes_fit_children",
        _("Every node of the tree is the hash of the two below it."),
        none_of(
            f"SELECT n.level || '/' || n.index FROM log_node n "
            f"LEFT JOIN {_CHILDREN} a ON a.level = n.level - 1 AND a.index = 2 * n.index "
            f"LEFT JOIN {_CHILDREN} b ON b.level = n.level - 1 AND b.index = 2 * n.index + 1 "
            "WHERE n.hash IS DISTINCT FROM sha256('\\x01'::bytea || a.hash || b.hash)"
        ),
    ),
    Invariant(
        "log.heads_fit_tree", _("Every head is signed, names the one before it and fits the tree."), _broken_heads
    ),
    Invariant(
        "log.record_fits",
        _("The log continues what was signed last, by the record outside the database."),
        _broken_record,
        moves=True,
    ),
    Invariant(
        "log.nothing_put_in_later",
        _("No entry is dated before a head that did not hold it yet."),
        none_of(
            "SELECT l.index FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id "
            "JOIN LATERAL (SELECT h.at FROM log_head h "
            "WHERE h.log_id = (SELECT id FROM log_log ORDER BY ordinal DESC LIMIT 1) "
            "AND h.tree_size <= l.index ORDER BY h.tree_size DESC, h.id DESC LIMIT 1) b ON TRUE "
            f"WHERE e.at < b.at - INTERVAL '{int(MERGE_DELAY.total_seconds())} seconds'"
        ),
    ),
]
