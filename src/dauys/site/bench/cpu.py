"""How much processor time groups of processes have used, read from the system; Linux only."""

import os
from collections.abc import Iterable
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


def descendants(root: int) -> set[int]:
    """The process and everything it started that is still there."""
    parents = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (found := _stat(int(entry.name))):
            parents[int(entry.name)] = int(found[1])
    wanted, size = {root}, 0
    while size != len(wanted):
        size = len(wanted)
        wanted |= {pid for pid, parent in parents.items() if parent in wanted}
    return wanted


def running_seconds(pid: int) -> float:
    """Processor time of a process of one thread, to the microsecond."""
    try:
        return int((_PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return seconds_of([pid])
