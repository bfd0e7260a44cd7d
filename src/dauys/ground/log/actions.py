"""The only writes of the log: starting one, growing its tree, signing heads, passing on to a new key."""

import secrets
from datetime import datetime, timedelta

from django.db import connection

from dauys.core import log_heads, merkle
from dauys.core.log_heads import MERGE_DELAY, NO_HEAD, LogKey, key_id_of, log_id_of, public_bytes, whole_milliseconds
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.journal.queries import oldest_waiting
from dauys.ground.log import queries, signing
from dauys.ground.log.models import Head, Key, Log
from dauys.ground.sealed.keys import KeyUnreadable

BATCH = 20_000
# A head at most this often while entries come in, and one an hour when nothing does, to show that we are alive.
HEAD_EVERY = timedelta(seconds=20)
HEARTBEAT = timedelta(hours=1)
# One writer of the tree, whatever number of workers runs. The number is arbitrary and only has to be ours.
_LOCK = 0x6461757974


class LogUnsettled(Exception):
    """The log cannot be continued as it stands; the sentence says what was found and what to do."""


def start(*, actor: Actor, at: datetime, follows: log_heads.Head | None = None, common_size: int = 0) -> Log:
    """Begins a log with a fresh key. `follows` is the last head signed for another one, not continued by this one."""
    key, nonce, since = signing.make_key(), secrets.token_bytes(16), whole_milliseconds(at)
    public = public_bytes(key)
    with acting(actor):
        log = Log.objects.create(
            id=log_id_of(public, nonce),
            ordinal=Log.objects.count() + 1,
            nonce=nonce,
            started_at=since,
            follows=follows.as_json() if follows else None,
            common_size=common_size,
        )
        Key.objects.create(log=log, key_id=key_id_of(public), public_key=public, since=since, signature=b"")
        record(
            "log.start",
            actor=actor,
            at=at,
            payload={
                "log": log.pk,
                "follows": follows.log_id if follows else None,
                "follows_size": follows.tree_size if follows else None,
                "common_size": common_size,
            },
        )
    return log


def fork(*, actor: Actor, at: datetime) -> Log:
    """Begins a new log that says in public which one it follows and from where on it differs."""
    with acting(actor):
        _lock()
        rows, last = queries.logs(), signing.last_signed()
        if last is None and rows:
            last = queries.newest_head(rows[-1].pk)
        return start(actor=actor, at=at, follows=last, common_size=_common_size(last))


def _common_size(last: log_heads.Head | None) -> int:
    """How many entries of the log that ended surely stand here: those of its largest head that fits the tree."""
    if last is None:
        return 0
    while _grow():
        pass
    size = queries.leaf_count()
    heads = [last, *(queries.as_head(h) for h in Head.objects.filter(log=last.log_id).order_by("-tree_size"))]
    return next((h.tree_size for h in heads if h.tree_size <= size and queries.root(h.tree_size) == h.root_hash), 0)


def rotate_key(*, actor: Actor, at: datetime) -> str:
    """A fresh key takes over, signed by the present one; both stay known. Returns the new key's id."""
    with acting(actor):
        log = _locked_current()
        old = signing.key_of(log.keys[-1].key_id)
        fresh = signing.make_key()
        bare = LogKey(public_bytes(fresh), max(whole_milliseconds(at), log.keys[-1].since))
        signature = old.sign(bare.signed_bytes(log.log_id))
        Key.objects.create(
            log_id=log.log_id,
            key_id=bare.key_id,
            public_key=bare.public_key,
            since=bare.since,
            signature=signature,
        )
        payload = {"log": log.log_id, "old": log.keys[-1].key_id, "new": bare.key_id}
        record("log.rotate_key", actor=actor, at=at, payload=payload)
    return bare.key_id


def why_fork() -> str:
    """What keeps the log from being signed on, in one sentence; empty when a new log would be for nothing."""
    with acting(SYSTEM):
        _lock()
        log = queries.current()
        try:
            if log is None:
                return "The log is not known." if signing.last_signed() else ""
            _require_unbroken(log, queries.newest_head(log.log_id), queries.leaf_count())
            signing.key_of(log.keys[-1].key_id)
        except (LogUnsettled, KeyUnreadable, queries.LogIncomplete) as error:
            return str(error)
    return ""


