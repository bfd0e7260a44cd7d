"""The deletion register: whose case was erased, in a file outside the database, so that no restore undoes it."""

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


class RegisterDamaged(Exception):
    """The register cannot be read; the sentence says what to do."""


def note(case_id: UUID, at: datetime) -> None:
    """Adds a case, flushed to disk before anything is erased: an erasure cut off by a crash is finished later."""
    path = Path(settings.DELETION_REGISTER)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(file.read().rfind(b"\n") + 1)  # a line cut off by a crash is written over
        file.truncate()
        file.write(json.dumps({"case": str(case_id), "at": at.isoformat()}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def noted() -> set[UUID]:
    """Every case in the register. A last line cut off by a crash is passed over: its erasure had not begun."""
    try:
        lines = Path(settings.DELETION_REGISTER).read_text("ascii").splitlines()
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterDamaged(f"{settings.DELETION_REGISTER} cannot be read. Restore it from your backup.") from error
    found = set()
    for number, line in enumerate(lines):
        try:
            found.add(UUID(json.loads(line)["case"]))
        except (ValueError, KeyError, TypeError) as error:
            if number < len(lines) - 1:
                raise RegisterDamaged(
                    f"Line {number + 1} of {settings.DELETION_REGISTER} cannot be read. Restore it from your backup."
                ) from error
    return found
