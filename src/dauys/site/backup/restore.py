"""Puts a backup back: everything is checked first, the database changes in one transaction, the rest follows a mark."""

import errno
import hashlib
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from dauys.cases.fenced import close
from dauys.ground.database import DatabaseUnavailable, clients_for
from dauys.ground.packs.current import current
from dauys.site.after_restore import after_restore
from dauys.site.backup import key_checks
from dauys.site.backup.archive import PIECE, Reader
from dauys.site.backup.load import load
from dauys.site.backup.manifest import Manifest
from dauys.site.backup.progress import Progress
from dauys.site.runtime import UNFINISHED, CannotStart, say
from dauys.site.upgrade import bring_pack_into_force, grant_rights


def restore(*, reader: Reader, replace: bool, key_states: dict[str, str]) -> dict[str, Any]:
    """Returns the summary. `key_states` is what `key_checks.compare` said before anything was made here.

    Raises CannotStart with one sentence. Until the one transaction of the database is committed, nothing of the old
    data is touched; from then until the end `serve` refuses, because the last steps are still to be done.
    """
    manifest = reader.manifest
    _refuse_foreign(manifest)
    clients = _clients(manifest, replace)
    files = _put_files_back(reader)
    say(f"restoring the database ({sum(manifest.rows.values()):,} rows)")
    load(reader, clients, settings.APP_ROLE)
    try:
        states, sentences = _finish(reader, key_states)
    except (DatabaseError, CommandError, OSError) as error:
        raise CannotStart(
            f"The data are back, but the last steps failed ({error}): put that right and run the same "
            "`dauys restore` with --replace again; until then Dauys does not serve."
        ) from error
    return {
        "file": str(reader.file),
        "made_at": manifest.made_at,
        "dauys": manifest.dauys,
        "postgresql": clients.version,
        "rows": sum(manifest.rows.values()),
        "cases": manifest.rows.get("cases_case", 0),
        "files": files,
        "files_missing": len(manifest.missing),
        "keys": states,
        "sentences": sentences,
    }


def _refuse_foreign(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    foreign = [name for name in manifest.migrations if name not in known]
    if foreign:
        raise CannotStart(
            f"The backup has tables of a newer Dauys (migration {foreign[-1]}): restore it with the version that "
            "made it, or a newer one."
        )
    code = manifest.pack.get("code")
    if code and code != current().code:
        raise CannotStart(
            f"The backup is of the pack {code}, but this installation is set to {current().code}: set DAUYS_PACK or "
            "DAUYS_PACK_DIR to that pack."
        )


def _clients(manifest: Manifest, replace: bool) -> Any:
    """The programs to restore with; refuses a database in use, or one that holds tables."""
    url = os.environ["DATABASE_URL"]
    try:
        with closing(psycopg.connect(url, connect_timeout=15, autocommit=True)) as owner:
            serving = owner.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = %s",
                [settings.APP_ROLE],
            ).fetchone()
            tables = owner.execute(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            ).fetchone()
            version = owner.info.server_version // 10_000
        if serving and serving[0]:
            raise CannotStart(
                f"Web or worker processes use the database ({serving[0]} sessions): stop them first. "
                "Nothing was changed."
            )
        if tables and tables[0] and not replace:
            raise CannotStart(
                "The database is not empty: run the command with --replace to throw away what it holds, or give an "
                "empty database. Nothing was changed."
            )
        return clients_for(url, server=version, at_least=manifest.pg_dump)
    except psycopg.Error as error:
        raise CannotStart("The database does not answer. Check DATABASE_URL and that the server runs.") from error
    except DatabaseUnavailable as error:
        raise CannotStart(str(error)) from error


def _put_files_back(reader: Reader) -> int:
    """Writes the files that are not there already; harmless before the database changes, for no row names them yet."""
    names = reader.names("files")
    say(f"putting {len(names):,} files back")
    progress, done = Progress("files"), 0
    try:
        for name in names:
            size, digest = reader.manifest.parts[name]
            target = Path(settings.DATA_DIR) / name
            if not _is_there(target, size, digest):
                _write(reader, name, target)
            done += size
            progress(done)
        os.sync()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            why = f"there is no room in {settings.DATA_DIR}: free some space"
        else:
            why = f"{settings.DATA_DIR} cannot be written ({error.strerror}): run as the account that owns it"
        raise CannotStart(f"The files could not be put back, {why}. The database was not changed.") from error
    return len(names)


def _is_there(target: Path, size: int, digest: str) -> bool:
    try:
        if target.stat().st_size != size:
            return False
        with target.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except FileNotFoundError:
        return False


def _write(reader: Reader, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink,
            reader.part(name) as file,
        ):
            while piece := file.read(PIECE):
                sink.write(piece)
        part.rename(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _finish(reader: Reader, key_states: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The steps after the commit; each may be repeated. Removes the mark at the very end."""
    brought = {Path(name).stem for name in reader.names("keys")}
    for name in reader.names("keys"):
        key = Path(name).stem
        if key_states.get(key) == "missing":
            (settings.KEY_DIR / f"{key}.key").unlink(missing_ok=True)  # made by this very command a moment ago
        with reader.part(name) as file:
            key_checks.put_back(key, file.read(), settings.KEY_DIR)
    call_command("migrate", verbosity=0, interactive=False)
    grant_rights()
    close()  # nobody serves from a database that is being restored
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # A key made by this command a moment ago is still a missing one.
    states = key_checks.compare(reader.manifest.keys, settings.KEY_DIR)
    states |= {k: "missing" for k, state in key_states.items() if state == "missing" and k not in brought}
    sentences = key_checks.sentences(states, settings.KEY_DIR) + after_restore()
    bring_pack_into_force()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE public.{UNFINISHED}")
    return states, sentences