def _lock() -> None:
    """One writer of the tree until the transaction ends; whoever comes second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _locked_current() -> log_heads.Log:
    _lock()
    log = queries.current()
    if log is None:
        raise LogUnsettled("There is no log yet; the worker starts it.")
    return log


def merge(*, at: datetime, at_once: bool = False) -> int:
    """Grows the tree by one batch of numbered entries and signs a head if one is due; returns how many it merged.

    `at_once` signs a due head without waiting for HEAD_EVERY. Raises LogUnsettled when the database does not hold
    what was signed before: then the tree has grown and nothing was signed.
    """
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        grown = _grow()
    if grown < BATCH:
        _sign_if_due(at, at_once)
    return grown


def _grow() -> int:
    """Adds the nodes that the next batch of leaves completes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(index) + 1, 0) * 2 FROM log_node WHERE level = 1")
        old = int(cursor.fetchone()[0])
        cursor.execute(
            f"SELECT l.index, {queries.LEAF_OR_SQL} FROM journal_leaf l WHERE l.index >= %s ORDER BY l.index LIMIT %s",  # noqa: S608
            [old, BATCH],
        )
        leaves = cursor.fetchall()
        if len(leaves) < 2:
            return 0
        known = queries.hashes(merkle.cover(0, old))
        known.update({(0, int(index)): bytes(value) for index, value in leaves})
        fresh = []
        for level, index in merkle.completed(old, old + len(leaves)):
            value = merkle.node_hash(known[level - 1, 2 * index], known[level - 1, 2 * index + 1])
            known[level, index] = value
            fresh.append((level, index, value))
        cursor.execute(
            "INSERT INTO log_node (level, index, hash) SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bytea[])",
            [list(column) for column in zip(*fresh, strict=True)],
        )
    return len(leaves)


def _sign_if_due(at: datetime, at_once: bool) -> None:
    with acting(SYSTEM):
        _lock()
        size = queries.leaf_count()
        log = queries.current()
        if log is None:
            if signing.last_signed() is not None:
                raise LogUnsettled(
                    "A log was signed here before, and this database does not know it. If that is right "
                    "(a restore, a new database), start a new log that says so: dauys log fork"
                )
            start(actor=SYSTEM, at=at)
            return  # its own entry is numbered first
        last = queries.newest_head(log.log_id)
        wait = HEAD_EVERY if last and size > last.tree_size else HEARTBEAT
        grown = last is None or size > last.tree_size
        set_back = last is not None and at < last.at  # the clock: heads keep the later moment and go on
        if not size or (last and at < last.at + wait and not (grown and (at_once or set_back))):
            return
        waiting = oldest_waiting()
        if waiting and waiting < at - MERGE_DELAY / 2:
            return  # a head dated now would make the backlog behind it look as if it had been put in later
        _require_unbroken(log, last, size)
        key_id = log.keys[-1].key_id
        moment = whole_milliseconds(max(at, last.at) if last else at)
        head = log_heads.Head(
            log_id=log.log_id,
            tree_size=size,
            root_hash=queries.root(size),
            at=max(moment, log.keys[-1].since),
            key_id=key_id,
            previous=last.digest if last else NO_HEAD,
        ).signed_with(signing.key_of(key_id))
        signing.note_signed(head)
        Head.objects.create(
            log_id=head.log_id,
            tree_size=head.tree_size,
            root_hash=head.root_hash,
            at=head.at,
            key_id=head.key_id,
            previous=head.previous,
            signature=head.signature,
        )


def _require_unbroken(log: log_heads.Log, newest: log_heads.Head | None, size: int) -> None:
    """Raises LogUnsettled unless the tree still begins with the last one signed, by our record outside the database."""
    last = signing.last_signed()
    how = "If a backup was restored, start a new log that says so: dauys log fork"
    if last is None:
        if newest is None:
            return
        raise LogUnsettled(f"The record of the last signed head is missing. {how}")
    if last.log_id != log.log_id:
        if newest is None and any(row.follows and row.follows["log_id"] == last.log_id for row in queries.logs()):
            return  # the new log's first head
        raise LogUnsettled(f"Another log was signed here last. {how}")
    if last.tree_size > size:
        raise LogUnsettled(f"The log holds {size} entries, and {last.tree_size} were signed. {how}")
    if queries.root(last.tree_size) != last.root_hash:
        raise LogUnsettled(f"The first {last.tree_size} entries are not those that were signed. {how}")
