"""Shows on stderr how far a long load has come: a bar on a terminal, a line now and then elsewhere."""

import sys
import time

from dauys.site.runtime import say

WIDTH = 30
SECONDS = 5.0


class Bar:
    """Called with what is done, how many are done, and of how many."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._told = 0.0
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        ended = done >= total
        if not ended and what == self._what and time.monotonic() - self._told < (0.2 if self._terminal else SECONDS):
            return
        self._told, self._what = time.monotonic(), what
        if not self._terminal:
            say(f"{what}: {done:,} of {total:,}")
            return
        full = WIDTH * done // max(total, 1)
        sys.stderr.write(f"\r{what:<10} [{'#' * full}{'.' * (WIDTH - full)}] {done:,} of {total:,} ")
        sys.stderr.write("\n" if ended else "")
        sys.stderr.flush()
