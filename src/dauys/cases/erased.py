"""The deletion register: whose case was erased, in a file outside the database, so that no restore undoes it."""

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

_LONGEST_LINE = 4096  # far more than a line has


class RegisterDamaged(Exception):
    """The register cannot be read; the sentence says what to do."""


def note(case_id: UUID, at: datetime) -> None:
    """Adds a case, flushed to disk before anything is erased: an erasure cut off by a crash is finished later."""
    path = Path(settings.DELETION_REGISTER)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        file.seek(start := max(end - _LONGEST_LINE, 0))
        file.seek(start + file.read().rfind(b"\n") + 1)  # a line cut off by a crash is written over
        file.truncate()
        file.write(json.dumps({"case": str(case_id), "at": at.isoformat()}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


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
