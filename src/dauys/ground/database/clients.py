"""PostgreSQL's client programs for a database given by its address: which set to run, and how it gets in.

An address with its password travels in the environment, which other accounts cannot read, and never on a command line.
"""

import os
from dataclasses import dataclass

import psycopg

from .binaries import Binaries, all_binaries
from .errors import DatabaseUnavailable
from .postmaster import server_environment

NEEDED = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True)
class Clients:
    """pg_dump, pg_restore and psql of one major version, with the environment that leads them to the database."""

    binaries: Binaries
    environment: dict[str, str]

    @property
    def version(self) -> int:
        return self.binaries.version

    def program(self, name: str) -> str:
        return str(self.binaries.bindir / name)


def clients_for(url: str, *, server: int, at_least: int = 0) -> Clients:
    """Programs of the server's own major version, or of the next newer one that is here.

    `at_least` is the version that wrote a dump, because an older pg_restore cannot read it.
    Raises DatabaseUnavailable if there are none.
    """
    oldest = max(server, at_least)
    usable = [found for found in all_binaries() if found.version >= oldest and _complete(found)]
    if not usable:
        raise DatabaseUnavailable(
            f"PostgreSQL's programs pg_dump, pg_restore and psql of version {oldest} or newer were not found: install "
            f"Debian's package postgresql-client-{oldest}, or set DAUYS_PG_BINDIR to the folder where they are."
        )
    return Clients(min(usable, key=lambda found: found.version), _environment(url))


def _complete(binaries: Binaries) -> bool:
    return all(os.access(binaries.bindir / name, os.X_OK) for name in NEEDED)


def _environment(url: str) -> dict[str, str]:
    """What libpq reads instead of an address: each part of `url`, and whatever else the operator set for libpq."""
    ours = {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}
    for part in psycopg.pq.Conninfo.parse(url.encode()):
        if part.val is not None and part.envvar:
            ours[part.envvar.decode()] = part.val.decode()
    return {**server_environment(), **ours}
