"""Brings a dump into the database: pg_restore writes SQL, psql runs it with our opening and closing around."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dauys.ground.database import Clients
from dauys.site.backup import script
from dauys.site.backup.archive import DUMP, PIECE, Reader
from dauys.site.backup.progress import Progress
from dauys.site.runtime import CannotStart

PSQL = ("--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-")


def load(reader: Reader, clients: Clients, role: str) -> None:
    """All of the dump or nothing. `role` may not be connected. Raises CannotStart, and the database is as it was."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as complaints:
        contents = Path(folder) / "contents"
        contents.write_text(script.ours(_contents(reader, clients)))
        psql = subprocess.Popen(  # noqa: S603 - a program that clients_for chose
            [clients.program("psql"), *PSQL],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=clients.environment,
        )
        try:
            assert psql.stdin is not None  # nosec B101 - asked for above
            with suppress(BrokenPipeError):  # psql says why it left
                psql.stdin.write(script.opening(role).encode())
                _fill(reader, clients, contents, psql.stdin)
                psql.stdin.write(script.closing(role, reader.manifest.rows, reader.manifest.gone).encode())
            with suppress(BrokenPipeError):
                psql.stdin.close()
        except BaseException:
            psql.kill()  # before its input ends: nothing is committed
            raise
        finally:
            psql.wait()
        if psql.returncode:
            complaints.seek(0)
            raise CannotStart(_why(complaints.read().decode(errors="replace")))


def _contents(reader: Reader, clients: Clients) -> str:
    with _pg_restore(reader, clients, "--list") as output:
        return output.read().decode()


def _fill(reader: Reader, clients: Clients, contents: Path, sink: IO[bytes]) -> None:
    arguments = (f"--use-list={contents}", "--no-owner", "--no-privileges", "--file=-")
    with _pg_restore(reader, clients, *arguments) as output:
        for line in output:
            sink.write(script.for_server(line))
            if not script.is_preamble(line):
                break
        progress, done = Progress("the database"), 0
        while piece := output.read(PIECE):
            sink.write(piece)
            done += len(piece)
            progress(done)


@contextmanager
def _pg_restore(reader: Reader, clients: Clients, *arguments: str) -> Iterator[IO[bytes]]:
    """Its output; the dump goes in from the backup without a copy on the disk."""
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - a program that clients_for chose
            [clients.program("pg_restore"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=clients.environment,
        )
        assert process.stdin is not None and process.stdout is not None  # nosec B101
        feeder = threading.Thread(target=_feed, args=(reader, process.stdin), daemon=True)
        feeder.start()
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        finally:
            process.stdout.close()
            process.wait()
            feeder.join()
        if process.returncode:
            complaints.seek(0)
            lines = complaints.read().decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise CannotStart(f"The dump could not be read: {lines[-1]}; nothing was changed.")


def _feed(reader: Reader, sink: IO[bytes]) -> None:
    with suppress(BrokenPipeError), sink, reader.part(DUMP) as dump:  # the list needs only the beginning
        while piece := dump.read(PIECE):
            sink.write(piece)


def _why(complaint: str) -> str:
    lines = complaint.strip().splitlines() or ["no reason given"]
    told = next((line for line in lines if "ERROR:" in line or "FATAL:" in line), lines[-1]).split("ERROR:")[-1].strip()
    if script.SERVING in told:
        return "Web or worker processes use the database: stop them first. Nothing was changed."
    if "lock timeout" in told:
        return "Another program holds tables of the database: end it first. Nothing was changed."
    return f"The database did not take the backup: {told}. Nothing was changed."
