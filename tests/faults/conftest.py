"""An installation that may be broken: its own PostgreSQL with nothing given up for speed, web, worker and a doctor."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dauys.ground.database import EmbeddedServer
from tests.journeys.house import SOURCE, House
from tests.journeys.waiting import eventually
from tests.support import mail_sink

DATABASE = "dauys"


class Doctor:
    """A process that examines the installation whenever asked, so that it need not start each time."""

    def __init__(self, house: House) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.standing_doctor"],
            env=house.environment,
            cwd=SOURCE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def broken(self) -> dict[str, Any]:
        """The broken invariants with their examples; empty for sound data."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class Installation:
    """A house of which everything can be killed, PostgreSQL too."""

    def __init__(self, house: House, embedded: EmbeddedServer) -> None:
        self.house, self.embedded = house, embedded
        self.doctor = Doctor(house)

    def kill_database(self) -> None:
        """The postmaster and all its children, as a power cut would."""
        pid = self.embedded.pid()
        assert pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for victim in (pid, *map(int, children)):
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        eventually(lambda: self.embedded.pid() is None, "the end of the killed server")

    def revive_database(self) -> None:
        assert self.embedded.revive()


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="dauys-faults-", dir="/tmp"))
    folder.chmod(0o755)
    embedded = EmbeddedServer(folder / "db")
    server = embedded.acquire()
    server.ensure_database(DATABASE)
    with mail_sink() as mail:
        house = House(server, DATABASE, folder, mail)
        made: Installation | None = None
        try:
            house.migrate()
            house.hire()
            house.start_web()
            house.start_worker()
            made = Installation(house, embedded)
            yield made
        finally:
            if made:
                made.doctor.stop()
            house.stop()
            embedded.release()
            shutil.rmtree(folder, ignore_errors=True)
