"""Writes the tables people asked for beside the worker's other duties, since a long one takes minutes."""

import logging
import threading
from datetime import datetime, timedelta

from django.db import Error, close_old_connections

from dauys.cases.actions import sweep_exports, write_next
from dauys.cases.actions.exports import LIFE
from dauys.ground.moment import now

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
SWEEP_EVERY = timedelta(hours=1)


class Exporter(threading.Thread):
    """Ends with its process; a table cut off is begun anew by the next one."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="exporter")
        self._swept_at: datetime | None = None

    def round(self, at: datetime) -> bool:
        """One table at the most, and the sweeping of old ones when it is due; whether there was a table."""
        if self._swept_at is None or not timedelta() <= at - self._swept_at < SWEEP_EVERY:
            sweep_exports(before=at - LIFE)
            self._swept_at = at
        return write_next(clock=now)

    def run(self) -> None:
        while True:
            pause = POLL_SECONDS
            try:
                if self.round(now()):
                    pause = 0.0
            except (Error, OSError) as error:
                log.warning("tables cannot be written just now: %s", type(error).__name__)
            close_old_connections()
            threading.Event().wait(pause)
