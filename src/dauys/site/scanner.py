"""Has files checked for viruses beside the worker's other duties; a scanner that is away is asked again."""

import logging
import threading

from django.db import close_old_connections

from dauys.ground.files import clamd
from dauys.ground.files.actions import scan_due
from dauys.ground.moment import now

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0
AFTER_TROUBLE_SECONDS = 15.0


class Scanner(threading.Thread):
    """Ends with the worker; a file whose check was cut off still waits and is checked anew."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="scanner")
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while clamd.is_on() and not self._stopping.is_set():
            try:
                pause = 0.0 if scan_due(at=now()) else POLL_SECONDS
            except clamd.ScannerAway as error:
                log.warning("files are not checked for viruses just now: %s", error)
                pause = AFTER_TROUBLE_SECONDS
            except Exception as error:  # whatever it is, the next files must not wait for a new worker
                log.warning("files cannot be checked just now: %s", type(error).__name__)
                pause = AFTER_TROUBLE_SECONDS
            close_old_connections()
            self._stopping.wait(pause)
