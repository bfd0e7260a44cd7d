"""Does for a test what the worker does for the log: numbers entries, grows the tree, signs a head."""

from datetime import datetime

from dauys.ground.journal.follower import Hearers, JournalFollower
from dauys.ground.log.actions import merge


def follow(at: datetime, *, hearers: Hearers | None = None, at_once: bool = True) -> None:
    """Until nothing is left; a new log's own first entry is numbered and merged too."""
    follower = JournalFollower(hearers or {})
    for _ in range(2):
        while follower.tick(at) + merge(at=at, at_once=at_once):
            pass
