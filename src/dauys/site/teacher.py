"""Has the second suggestion taught every night, by a process of its own that yields to everybody else."""

import logging
import os
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error, close_old_connections

from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.rooms.state import is_open
from dauys.learning.queries import newest
from dauys.learning.shelf import can_teach

log = logging.getLogger(__name__)
POLL_SECONDS = 300
HOURS = range(1, 5)  # of the office's own night
AGAIN_AFTER = timedelta(hours=20)
LONGEST_SECONDS = 2 * 3600


def is_due(at: datetime, taught_at: datetime | None) -> bool:
    """Whether it is night, and nothing was taught this night."""
    night = at.astimezone(current().calendar().zone).hour in HOURS
    return night and (taught_at is None or at - taught_at >= AGAIN_AFTER)


class Teacher(threading.Thread):
    """Ends with the worker; what a cut-off teaching left half is written over by the next one."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="teacher")
        self._tried_at: datetime | None = None

    def run(self) -> None:
        while can_teach():
            try:
                self.look(now())
            except (Error, OSError, subprocess.TimeoutExpired) as error:
                log.warning("nothing could be taught: %s", type(error).__name__)
            close_old_connections()
            time.sleep(POLL_SECONDS)

    def look(self, at: datetime) -> None:
        """Teaches if it is due; a night in which it failed is not tried twice."""
        if not is_open("learning"):
            return
        last = newest()
        times = [t for t in (last.at if last else None, self._tried_at) if t]
        if not is_due(at, max(times, default=None)):
            return
        self._tried_at = at
        teach_apart()


def teach_apart() -> None:
    """Runs `dauys routing train` with the lowest priority and waits for it."""
    command = [
        "nice",
        "-n",
        "15",
        sys.executable,
        "-P",
        "-m",
        "dauys",
        "routing",
        "train",
        "--data",
        str(settings.DATA_DIR),
    ]
    done = subprocess.run(  # noqa: S603
        command, env=os.environ.copy(), capture_output=True, text=True, timeout=LONGEST_SECONDS
    )
    last = (done.stderr.strip().splitlines() or [""])[-1]
    log.info("teaching ended with %s: %s", done.returncode, last)
