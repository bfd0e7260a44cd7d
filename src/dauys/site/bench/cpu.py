"""How much processor time groups of processes have used, read from the system; Linux only."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def _stat(pid: int) -> list[str] | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()  # the name before it may hold anything


def seconds_of(pids: Iterable[int]) -> float:
    """User and system time of these processes, with that of children they have waited for."""
    ticks = 0
    for pid in pids:
        found = _stat(pid)
        if found:
            ticks += sum(int(value) for value in found[11:15])
    return ticks / _TICK


def descendants(*roots: int) -> set[int]:
    """These processes and everything they started that is still there."""
    found: set[int] = set()
    ahead = list(roots)
    while ahead:
        pid = ahead.pop()
        if pid not in found:
            found.add(pid)
            ahead += _children(pid)
    return found


def _children(pid: int) -> list[int]:
    """What any thread of the process started."""
    found = []
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        with suppress(OSError):  # the thread is over
            found += [int(child) for child in children.read_text().split()]
    return found


def running_seconds(pid: int) -> float:
    """Processor time of a process of one thread, to the microsecond."""
    try:
        return int((_PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return seconds_of([pid])
