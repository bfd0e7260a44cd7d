"""What a witness does: follows a log from outside, keeps its heads, and finds out what does not continue them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dauys.core.log_heads import MERGE_DELAY, Head, Log, check_succession, head_from_json, log_from_json
from dauys.core.merkle import NotProved, check_consistency

# Fetches a public address of the log, such as /log/head, and returns its JSON.
Fetch = Callable[[str], Any]
STALE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Fork:
    """The office says openly that it began a new log: after a restore, say. `lost` kept entries are no longer there."""

    old: str
    new: str
    common_size: int
    lost: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a witness keeps of a log: its keys as first seen, its last head, and how far it has read the heads."""

    log: Log
    last: Head
    position: int


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found: what to keep for the next, the heads that are new, the newest's age, an open fork if any."""

    kept: Kept
    fresh: tuple[Head, ...]
    age: timedelta
    fork: Fork | None = None

    @property
    def is_stale(self) -> bool:
        return self.age > STALE


def look(fetch: Fetch, kept: Kept | None, now: datetime) -> Look:
    """One look at a log. Raises NotProved, with the reason, when it does not continue what was kept."""
    answer = _mapping(fetch("/log/head"))
    log, newest = log_from_json(answer.get("log")), head_from_json(answer.get("head"))
    log.check_head(newest)
    if newest.at > now + MERGE_DELAY:
        raise NotProved("The newest head is dated in the future.")
    fork = None
    if kept is not None and kept.log.log_id != log.log_id:
        fork, kept = _fork(fetch, kept, log, newest), None
    if kept is not None and log.keys[: len(kept.log.keys)] != kept.log.keys:
        raise NotProved("The keys of the log are not those it had before.")
    fresh, position = _fresh_heads(fetch, log, kept.position if kept else 0)
    row = [kept.last, *fresh] if kept else fresh
    check_succession(log, row)
    if newest.digest not in {head.digest for head in row}:
        raise NotProved("The newest head does not stand in the row of heads.")
    if kept is not None:
        _check_growth(fetch, kept.last, row[-1])
    return Look(Kept(log, row[-1], position), tuple(fresh), now - newest.at, fork)


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise NotProved("The log's answer cannot be read.")
    return data


def _fresh_heads(fetch: Fetch, log: Log, position: int) -> tuple[list[Head], int]:
    found: list[Head] = []
    while True:
        answer = _mapping(fetch(f"/log/heads?log={log.log_id}&after={position}"))
        rows, reached = answer.get("heads"), answer.get("position")
        if not isinstance(rows, Sequence) or not isinstance(reached, int):
            raise NotProved("The log's answer cannot be read.")
        if not rows or reached <= position:
            return found, position
        found += [head_from_json(row) for row in rows]
        position = reached


def _check_growth(fetch: Fetch, old: Head, new: Head) -> None:
    """The tree of the new head begins with the tree of the old one, by the log's own proof."""
    path: tuple[bytes, ...] = ()
    if new.tree_size > old.tree_size:
        answer = _mapping(fetch(f"/log/consistency?first={old.tree_size}&second={new.tree_size}"))
        try:
            path = tuple(bytes.fromhex(step) for step in answer["path"])
        except (KeyError, TypeError, ValueError) as error:
            raise NotProved("The log gives no proof that it continues what was kept.") from error
    check_consistency(old.tree_size, old.root_hash, new.tree_size, new.root_hash, path)


def _fork(fetch: Fetch, kept: Kept, log: Log, newest: Head) -> Fork:
    """An open fork: the new log names the old one's last head, signed by the old one's keys."""
    rows = _mapping(fetch("/log/logs")).get("logs")
    by_id = {row["log_id"]: row for row in rows} if isinstance(rows, Sequence) else {}
    here, common = log.log_id, newest.tree_size
    while here != kept.log.log_id:
        row = by_id.pop(here, None)
        if row is None or not row.get("follows"):
            raise NotProved("Another log stands in the place of the kept one and does not say that it follows it.")
        common = min(common, int(row["common_size"]))
        follows = head_from_json(row["follows"])
        here = follows.log_id
    kept.log.check_head(follows)
    if follows.tree_size < kept.last.tree_size:
        raise NotProved("The new log hides heads of the old one: a larger one was kept.")
    if kept.last.tree_size <= common:
        _check_growth(fetch, kept.last, newest)
    return Fork(kept.log.log_id, log.log_id, common, max(kept.last.tree_size - common, 0))
