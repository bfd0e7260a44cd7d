"""What a witness does: follows a log from outside, keeps its heads, and finds out what does not continue them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dauys.core.log_heads import (
    MERGE_DELAY,
    NO_HEAD,
    Head,
    Log,
    check_succession,
    exact_hex,
    head_from_json,
    log_from_json,
)
from dauys.core.merkle import NotProved, check_consistency

# Fetches a public address of the log, such as /log/head, and returns its JSON.
Fetch = Callable[[str], Any]
STALE = timedelta(hours=2)
# Heads read in one look; whoever is further behind looks again. No log can make us keep more in memory.
AT_ONCE = 20_000


class NoHeadYet(Exception):
    """The installation is new: its log has signed nothing so far."""


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
    """What one look found: what to keep for the next, the heads that are new, the newest's age, an open fork if any.

    With `behind` there are more heads to read, and the newest was not reached yet.
    """

    kept: Kept
    fresh: tuple[Head, ...]
    age: timedelta
    fork: Fork | None = None
    behind: bool = False

    @property
    def is_stale(self) -> bool:
        return self.age > STALE


def look(fetch: Fetch, kept: Kept | None, now: datetime, at_once: int = AT_ONCE) -> Look:
    """One look at a log. Raises NotProved, with the reason, when it does not continue what was kept; NoHeadYet."""
    answer = _mapping(fetch("/log/head"))
    if kept is None and "head" not in answer and "message" in answer:
        raise NoHeadYet
    log, newest = log_from_json(answer.get("log")), head_from_json(answer.get("head"))
    log.check_head(newest)
    if newest.at > now + MERGE_DELAY:
        raise NotProved("The newest head is dated in the future.")
    fork = None
    if kept is not None and kept.log.log_id != log.log_id:
        fork, kept = _fork(fetch, kept, log, newest), None
    if kept is not None and log.keys[: len(kept.log.keys)] != kept.log.keys:
        raise NotProved("The keys of the log are not those it had before.")
    fresh, position = _fresh_heads(fetch, log, kept.position if kept else 0, at_once)
    row = [kept.last, *fresh] if kept else fresh
    check_succession(log, row)
    if kept is None and row and row[0].previous != NO_HEAD:
        raise NotProved("The first head of the log names one before it.")
    behind = newest.digest not in {head.digest for head in row}
    if behind and (len(fresh) < at_once or row[-1].at > newest.at or row[-1].tree_size > newest.tree_size):
        raise NotProved("The newest head does not stand in the row of heads.")
    if kept is not None:
        _check_growth(fetch, kept.last, row[-1])
    return Look(Kept(log, row[-1], position), tuple(fresh), now - newest.at, fork, behind)


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise NotProved("The log's answer cannot be read.")
    return data


def _fresh_heads(fetch: Fetch, log: Log, position: int, at_once: int) -> tuple[list[Head], int]:
    """About `at_once` heads after `position`, and the position of the last one."""
    found: list[Head] = []
    while len(found) < at_once:
        answer = _mapping(fetch(f"/log/heads?log={log.log_id}&after={position}"))
        rows, reached = answer.get("heads"), answer.get("position")
        if not isinstance(rows, list) or len(rows) > AT_ONCE or not isinstance(reached, int) or not _is_count(reached):
            raise NotProved("The log's answer cannot be read.")
        if not rows:
            return found, position
        if reached <= position:
            raise NotProved("The row of heads does not go forward.")
        found += [head_from_json(row) for row in rows]
        position = reached
    return found, position


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62


def _check_growth(fetch: Fetch, old: Head, new: Head) -> None:
    """The tree of the new head begins with the tree of the old one, by the log's own proof."""
    path: tuple[bytes, ...] = ()
    if new.tree_size > old.tree_size:
        answer = _mapping(fetch(f"/log/consistency?first={old.tree_size}&second={new.tree_size}"))
        try:
            path = tuple(exact_hex(step, 32) for step in answer["path"])
        except (KeyError, TypeError, ValueError) as error:
            raise NotProved("The log gives no proof that it continues what was kept.") from error
    check_consistency(old.tree_size, old.root_hash, new.tree_size, new.root_hash, path)


def _fork(fetch: Fetch, kept: Kept, log: Log, newest: Head) -> Fork:
    """An open fork: the new log names the old one's last head, signed by the old one's keys."""
    rows = _mapping(fetch("/log/logs")).get("logs")
    by_id = {str(row["log_id"]): row for row in rows if _names_log(row)} if isinstance(rows, list) else {}
    old, here, common = by_id.get(kept.log.log_id), log.log_id, newest.tree_size
    while here != kept.log.log_id:
        row = by_id.pop(here, None)
        if row is None or not row.get("follows") or not _is_count(row.get("common_size")):
            raise NotProved("Another log stands in the place of the kept one and does not say that it follows it.")
        common = min(common, row["common_size"])
        follows = head_from_json(row["follows"])
        here = follows.log_id
    _with_later_keys(kept.log, old).check_head(follows)
    if follows.tree_size < kept.last.tree_size:
        raise NotProved("The new log hides heads of the old one: a larger one was kept.")
    if kept.last.tree_size <= common:
        _check_growth(fetch, kept.last, newest)
    return Fork(kept.log.log_id, log.log_id, common, max(kept.last.tree_size - common, 0))


def _names_log(row: Any) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("log_id"), str)


def _with_later_keys(known: Log, told: Any) -> Log:
    """The log as it ended: keys that took over after we last looked are signed by those we know."""
    if told is None:
        return known
    ended = log_from_json(told)
    if ended.log_id != known.log_id or ended.keys[: len(known.keys)] != known.keys:
        raise NotProved("The keys of the log are not those it had before.")
    return ended
