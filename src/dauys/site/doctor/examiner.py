"""Makes the examinations that are due beside the worker's other duties, since one may take minutes."""

import logging
import threading
import time

from django.db import Error, close_old_connections

from dauys.ground.invariants import Invariant
from dauys.ground.moment import now
from dauys.site.doctor.actions import examine_if_due

log = logging.getLogger(__name__)
POLL_SECONDS = 5


class Examiner(threading.Thread):
    """Ends with its process; an examination cut off is made again by the next one."""

    def __init__(self, invariants: list[Invariant]) -> None:
        super().__init__(daemon=True, name="examiner")
        self.invariants = invariants

    def run(self) -> None:
        while True:
            try:
                examine_if_due(invariants=self.invariants, at=now())
            except Error as error:
                log.warning("the data could not be examined: %s", type(error).__name__)
            close_old_connections()
            time.sleep(POLL_SECONDS)
