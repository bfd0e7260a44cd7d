"""The deletion register: whose case was erased, in a file outside the database, so that no restore undoes it."""

import errno
import fcntl
import json
import os
from datetime import datetime
from io import FileIO
from pathlib import Path
from uuid import UUID

from django.conf import settings

_LONGEST_LINE = 4096  # far more than a line has


class RegisterDamaged(Exception):
    """The register cannot be read; the sentence says what to do."""


class RegisterUnwritable(Exception):
    """The register cannot be written, as on a full disk, so nothing was erased; the sentence says what to do."""


def note(case_id: UUID, at: datetime) -> None:
    """Adds a case, flushed to disk before anything is erased: an erasure cut off by a crash is finished later.

    Raises RegisterUnwritable; the register then is as it was.
    """
    path = Path(settings.DELETION_REGISTER)
    line = json.dumps({"case": str(case_id), "at": at.isoformat()}).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _append(file, line)
    except OSError as error:
        raise RegisterUnwritable(
            f"The deletion register {path} cannot be written ({error.strerror}), so nothing was erased. "
            "Make room there and erase again."
        ) from error


def _append(file: FileIO, line: bytes) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(start := max(size - _LONGEST_LINE, 0))
    end = start + file.readall().rfind(b"\n") + 1
    file.truncate(end)  # a line cut off by a crash is written over
    file.seek(end)
    try:
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise


def noted() -> set[UUID]:
    """Every case in the register. A last line cut off by a crash is passed over: its erasure had not begun."""
    found = set()
    try:
        with Path(settings.DELETION_REGISTER).open(encoding="ascii") as file:
            for number, line in enumerate(file, 1):
                try:
                    found.add(UUID(json.loads(line)["case"]))
                except (ValueError, KeyError, TypeError) as error:
                    if line.endswith("\n"):
                        raise RegisterDamaged(
                            f"Line {number} of {settings.DELETION_REGISTER} cannot be read. "
                            "Restore it from your backup."
                        ) from error
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterDamaged(f"{settings.DELETION_REGISTER} cannot be read. Restore it from your backup.") from error
    return found
