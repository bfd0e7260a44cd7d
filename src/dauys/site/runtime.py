"""Prepares a process before Django starts: data directory, database (given or embedded), and the role it serves as."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from dauys.ground.database import APP, OWNER, DatabaseUnavailable, EmbeddedServer

DATABASE = "dauys"
# A table that is in the database from the commit of a restore until its last step.
UNFINISHED = "dauys_restore_unfinished"
# A server that died is started again this often within so many seconds.
REVIVALS, REVIVAL_WINDOW = 3, 600.0
_joined: list[EmbeddedServer] = []
_revived: list[float] = []


class CannotStart(Exception):
    """One clear sentence for the operator."""


def say(text: str) -> None:
    """Progress for people: always to stderr, so that stdout stays data."""
    print(f"dauys: {text}", file=sys.stderr, flush=True)


def default_data_dir(name: str = "dauys") -> Path:
    """Root's home is closed to the database's account, so root keeps its data under /var/lib."""
    return Path("/var/lib") / name if os.geteuid() == 0 else Path.home() / ".local/share" / name


def prepare(data_dir: Path | None, stack: ExitStack, *, fast: bool = False) -> None:
    """Sets the environment for settings; starts or joins the embedded server unless DATABASE_URL is given."""
    folder = Path(data_dir or os.environ.get("DAUYS_DATA") or default_data_dir()).resolve()
    os.environ["DAUYS_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dauys.site.settings")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError
    except OSError as error:
        raise CannotStart(f"The folder {folder} cannot be written. Give another one with --data DIR.") from error
    if "DATABASE_URL" in os.environ:
        return
    server = EmbeddedServer(folder / "db", fast=fast)
    try:
        stack.callback(server.release)
        server.acquire()
        server.ensure_database(DATABASE)
        _joined.append(server)
    except DatabaseUnavailable as error:
        raise CannotStart(str(error)) from error
    except psycopg.Error as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise CannotStart(
            f"The embedded database could not be made ready: {reason}; its log is in {folder}/db."
        ) from error
    os.environ["DATABASE_URL"] = server.url(APP, DATABASE)
    os.environ["DAUYS_OWNER_DATABASE_URL"] = server.url(OWNER, DATABASE)


def keep_database_running() -> None:
    """Starts the embedded server again if it died. Raises CannotStart if it cannot, or dies again and again.

    A server that was killed comes back with everything committed; one that stops because the disk is full would stop
    again at once, and that only a person can mend.
    """
    for server in _joined:
        if server.pid() is not None:
            continue
        now = time.monotonic()
        _revived[:] = [moment for moment in _revived if now - moment < REVIVAL_WINDOW]
        stopped = (
            f"PostgreSQL has stopped; what was committed is kept. See the end of {server.data_dir}/postgres.log, "
            "put that right and start again."
        )
        if len(_revived) >= REVIVALS:
            raise CannotStart(stopped)
        _revived.append(now)
        try:
            if server.revive():
                say("PostgreSQL had stopped and was started again")
        except DatabaseUnavailable as error:
            raise CannotStart(f"{stopped} {error}") from error


def become_owner() -> None:
    """From here on this process works as the owner of the tables: only for migrations."""
    if "DAUYS_OWNER_DATABASE_URL" not in os.environ:
        raise CannotStart("Set DAUYS_OWNER_DATABASE_URL to the database as the role that owns the tables.")
    os.environ["DATABASE_URL"] = os.environ["DAUYS_OWNER_DATABASE_URL"]


def start_django() -> None:
    """Raises CannotStart when a setting makes no sense or a key file cannot be used."""
    from django.core.exceptions import ImproperlyConfigured

    from dauys.ground.sealed.keys import KeyUnreadable

    try:
        import django

        django.setup()
        from dauys.ground.access.fence import be_the_house

        be_the_house()
    except (KeyUnreadable, ImproperlyConfigured) as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        raise CannotStart(
            f"{error.filename or 'A file'} cannot be used ({error.strerror}): Dauys must run as the account that owns "
            "its data folder and its keys."
        ) from error


def require_room(room: str) -> None:
    """Raises CannotStart if the settings take away the room whose command was asked for."""
    from dauys.ground.rooms.state import is_installed

    if not is_installed(room):
        raise CannotStart(f"This belongs to the room {room}, which DAUYS_ROOMS takes away.")


def require_whole_database() -> None:
    """Raises CannotStart if a restore was cut off before its last step."""
    with _answering_database() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{UNFINISHED}"])
        if cursor.fetchone()[0]:
            raise CannotStart("A restore was not finished. Run it again: dauys restore FILE --replace")


@contextmanager
def _answering_database() -> Iterator[Any]:
    """A cursor; a database that is away becomes one sentence."""
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            yield cursor
    except OperationalError as error:
        raise CannotStart("The database does not answer. Check DATABASE_URL and that the server runs.") from error


def require_current_schema() -> None:
    """Raises CannotStart if the tables are older than this program. Newer ones are fine, for migrations only expand."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    with _answering_database():
        loader = MigrationLoader(connection)
    done = set(loader.applied_migrations)
    missing = sorted(f"{app}.{name}" for app, name in loader.disk_migrations.keys() - done)
    if missing:
        raise CannotStart(
            f"The database is older than this program: {len(missing)} migrations are missing, the first is "
            f"{missing[0]}. Run: dauys migrate"
        )
    newer = done - loader.disk_migrations.keys()
    if newer:
        say(f"the database is newer than this program by {len(newer)} migrations; it serves until it is upgraded")


