"""Ends a hand-over in bounded time: a server that answers a byte now and then would otherwise hold it for hours."""

import os
import socket
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType


class Deadline:
    """Shuts the watched connection down once the seconds are over; whoever waits on it then gets an OSError."""

    def __init__(self, seconds: float) -> None:
        self._lock = Lock()
        self._watched: list[socket.socket] = []
        self._over = False
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._watched:
                twin.close()
            self._watched.clear()

    def watch(self, connection: socket.socket) -> socket.socket:
        """Keeps a twin of the connection, which stays when TLS takes the connection over; gives it back."""
        with self._lock:
            self._watched.append(socket.socket(fileno=os.dup(connection.fileno())))
            over = self._over
        if over:
            self._end()
        return connection

    def _end(self) -> None:
        with self._lock:
            self._over = True
            for twin in self._watched:
                with suppress(OSError):
                    twin.shutdown(socket.SHUT_RDWR)
