"""Tells a full disk from other failures, because PostgreSQL on a full disk cannot even write down why it stopped."""

import errno
import os
from pathlib import Path

from .errors import DatabaseUnavailable

# With less than this even the line that says why is not written.
NEEDED_BYTES = 1_000_000
FULL = ("No space left on device", "Disk quota exceeded")


def no_room(folder: Path, complaint: str = "") -> DatabaseUnavailable | None:
    """The sentence about a full disk or too little shared memory, if that is what went wrong in `folder`."""
    if "shared memory" in complaint:
        return DatabaseUnavailable(
            "PostgreSQL finds too little shared memory: give /dev/shm at least 64 MB (a container: --shm-size=256m) "
            "and start again."
        )
    if not any(words in complaint for words in FULL) and _free(folder) >= NEEDED_BYTES:
        return None
    return DatabaseUnavailable(
        f"There is no room on the disk of {folder}: free some space and start again; what was committed is kept."
    )


def unusable(folder: Path, error: OSError) -> DatabaseUnavailable:
    """The sentence about an operation on the data folder that the system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or any(words in str(error) for words in FULL):
        return no_room(folder, FULL[0]) or DatabaseUnavailable(str(error))
    return DatabaseUnavailable(
        f"The folder {folder} cannot be used for the database ({error.strerror or error}): "
        "give another one with --data DIR."
    )


def _free(folder: Path) -> int:
    try:
        found = os.statvfs(folder)
    except OSError:
        return NEEDED_BYTES
    return found.f_bavail * found.f_frsize
