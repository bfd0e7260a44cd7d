"""Sends the messages of one channel beside the worker's other duties, since a bad server may take a minute for each."""

import logging
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections

from dauys.ground.messages.actions import bring_forward, send_due
from dauys.ground.moment import now

log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
AFTER_TROUBLE_SECONDS = 2.0
LOOK_EVERY = timedelta(minutes=1)
# Longer than a hand-over may take, so that a worker told to stop leaves no message of unknown fate behind.
GOOD_BYE_SECONDS = 75.0


class Sender(threading.Thread):
    """Mail that goes slowly holds up neither the SMS nor the journal. Ends after the message it is at."""

    def __init__(self, channel: str) -> None:
        super().__init__(daemon=True, name=f"sender of {channel}")
        self.channel = channel
        self._stopping = threading.Event()
        self._looked_at: datetime | None = None

    def stop(self) -> None:
        self._stopping.set()

    def round(self, at: datetime) -> int:
        """One message at the most; how many were tried."""
        if self._looked_at is None or not timedelta() <= at - self._looked_at < LOOK_EVERY:
            bring_forward(at=at)
            self._looked_at = at
        return send_due(at=at, limit=1, channels=[self.channel])

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = 0.0 if self.round(now()) else POLL_SECONDS
            except Exception as error:  # whatever it is, the next messages must not wait for a new worker
                log.warning("messages (%s) cannot be sent just now: %s", self.channel, type(error).__name__)
                pause = AFTER_TROUBLE_SECONDS
            close_old_connections()
            self._stopping.wait(pause)
