"""A data set served for measuring: `dauys serve` in processes of its own, and the processor time all of it takes."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from dauys.ground.database import EmbeddedServer, Server
from dauys.site.bench.cpu import descendants, seconds_of
from dauys.site.demo.ports import answers

READY_SECONDS = 90.0
_NO_LIMIT = str(10**9)
# The doors' limits against floods would end a measurement after its first minute.
_LIMITS = ("DAUYS_SENDINGS_PER_ADDRESS", "DAUYS_API_PER_ADDRESS", "DAUYS_VOICES_A_MINUTE", "DAUYS_URGENT_PER_ADDRESS")
_OURS = ("DATABASE_URL", "DAUYS_OWNER_DATABASE_URL", "DAUYS_DATA", "DAUYS_KEYS", "DAUYS_DEMO")


class CannotMeasure(Exception):
    """One clear sentence: why a figure cannot be had here."""


class Stage:
    """One data set with its web server running."""

    def __init__(self, folder: Path, port: int, web: int, database: Server) -> None:
        self.folder, self.port, self.database, self._web = folder, port, database, web
        pid = EmbeddedServer(folder / "db").pid()
        if pid is None:
            raise CannotMeasure("The processor time of PostgreSQL is only known for the embedded server.")
        self._postmaster = pid
        self._seen: set[int] = set()

    def cpu(self) -> float:
        """Seconds of processor time that web server and PostgreSQL have used so far, helpers included."""
        self._seen |= descendants(self._web, self._postmaster)
        return seconds_of(self._seen)


def environment(folder: Path) -> dict[str, str]:
    """For a command of ours that works on the data set and nothing else."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return {**kept, **dict.fromkeys(_LIMITS, _NO_LIMIT), "DAUYS_DATA": str(folder), "DAUYS_SMS": "folder"}


def folder_of_its_own() -> "tempfile.TemporaryDirectory[str]":
    """A data folder that is gone afterwards."""
    found = tempfile.TemporaryDirectory(prefix="dauys-bench-")
    Path(found.name).chmod(0o755)  # the embedded server has an account of its own
    return found


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "dauys", *arguments]


def know_sizes(*tables: str) -> None:
    """Has the planner know how many rows these tables have by now, as the server does by itself within a minute or two.
    Only their owner may."""
    with psycopg.connect(os.environ["DAUYS_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(sql.Identifier(table) for table in tables)))


@contextmanager
def served(folder: Path, port: int, *, workers: int = 1) -> Iterator[Stage]:
    """The data set behind granian, as `dauys serve` runs it, until the block ends."""
    arguments = command("serve", "--data", str(folder), "--port", str(port), "--workers", str(workers))
    with (
        EmbeddedServer(folder / "db").start() as database,
        subprocess.Popen(arguments, env=environment(folder), stdout=sys.stderr) as web,  # noqa: S603
    ):
        try:
            deadline = time.monotonic() + READY_SECONDS
            while not answers(port):
                if web.poll() is not None or time.monotonic() > deadline:
                    raise CannotMeasure(f"The web server over {folder} did not start; see its lines above.")
                time.sleep(0.1)
            yield Stage(folder, port, web.pid, database)
        finally:
            web.terminate()
            with suppress(subprocess.TimeoutExpired):
                web.wait(20)
            web.kill()
