"""The roles, the database and the rights that Dauys needs, as SQL.

The embedded server runs these statements itself; `create_roles_sql` is the same text for the operator
of an external PostgreSQL. Tables are granted by migrations, so that a ledger can be insert-only.
"""

import re

from .errors import DatabaseUnavailable

ADMIN = "dauys_admin"
OWNER = "dauys_owner"
APP = "dauys_app"
EXTENSIONS = ("pg_trgm", "btree_gist")
TIMEOUTS = ("statement_timeout", "idle_in_transaction_session_timeout")
EXISTING = "(SELECT datname FROM pg_database)"


def role_statements() -> list[str]:
    """Idempotent; for any database of the server."""
    # A statement that hangs would commit an entry of the journal long after the moment it carries.
    limits = [f"ALTER ROLE {APP} SET {name} = '30s';" for name in TIMEOUTS]
    return [_role_statement(OWNER), _role_statement(APP), *limits]


def grant_statements(database: str) -> list[str]:
    """Idempotent; to be run inside `database` by a superuser."""
    name = _checked(database)
    return [
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {name} TO {APP};",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};",
        f"GRANT USAGE ON SCHEMA public TO {APP};",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS),
    ]


def create_database_statement(database: str, template: str | None = None) -> str:
    """Not idempotent; the locale comes from the template."""
    source = f" TEMPLATE {_checked(template)}" if template else ""
    return f"CREATE DATABASE {_checked(database)} OWNER {OWNER}{source};"


def create_roles_sql(database: str = "dauys") -> str:
    """A script for `psql`, run once by a superuser of an external PostgreSQL 15 or newer; harmless when repeated."""
    name = _checked(database)
    create = f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''"
    lines = [
        "-- Run as a superuser: psql -d postgres -f FILE",
        "\\set ON_ERROR_STOP on",
        *role_statements(),
        f"SELECT '{create}' WHERE '{name}' NOT IN {EXISTING} \\gexec",
        f"\\connect {name}",
        *grant_statements(name),
        "-- Then give both roles a password:",
        f"--   \\password {OWNER}",
        f"--   \\password {APP}",
    ]
    return "\n".join(lines) + "\n"


def _role_statement(role: str) -> str:
    create = f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return f"DO $$ BEGIN IF to_regrole('{role}') IS NULL THEN {create}; END IF; END $$;"


def _checked(name: str) -> str:
    """Names go into the text unquoted, so only plain ones are let through."""
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise DatabaseUnavailable(f"{name!r} is no database name for Dauys: use a-z, 0-9 and _ only.")
    return name
