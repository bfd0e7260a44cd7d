"""Stores an upload: checked, written to disk and flushed before its row exists, so that no row points at nothing.

Bytes whose row never came (a crash in between) are swept from the disk a day later.
"""

import hashlib
import logging
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from dauys.core.ids import uuid7_time
from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.files.checking import BadFile, clean, read, turn
from dauys.ground.files.clamd import ScannerAway, threat_in
from dauys.ground.files.models import StoredFile
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record

log = logging.getLogger(__name__)
SCAN_AGAIN = timedelta(seconds=30)


def path_of(file_id: UUID) -> Path:
    text = file_id.hex
    return Path(settings.DATA_DIR) / "files" / text[-2:] / text


def _short_name(name: str, suffix: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = "".join(c for c in stem if c.isalnum() or c in " -_.").strip()[:80]
    return (stem or "file") + suffix


def store(*, data: IO[bytes] | bytes, name: str, holder: UUID, at: datetime) -> StoredFile:
    """Checks and keeps one upload for `holder`; raises BadFile, also for one file too many or a full disk.

    The same bytes again for the same holder, as by a form sent twice, give the file that is there already.
    """
    with turn():
        good = clean(read(data))
        digest = hashlib.sha256(good.data).digest()
        if twin := _twin(holder, digest):
            return twin
        file_id = new_id(at)
        target = _written(file_id, good.data)
    with transaction.atomic(), connection.cursor() as cursor:
        # Uploads of one holder take turns here, so that several at once cannot pass the limit together.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(holder)])
        try:
            twin = _twin(holder, digest)
        except BadFile:
            target.unlink(missing_ok=True)
            raise
        if twin is not None:
            target.unlink(missing_ok=True)
            return twin
        return StoredFile.objects.create(
            id=file_id,
            holder=holder,
            name=_short_name(name, good.suffix),
            media_type=good.media_type,
            size=len(good.data),
            sha256=digest,
            created_at=at,
        )


def _written(file_id: UUID, data: bytes) -> Path:
    """Where the bytes lie, flushed; raises BadFile, and nothing is left, when they cannot be written."""
    target = path_of(file_id)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise BadFile(_("The file could not be saved just now. Try again later or send without it.")) from error
    return target


def _twin(holder: UUID, digest: bytes) -> StoredFile | None:
    """The holder's file with these bytes; raises BadFile when there is none and no place for another."""
    held = list(StoredFile.objects.filter(holder=holder))
    twin = next((f for f in held if bytes(f.sha256) == digest), None)
    if twin is None and len(held) >= settings.FILES_PER_APPEAL:
        words = _("%(count)s files are attached already. Remove one to attach another.")
        raise BadFile(words % {"count": settings.FILES_PER_APPEAL})
    return twin


def scan_due(*, at: datetime) -> int:
    """Has the file that waits longest for the scanner checked, those tried before last; how many were tried.

    Raises ScannerAway; the file then waits on, behind the others.
    """
    order = (F("checked_at").asc(nulls_first=True), "created_at")
    stored = StoredFile.objects.filter(verdict="waiting").order_by(*order).first()
    if stored is None or (stored.checked_at and timedelta() <= at - stored.checked_at < SCAN_AGAIN):
        return 0
    waiting = StoredFile.objects.filter(pk=stored.pk, verdict="waiting")
    try:
        threat = threat_in(path_of(stored.pk))
    except (ScannerAway, OSError):
        waiting.update(checked_at=at)
        raise
    with acting(SYSTEM):
        judged = waiting.update(verdict="infected" if threat else "clean", threat=threat, checked_at=at)
        if threat and judged:
            record("files.infect", actor=SYSTEM, at=at, payload={"file": stored.pk})
    if threat:
        log.warning("a virus was found in the file %s", stored.pk)
    return 1


def remove(*, file_id: UUID, holder: UUID) -> None:
    """Removes a file from a draft; nothing happens if it is not the holder's."""
    if StoredFile.objects.filter(pk=file_id, holder=holder).delete()[0]:
        path_of(file_id).unlink(missing_ok=True)


def erase(*, holder: UUID) -> None:
    """Removes every file of a holder: the rows first, so that no row is left without its bytes."""
    ids = list(StoredFile.objects.filter(holder=holder).values_list("id", flat=True))
    StoredFile.objects.filter(pk__in=ids).delete()
    for file_id in ids:
        path_of(file_id).unlink(missing_ok=True)


def forget(*, holders_kept: Collection[UUID], among: QuerySet[StoredFile]) -> int:
    """Removes those of `among` that belong to none of these holders, rows first; how many."""
    gone = list(among.exclude(holder__in=holders_kept).values_list("id", flat=True))
    StoredFile.objects.filter(pk__in=gone).delete()
    for file_id in gone:
        path_of(file_id).unlink(missing_ok=True)
    return len(gone)


def sweep(*, before: datetime) -> int:
    """Removes bytes that have no row and were written before this moment, which their name tells; how many."""
    swept = 0
    for folder in sorted((Path(settings.DATA_DIR) / "files").glob("[0-9a-f][0-9a-f]")):
        old = {file_id: path for path in folder.iterdir() if (file_id := _written_before(path, before))}
        known = set(StoredFile.objects.filter(pk__in=old).values_list("id", flat=True))
        for file_id in old.keys() - known:
            old[file_id].unlink(missing_ok=True)
            swept += 1
    return swept


def _written_before(path: Path, before: datetime) -> UUID | None:
    """The id a file of ours is named by, if it is old enough; a file that is not ours is left alone."""
    try:
        file_id = UUID(path.name)
        return file_id if path == path_of(file_id) and uuid7_time(file_id) < before else None
    except ValueError:
        return None


def handover_sql(old: UUID, table: str = "head") -> tuple[str, list[object]]:
    """The statement that gives a draft's files to the case just inserted as `table`, for a one-trip intake."""
    return (
        f"UPDATE files_storedfile SET holder = {table}.id FROM {table} WHERE files_storedfile.holder = %s RETURNING 1",  # noqa: S608
        [old],
    )
