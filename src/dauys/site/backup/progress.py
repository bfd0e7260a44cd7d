"""Tells people how far a long copy has come: a line every few seconds, none for a short one."""

import time

from dauys.site.runtime import say

SECONDS = 3.0
MEGABYTE = 1_000_000


class Progress:
    """Called with the bytes done so far."""

    def __init__(self, what: str) -> None:
        self._what, self._told = what, time.monotonic()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self._told >= SECONDS:
            self._told = time.monotonic()
            say(f"{self._what}: {done / MEGABYTE:,.0f} MB")
