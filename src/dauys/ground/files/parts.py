"""Receives a file part by part: after a dropped connection or a killed server it goes on where the disk ends.

What has come lies below `parts/` of the data folder, one folder a holder; its length says how far. A token names the
upload and is bound to its holder, so nothing about it is kept in the database. A finished one is checked and stored as
any other upload, and an empty file ending in `.done` answers who did not hear of it.
"""

import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import IO, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from dauys.ground.files.actions import store
from dauys.ground.files.checking import BadFile, most_bytes
from dauys.ground.files.models import StoredFile

AT_ONCE = 1024 * 1024  # the most that one request brings
LIFE = timedelta(days=1)
_PIECE = 64 * 1024
_SALT = "dauys.part"


class Source(Protocol):
    """What is read from: a request, or a file."""

    def read(self, size: int, /) -> bytes: ...


class NoSuchPart(Exception):
    """Nothing of this upload is here: never begun, cleaned away, or the token of another holder."""


class OutOfStep(Exception):
    """What came does not begin where the file ends; `offset` is where."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class NoRoom(BadFile):
    """The disk is full; what came before is kept."""


@dataclass(frozen=True, slots=True)
class Part:
    id: UUID
    holder: UUID
    name: str
    size: int

    @property
    def path(self) -> Path:
        return _folder() / self.holder.hex / self.id.hex

    @property
    def mark(self) -> Path:
        """Is there once the file is stored."""
        return self.path.with_suffix(".done")


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "parts"


def begin(*, holder: UUID, name: str, size: int) -> str:
    """A token for a file of `size` bytes. Raises BadFile for one too large, empty or too many, and NoRoom."""
    if size <= 0:
        raise BadFile(_("The file is empty. Choose another one."))
    if size > most_bytes():
        words = _("The file is larger than %(size)s MB. Make it smaller or choose another one.")
        raise BadFile(words % {"size": settings.FILE_MB})
    part = Part(uuid4(), holder, name[:200], size)
    try:
        part.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        under_way = sum(not p.suffix for p in part.path.parent.iterdir())
        if under_way + StoredFile.objects.filter(holder=holder).count() >= settings.FILES_PER_APPEAL:
            words = _("%(count)s files are attached already. Remove one to attach another.")
            raise BadFile(words % {"count": settings.FILES_PER_APPEAL})
        os.close(os.open(part.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise _no_room() from error
    return signing.dumps([part.id.hex, part.name, size], salt=f"{_SALT}.{holder}")


def part_of(token: str, holder: UUID) -> Part:
    """The upload that a token names, if it is this holder's. Raises NoSuchPart."""
    try:
        part_id, name, size = signing.loads(token, salt=f"{_SALT}.{holder}", max_age=LIFE)
    except signing.BadSignature as error:
        raise NoSuchPart from error
    part = Part(UUID(part_id), holder, name, size)
    if not (part.path.exists() or part.mark.exists()):
        raise NoSuchPart
    return part


def how_far(part: Part) -> int:
    """How many bytes are here. Raises NoSuchPart."""
    try:
        return part.size if part.mark.exists() else part.path.stat().st_size
    except FileNotFoundError as error:
        raise NoSuchPart from error


def append(part: Part, offset: int, source: Source) -> int:
    """Writes what follows `offset`, AT_ONCE bytes at most, flushed before it is told; how far the file is now.

    Of a connection that drops what came is kept. Raises OutOfStep, NoRoom and NoSuchPart.
    """
    if part.mark.exists():
        return part.size
    try:
        handle = os.open(part.path, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError as error:
        raise NoSuchPart from error
    with os.fdopen(handle, "ab", buffering=0) as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:  # the same part by a connection that has not been given up yet
            raise OutOfStep(offset) from error
        here = os.fstat(handle).st_size
        if here != offset:
            raise OutOfStep(here)
        return _copy(source, file, offset, min(part.size - offset, AT_ONCE))


def _copy(source: Source, file: IO[bytes], offset: int, most: int) -> int:
    taken = 0
    while taken < most and (piece := _read(source, min(_PIECE, most - taken))):
        try:
            if file.write(piece) != len(piece):
                raise OSError("only a part was written")
            taken += len(piece)
        except OSError as error:
            os.ftruncate(file.fileno(), offset)
            raise _no_room() from error
    os.fdatasync(file.fileno())
    return offset + taken


def _read(source: Source, most: int) -> bytes:
    try:
        return source.read(most)
    except OSError:  # whoever sends is gone
        return b""


def finish(part: Part, at: datetime) -> StoredFile | None:
    """Checks and stores the whole file like any upload; None if that was done before. Raises BadFile, and then nothing
    of it is left, and NoRoom."""
    if part.mark.exists():
        return None
    try:
        with part.path.open("rb") as data:
            stored = store(data=data, name=part.name, holder=part.holder, at=at)
    except FileNotFoundError as error:
        raise NoSuchPart from error
    except BadFile:
        part.path.unlink(missing_ok=True)
        raise
    part.mark.touch(0o600)
    part.path.unlink(missing_ok=True)
    return stored


def _no_room() -> NoRoom:
    return NoRoom(_("The file could not be saved just now. Try again later or send without it."))


def left_over(*, before: datetime) -> list[Path]:
    """What nobody went on with since `before`."""
    return [p for p in _folder().glob("*/*") if _changed(p) < before.timestamp()]


def sweep_parts(*, before: datetime) -> int:
    """Removes what nobody went on with since `before`; how many."""
    old = left_over(before=before)
    for path in old:
        path.unlink(missing_ok=True)
    for folder in _folder().glob("*"):
        try:
            folder.rmdir()
        except OSError:
            continue  # something is still under way there
    return len(old)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()
