"""Prepares a process before Django starts: data directory, database (given or embedded), and the role it serves as."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from dauys.ground.database import APP, OWNER, DatabaseUnavailable, EmbeddedServer

DATABASE = "dauys"


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
    except DatabaseUnavailable as error:
        raise CannotStart(str(error)) from error
    os.environ["DATABASE_URL"] = server.url(APP, DATABASE)
    os.environ["DAUYS_OWNER_DATABASE_URL"] = server.url(OWNER, DATABASE)


def become_owner() -> None:
    """From here on this process works as the owner of the tables: only for migrations."""
    if "DAUYS_OWNER_DATABASE_URL" not in os.environ:
        raise CannotStart("Set DAUYS_OWNER_DATABASE_URL to the database as the role that owns the tables.")
    os.environ["DATABASE_URL"] = os.environ["DAUYS_OWNER_DATABASE_URL"]


def start_django() -> None:
    """Raises CannotStart, with the sentence of the settings, when one of them makes no sense."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotStart(str(error)) from error


def require_serving_role() -> None:
    """Raises CannotStart if the role could change the journal's history: a superuser or the owner of its table."""
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                raise CannotStart("The serving role is a superuser. Serve as the role dauys_app.")
            cursor.execute("SELECT to_regclass('journal_entry') IS NULL")
            if cursor.fetchone()[0]:
                raise CannotStart("The tables are missing. Run: dauys migrate")
            cursor.execute(
                "SELECT pg_has_role(relowner, 'USAGE') OR has_table_privilege('journal_entry', 'UPDATE') "
                "OR has_table_privilege('journal_entry', 'DELETE') FROM pg_class WHERE oid = 'journal_entry'::regclass"
            )
            if cursor.fetchone()[0]:
                raise CannotStart("The serving role could rewrite the journal. Serve as the role dauys_app.")
    except OperationalError as error:
        raise CannotStart("The database does not answer. Check DATABASE_URL and that the server runs.") from error
