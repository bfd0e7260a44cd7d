"""The tar file of a backup: written in one pass into FILE.part and renamed when whole, read back part by part.

The manifest stands first although it is known last: its place is kept free and filled at the end.
"""

import fcntl
import hashlib
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dauys.site.backup.manifest import DamagedBackup, Manifest, parse

MANIFEST, DUMP = "manifest.json", "database.dump"
# The only names a backup can have, so that none leads out of the folder it is put into.
NAMES = re.compile(r"manifest\.json|database\.dump|files/[0-9a-f]{2}/[0-9a-f]{32}|keys/[a-z0-9_-]{1,40}\.key")
BLOCK, PIECE = tarfile.BLOCKSIZE, 1 << 20
LARGEST_MANIFEST = 1 << 29
DAMAGED = "The backup {file} is damaged or not whole ({why}): nothing was changed; take another copy of the file."


class Writer:
    """Writes parts one after another, their sizes unknown beforehand; `file` can seek."""

    def __init__(self, file: IO[bytes], moment: int) -> None:
        self._file, self._moment = file, moment

    def keep_free(self, name: str, size: int) -> int:
        """A place of `size` bytes for a part that is known later."""
        place = self._file.tell()
        self._header(name, size)
        self._file.seek(size, os.SEEK_CUR)
        self._pad(size)
        return place

    def fill(self, place: int, name: str, data: bytes, size: int) -> None:
        """Writes `data`, made up with blanks to the size kept free."""
        if len(data) > size:
            raise ValueError("the place kept free is too small")
        self._file.seek(place)
        self._header(name, size)
        self._file.write(data.ljust(size))
        self._file.seek(0, os.SEEK_END)

    def add(self, name: str, source: IO[bytes], progress: Callable[[int], None] = lambda _: None) -> tuple[int, str]:
        """Copies `source` to its end; its size and SHA-256."""
        place, size, digest = self._file.tell(), 0, hashlib.sha256()
        self._header(name, 0)
        while piece := source.read(PIECE):
            self._file.write(piece)
            digest.update(piece)
            size += len(piece)
            progress(size)
        self._pad(size)
        end = self._file.tell()
        self._file.seek(place)
        self._header(name, size)
        self._file.seek(end)
        return size, digest.hexdigest()

    def close(self) -> None:
        self._file.write(b"\0" * 2 * BLOCK)

    def _header(self, name: str, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._moment
        self._file.write(info.tobuf(tarfile.GNU_FORMAT))

    def _pad(self, size: int) -> None:
        self._file.write(b"\0" * (-size % BLOCK))


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """FILE.part, readable by us only; becomes FILE when the block ends well, vanishes when it does not.

    Raises FileExistsError if there is a FILE, BlockingIOError if another backup writes it just now, OSError.
    """
    part = target.with_name(f"{target.name}.part")
    if os.path.lexists(target):
        raise FileExistsError(target)
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            os.fchmod(descriptor, 0o600)
            file.truncate()
            yield file
            file.flush()
            os.fsync(descriptor)
            if os.path.lexists(target):
                raise FileExistsError(target)
            part.rename(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_plain(member: tarfile.TarInfo) -> bool:
    """An ordinary file; a sparse one of a few bytes may read as terabytes of nothing."""
    return member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()


class Reader:
    """A backup file whose every part was compared with the manifest. Raises DamagedBackup, OSError."""

    def __init__(self, file: Path, progress: Callable[[int], None] = lambda _: None) -> None:
        self.file = file
        with file.open("rb") as source:
            self.manifest = _manifest(file, source)
            self._members = _checked(file, source, self.manifest, progress)

    def names(self, folder: str) -> list[str]:
        return [name for name in self._members if name.startswith(f"{folder}/")]

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        with self.file.open("rb") as source, tarfile.open(fileobj=source, mode="r:") as tar:
            yield _content(tar, self._members[name])


def _manifest(file: Path, source: IO[bytes]) -> Manifest:
    try:
        with tarfile.open(fileobj=source, mode="r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or not _is_plain(first) or first.size > LARGEST_MANIFEST:
                raise DamagedBackup(f"{file} is no backup of Dauys.")
            return parse(_content(tar, first).read())
    except tarfile.TarError as error:
        raise DamagedBackup(f"{file} is no backup of Dauys, or a damaged one: nothing was changed.") from error


def _checked(
    file: Path, source: IO[bytes], manifest: Manifest, progress: Callable[[int], None]
) -> dict[str, tarfile.TarInfo]:
    """Reads the whole file once."""
    found: dict[str, tarfile.TarInfo] = {}
    done = 0
    source.seek(0)
    try:
        with tarfile.open(fileobj=source, mode="r:") as tar:
            for member in tar:
                if member.name == MANIFEST and not found and _is_plain(member) and member.offset == 0:
                    continue
                expected = manifest.parts.get(member.name)
                if (
                    not _is_plain(member)
                    or expected is None
                    or member.name in found
                    or not NAMES.fullmatch(member.name)
                ):
                    raise DamagedBackup(DAMAGED.format(file=file, why=f"it holds {member.name!r}, which is foreign"))
                digest, size = hashlib.sha256(), 0
                content = _content(tar, member)
                while piece := content.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    progress(done + size)
                done += size
                if (size, digest.hexdigest()) != expected:
                    raise DamagedBackup(DAMAGED.format(file=file, why=f"{member.name} has another digest"))
                found[member.name] = member
    except tarfile.TarError as error:
        raise DamagedBackup(DAMAGED.format(file=file, why="it ends too early")) from error
    lost = manifest.parts.keys() - found.keys()
    if lost or DUMP not in found:
        raise DamagedBackup(DAMAGED.format(file=file, why=f"{len(lost) or 'some'} parts are missing"))
    return found


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise DamagedBackup(f"{member.name} is no ordinary file.")
    return content
