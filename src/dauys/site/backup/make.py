"""Makes a backup while the pages are being served: one snapshot of the database, and the files it names."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import psycopg
from django.conf import settings
from psycopg import sql

from dauys import __version__
from dauys.ground.database import Clients, DatabaseUnavailable, clients_for
from dauys.ground.files.actions import path_of
from dauys.site.backup.archive import DUMP, MANIFEST, Writer, new_file
from dauys.site.backup.key_checks import check_values, key_files
from dauys.site.backup.manifest import Manifest, Parts
from dauys.site.backup.progress import Progress
from dauys.site.runtime import CannotStart, say

ROOM_FOR_ONE_PART = 260  # bytes in the manifest: name, size, digest, and its number among the gone or missing
ROOM_FOR_THE_REST = 65_536


@dataclass(frozen=True)
class Snapshot:
    """What the database holds at one moment; `files` are ids with size and SHA-256 in hex."""

    name: str
    version: int
    pack: dict[str, str]
    migrations: list[str]
    rows: dict[str, int]
    files: dict[UUID, tuple[int, str]]


def make(*, target: Path, with_keys: bool, at: datetime) -> dict[str, Any]:
    """Writes `target` and returns its summary. Raises CannotStart with one sentence and leaves no half file."""
    url = os.environ["DATABASE_URL"]
    try:
        with new_file(target) as file:
            manifest = _write(Writer(file, int(at.timestamp())), url, with_keys, at)
        size = target.stat().st_size
    except FileExistsError as error:
        raise CannotStart(f"{target} exists already: choose another name, or move it away.") from error
    except BlockingIOError as error:
        raise CannotStart(
            f"Another backup is writing {target} just now: wait for it, or choose another name."
        ) from error
    except OSError as error:
        raise CannotStart(_why_not_written(target, error)) from error
    except psycopg.OperationalError as error:
        raise CannotStart("The database does not answer. Check DATABASE_URL and that the server runs.") from error
    except psycopg.Error as error:
        raise CannotStart(
            f"The database cannot be copied ({type(error).__name__}): run `dauys migrate` first if it is new or old."
        ) from error
    except DatabaseUnavailable as error:
        raise CannotStart(str(error)) from error
    _tell_losses(manifest)
    return _summary(target, size, manifest)


def _write(writer: Writer, url: str, with_keys: bool, at: datetime) -> Manifest:
    with _snapshot_of(url) as taken:
        clients = clients_for(url, server=taken.version)
        keys = key_files(settings.KEY_DIR)
        room = ROOM_FOR_THE_REST + ROOM_FOR_ONE_PART * (len(taken.files) + len(keys) + 1)
        place = writer.keep_free(MANIFEST, room)
        say(f"copying the database ({sum(taken.rows.values()):,} rows)")
        parts: Parts = {DUMP: _dump(writer, clients, taken.name)}
    manifest = Manifest(
        dauys=__version__,
        made_at=at.isoformat(timespec="seconds"),
        postgresql=taken.version,
        pg_dump=clients.version,
        pack=taken.pack,
        migrations=taken.migrations,
        rows=taken.rows,
        keys=check_values(settings.KEY_DIR),
        with_keys=with_keys,
        parts=parts,
    )
    _add_files(writer, manifest, taken.files, url)
    for name, path in keys.items() if with_keys else ():
        with path.open("rb") as key:
            parts[f"keys/{name}.key"] = writer.add(f"keys/{name}.key", key)
    writer.close()
    writer.fill(place, MANIFEST, manifest.as_bytes(), room)
    return manifest


@contextmanager
def _snapshot_of(url: str) -> Iterator[Snapshot]:
    """One moment of the database, held open so that pg_dump sees the very same rows."""
    with closing(psycopg.connect(url, connect_timeout=15)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.execute("SET LOCAL statement_timeout = 0")

        def rows(question: str) -> list[Any]:
            return connection.execute(question.encode()).fetchall()

        tables = rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND NOT relispartition ORDER BY 1"
        )
        counting = sql.SQL("SELECT count(*) FROM public.{}")
        counts = {t: connection.execute(counting.format(sql.Identifier(t))).fetchone() for (t,) in tables}
        packs = rows("SELECT code, version FROM packs_packversion ORDER BY loaded_at DESC LIMIT 1")
        yield Snapshot(
            name=rows("SELECT pg_export_snapshot()")[0][0],
            version=connection.info.server_version // 10_000,
            pack=dict(zip(("code", "version"), packs[0], strict=True)) if packs else {},
            migrations=[f"{app}.{name}" for app, name in rows("SELECT app, name FROM django_migrations ORDER BY id")],
            rows={table: int(count[0]) for table, count in counts.items() if count},
            files={
                key: (size, bytes(digest).hex())
                for key, size, digest in rows("SELECT id, size, sha256 FROM files_storedfile ORDER BY id")
            },
        )


def _dump(writer: Writer, clients: Clients, snapshot: str) -> tuple[int, str]:
    """pg_dump of the public schema; roles, rights and extensions are made anew where it is restored."""
    command = [clients.program("pg_dump"), "--format=custom", "--schema=public", f"--snapshot={snapshot}"]
    command += ["--no-owner", "--no-privileges", "--no-comments", "--no-password"]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - a program that clients_for chose
            command, stdout=subprocess.PIPE, stderr=complaints, env=clients.environment
        )
        try:
            assert process.stdout is not None  # nosec B101 - asked for above
            written = writer.add(DUMP, process.stdout, Progress("the database"))
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise CannotStart(f"pg_dump could not copy the database: {lines[-1]}")
    return written


def _add_files(writer: Writer, manifest: Manifest, files: dict[UUID, tuple[int, str]], url: str) -> None:
    """Copies the files that the snapshot names.

    No file can be missed: a file never changes, and it is flushed to the disk before its row is committed, so every
    row of the snapshot has its whole file before this begins. Files that come later have no row in the dump. A file
    may be deleted meanwhile, its row first: then the row in the dump is older than a person's wish to delete, and the
    restore removes that row too.
    """
    say(f"copying {len(files):,} files")
    progress, done, absent = Progress("files"), 0, []
    for key, (size, digest) in files.items():
        name = f"files/{key.hex[-2:]}/{key.hex}"
        try:
            file: IO[bytes] = path_of(key).open("rb")
        except FileNotFoundError:
            absent.append(key)
            continue
        with file:
            manifest.parts[name] = written = writer.add(name, file)
        if written != (size, digest):
            manifest.damaged.append(key.hex)
        done += written[0]
        progress(done)
    if absent:
        with closing(psycopg.connect(url, connect_timeout=15)) as connection:
            kept = connection.execute("SELECT id FROM files_storedfile WHERE id = ANY(%s)", [absent]).fetchall()
        manifest.missing = sorted(key.hex for (key,) in kept)
        manifest.gone = sorted({key.hex for key in absent} - set(manifest.missing))


def _tell_losses(manifest: Manifest) -> None:
    if manifest.missing:
        say(f"WARNING: {len(manifest.missing)} files named by the database are not on the disk; the first: "
            f"{manifest.missing[0]}")  # fmt: skip
    if manifest.damaged:
        say(f"WARNING: {len(manifest.damaged)} files on the disk are not what was uploaded; the first: "
            f"{manifest.damaged[0]}")  # fmt: skip


def _summary(target: Path, size: int, manifest: Manifest) -> dict[str, Any]:
    return {
        "file": str(target),
        "bytes": size,
        "made_at": manifest.made_at,
        "dauys": manifest.dauys,
        "postgresql": manifest.postgresql,
        "pack": manifest.pack,
        "rows": sum(manifest.rows.values()),
        "cases": manifest.rows.get("cases_case", 0),
        "files": sum(name.startswith("files/") for name in manifest.parts),
        "files_missing": len(manifest.missing),
        "files_damaged": len(manifest.damaged),
        "keys": sorted(manifest.keys),
        "with_keys": manifest.with_keys,
    }


def _why_not_written(target: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"There is no room for the backup in {target.parent}: free some space or choose another folder."
    if error.errno == errno.ENOENT and not target.parent.is_dir():
        return f"The folder {target.parent} does not exist: make it, or choose another one for the backup."
    return f"The backup {target} could not be written ({error.strerror}): choose a folder this account may write to."