def require_serving_role() -> None:
    """Raises CannotStart if the role could change the journal's history: a superuser or the owner of its table.

    Also for tables that are missing, older than the program, or half restored.
    """
    with _answering_database() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        is_superuser, bypasses = cursor.fetchone()
        if is_superuser:
            raise CannotStart("The serving role is a superuser. Serve as the role dauys_app.")
        if bypasses:
            raise CannotStart("The serving role steps over row-level security. Serve as the role dauys_app.")
        cursor.execute("SELECT to_regclass('journal_entry') IS NULL")
        if cursor.fetchone()[0]:
            raise CannotStart("The tables are missing. Run: dauys migrate")
        cursor.execute(
            "SELECT pg_has_role(relowner, 'USAGE') OR has_table_privilege('journal_entry', 'UPDATE') "
            "OR has_table_privilege('journal_entry', 'DELETE') FROM pg_class WHERE oid = 'journal_entry'::regclass"
        )
        if cursor.fetchone()[0]:
            raise CannotStart("The serving role could rewrite the journal. Serve as the role dauys_app.")
    require_whole_database()
    require_current_schema()
    require_own_pack()
    tell_of_an_open_fence()


def tell_of_an_open_fence() -> None:
    """Says which tables are not fenced by row; an upgrade leaves them so while an older release may still serve."""
    from dauys.cases.fenced import open_tables

    if missing := open_tables():
        say(f"row-level security is not in force on {', '.join(missing)}: run `dauys migrate` once more")


def require_own_pack() -> None:
    """Raises CannotStart if the database belongs to another pack, and PackErrors if the one in force cannot be used."""
    from dauys.ground.packs.current import current
    from dauys.ground.packs.queries import other_pack

    pack = current()
    if other := other_pack(pack):
        raise CannotStart(
            f"This database belongs to the pack {other}, not to {pack.code}. Set DAUYS_PACK or DAUYS_PACK_DIR to that "
            "pack, or give the new one a database of its own."
        )


def forget_the_erased() -> None:
    """Erases again whoever the deletion register names, for a database that was restored by other means."""
    from dauys.cases.erased import RegisterDamaged
    from dauys.site.after_restore import erase_whoever_was

    try:
        for sentence in erase_whoever_was():
            say(sentence)
    except RegisterDamaged as error:
        raise CannotStart(str(error)) from error


def complete_copies() -> None:
    """Fills in what a release before this one did not write while it served beside the migration."""
    from dauys.cases import actions

    with _answering_database():
        actions.complete_copies()
