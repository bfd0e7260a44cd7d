"""File locks by which several Dauys processes share one database server.

`flock` locks vanish with the process that holds them, however it dies.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .account import Account
from .errors import DatabaseUnavailable


def open_lock(path: Path, account: Account) -> int:
    """An open descriptor of a lock file, which children do not inherit."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        os.fchown(lock, account.uid, account.gid)
    return lock


def try_exclusive(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(lock: int) -> None:
    fcntl.flock(lock, fcntl.LOCK_SH)


@contextmanager
def exclusive(path: Path, account: Account, seconds: float) -> Iterator[None]:
    """Holds the lock alone; raises DatabaseUnavailable if another process keeps it for longer than `seconds`."""
    lock = open_lock(path, account)
    try:
        limit = time.monotonic() + seconds
        while not try_exclusive(lock):
            if time.monotonic() > limit:
                raise DatabaseUnavailable(f"Another Dauys process has held {path} for {seconds:.0f} s: end it first.")
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)
