"""A running embedded server: addresses for its roles, and the databases in it."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from .cluster import PORT
from .roles import ADMIN, create_database_statement, grant_statements, role_statements

# Any number, the same in all processes: one at a time makes roles and databases.
ADMIN_WORK = 0x6461757973


@dataclass(frozen=True)
class Server:
    """`bindir` has pg_dump, pg_restore and psql of the server's own version."""

    socket_dir: Path
    version: int
    bindir: Path
    log: Path

    def url(self, role: str, dbname: str) -> str:
        """An address for psycopg, Django or psql; there is no password, the socket knows who asks."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{quote(role, safe='')}@/{quote(dbname, safe='')}?host={host}&port={PORT}"

    def connect(self, dbname: str = "postgres", role: str = ADMIN) -> psycopg.Connection:
        """An autocommit connection, by default the superuser's."""
        return psycopg.connect(self.url(role, dbname), autocommit=True, connect_timeout=10)

    def ensure_database(self, name: str, *, template: str | None = None) -> None:
        """Makes the roles, the database with its rights and extensions, or whatever of them is missing.

        `template` is a database to copy, tables and rows included; nobody may be connected to it.
        """
        with self.connect() as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [ADMIN_WORK])
            for statement in role_statements():
                admin.execute(statement.encode())
            if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                admin.execute(create_database_statement(name, template).encode())
            with self.connect(name) as inside:
                for statement in grant_statements(name):
                    inside.execute(statement.encode())

    def drop_database(self, name: str) -> None:
        """Removes the database if it exists and throws out whoever is connected to it."""
        with self.connect() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
