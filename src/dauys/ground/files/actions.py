"""Stores an upload: checked, written to disk and flushed before its row exists, so that no row points at nothing."""

import hashlib
import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from dauys.ground.files.checking import BadFile, CleanFile, clean
from dauys.ground.files.models import StoredFile
from dauys.ground.ids import new_id

MAX_FILES = 5


def path_of(file_id: UUID) -> Path:
    text = file_id.hex
    return Path(settings.DATA_DIR) / "files" / text[-2:] / text


def _short_name(name: str, suffix: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    stem = "".join(c for c in stem if c.isalnum() or c in " -_.").strip()[:80]
    return (stem or "file") + suffix


def store(*, data: bytes, name: str, holder: UUID, at: datetime) -> StoredFile:
    """Checks and keeps one upload for `holder`; raises BadFile, also for a sixth file or a full disk."""
    if StoredFile.objects.filter(holder=holder).count() >= MAX_FILES:
        raise BadFile(_("Five files are attached already. Remove one to attach another."))
    good = clean(data)
    file_id = new_id(at)
    target = path_of(file_id)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(good.data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise BadFile(_("The file could not be saved just now. Try again later or send without it.")) from error
    with transaction.atomic(), connection.cursor() as cursor:
        # Uploads of one holder take turns here, so that several at once cannot pass the limit together.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(holder)])
        if StoredFile.objects.filter(holder=holder).count() >= MAX_FILES:
            target.unlink(missing_ok=True)
            raise BadFile(_("Five files are attached already. Remove one to attach another."))
        return _row(file_id, holder, name, good, at)


def _row(file_id: UUID, holder: UUID, name: str, good: CleanFile, at: datetime) -> StoredFile:
    return StoredFile.objects.create(
        id=file_id,
        holder=holder,
        name=_short_name(name, good.suffix),
        media_type=good.media_type,
        size=len(good.data),
        sha256=hashlib.sha256(good.data).digest(),
        created_at=at,
    )


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


def handover_sql(old: UUID, table: str = "head") -> tuple[str, list[object]]:
    """The statement that gives a draft's files to the case just inserted as `table`, for a one-trip intake."""
    return (
        f"UPDATE files_storedfile SET holder = {table}.id FROM {table} WHERE files_storedfile.holder = %s RETURNING 1",  # noqa: S608
        [old],
    )
