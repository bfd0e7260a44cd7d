"""Serves the pages: `dauys serve`."""

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import (
    CannotStart,
    complete_copies,
    forget_the_erased,
    keep_database_running,
    prepare,
    require_serving_role,
    say,
    start_django,
)

WATCH_SECONDS = 0.5
# A server that exits by itself is started again this often within so many seconds.
RESTARTS, RESTART_WINDOW = 5, 60.0


def add(commands: Commands) -> None:
    parser = command(commands, "serve", run, "Serve the pages.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    require_free(options.host, options.port)
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        forget_the_erased()
        complete_copies()
        return run_server(options.host, options.port, options.workers)


def require_free(host: str, port: int) -> None:
    """Raises CannotStart if nobody can listen there."""
    try:
        if not 0 < port < 65_536:
            raise OverflowError
        place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(place[0], place[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place[4])
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", 0) == errno.EADDRINUSE:
            raise CannotStart(f"Port {port} is taken. Choose another one: dauys serve --port {port + 1}") from error
        raise CannotStart(f"Nobody can listen at {host}, port {port}: choose another --host or --port.") from error


def run_server(host: str, port: int, workers: int) -> int:
    """Collects static files, then runs granian until it is told to stop."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise CannotStart(
            f"Static files cannot be written to {settings.STATIC_ROOT} ({error.strerror}): free some space, or run as "
            "the account that owns the folder."
        ) from error
    connections.close_all()
    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "dauys.site.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip
    return _watched(granian)


def _watched(command: list[str]) -> int:
    """Runs the server until somebody ends us; the exit code.

    One that exits by itself (it does when its processes are killed twice within seconds) is started again, and so is
    an embedded database that died; what dies again and again ends us with a sentence.
    """
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    restarts: list[float] = []
    server = subprocess.Popen(command, env=os.environ)  # noqa: S603
    try:
        while not ended.wait(WATCH_SECONDS):
            keep_database_running()
            if server.poll() is None:
                continue
            now = time.monotonic()
            restarts = [moment for moment in restarts if now - moment < RESTART_WINDOW]
            if len(restarts) >= RESTARTS:
                raise CannotStart(f"The web server ended {RESTARTS + 1} times within a minute; see its lines above.")
            restarts.append(now)
            say("the web server ended; starting it again")
            server = subprocess.Popen(command, env=os.environ)  # noqa: S603
    finally:
        server.terminate()
        code = server.wait()
    return max(code, 0)
