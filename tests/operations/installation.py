"""An installation as its operator has it: a data folder, a database on some server, and the program `dauys`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dauys.ground.database import APP, OWNER, Server

SOURCE = Path(__file__).resolve().parents[2]
_NOT_OURS = ("DAUYS_TEST", "DAUYS_DEMO", "DAUYS_KEYS", "DAUYS_STATIC", "DAUYS_SECRET_KEY", "DAUYS_PG_BINDIR")
# A restore where nothing tells what was signed last begins a new log, and the journal says so.
_WITHOUT_LOG = {"journal_entry": "WHERE verb <> 'log.start'"}


class Installation:
    def __init__(self, server: Server, database: str, data: Path, source: Path = SOURCE) -> None:
        self.server, self.database, self.data, self.source = server, database, data, source

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in _NOT_OURS}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join((str(self.source / "src"), str(SOURCE))),
            "DATABASE_URL": self.server.url(APP, self.database),
            "DAUYS_OWNER_DATABASE_URL": self.server.url(OWNER, self.database),
            "DAUYS_DATA": str(self.data),
            "DAUYS_POOL": "6",
        }

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return self.python("-m", "dauys", *arguments, **environment)

    def python(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment, **environment},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=180,
        )

    def told(self, *arguments: str) -> dict[str, Any]:
        """The JSON that a command prints when it ends well."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert isinstance(told, dict)
        return told

    def refused(self, *arguments: str, **environment: str) -> str:
        """The one sentence of a command that ends with 1; lines of progress before it are dropped."""
        return refusal(self.run(*arguments, **environment))

    def fill(self, count: int = 3) -> None:
        """Cases with sealed contacts, texts and files."""
        done = self.python("-m", "tests.operations.fill", str(count))
        assert done.returncode == 0, done.stderr

    def tables(self) -> dict[str, str]:
        """Every table of ours with a digest of its rows, but for the new log that a restore may begin."""
        with self.owner() as owner:
            names = [n for (n,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            ask = "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {} t {}"
            found = {
                n: owner.execute(sql.SQL(ask).format(sql.Identifier(n), sql.SQL(_WITHOUT_LOG.get(n, "")))).fetchone()
                for n in names
                if n not in ("log_log", "log_key")
            }
        return {name: row[0] for name, row in found.items() if row}

    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted((self.data / "files").rglob("*")) if p.is_file()}

    def owner(self) -> psycopg.Connection:
        return self.server.connect(self.database, OWNER)


def refusal(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    assert not done.stdout
    return done.stderr.strip().splitlines()[-1].removeprefix("dauys: ")
