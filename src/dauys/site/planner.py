"""Has the plan of all volunteer offices made every night, by a process of its own that yields to everybody else."""

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
from dauys.volunteers.actions import can_plan
from dauys.volunteers.queries import planned_at

log = logging.getLogger(__name__)
POLL_SECONDS = 300
HOURS = range(4, 7)  # of the office's own night, after the second suggestion was taught
AGAIN_AFTER = timedelta(hours=20)
LONGEST_SECONDS = 3600


def is_due(at: datetime, planned: datetime | None) -> bool:
    """Whether it is night, and nothing was planned this night."""
    night = at.astimezone(current().calendar().zone).hour in HOURS
    return night and (planned is None or at - planned >= AGAIN_AFTER)


class Planner(threading.Thread):
    """Ends with the worker; a plan that is cut off is stored not at all, and the one before it stays."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="planner")
        self._tried_at: datetime | None = None

    def run(self) -> None:
        while can_plan():
            try:
                self.look(now())
            except (Error, OSError, subprocess.TimeoutExpired) as error:
                log.warning("nothing could be planned: %s", type(error).__name__)
            close_old_connections()
            time.sleep(POLL_SECONDS)

    def look(self, at: datetime) -> None:
        """Plans if it is due; a night in which it failed is not tried twice."""
        if not is_open("volunteers"):
            return
        times = [moment for moment in (planned_at(), self._tried_at) if moment]
        if is_due(at, max(times, default=None)):
            self._tried_at = at
            plan_apart()


def plan_apart() -> None:
    """Runs `dauys volunteers plan` with the lowest priority and waits for it."""
    command = [sys.executable, "-P", "-m", "dauys", "volunteers", "plan", "--data", str(settings.DATA_DIR)]
    done = subprocess.run(  # noqa: S603
        ["nice", "-n", "15", *command],  # noqa: S607
        env=os.environ.copy(),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    last = (done.stderr.strip().splitlines() or [""])[-1]
    log.info("planning ended with %s: %s", done.returncode, last)
