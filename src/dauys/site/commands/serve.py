"""Serves the pages: `dauys serve`."""

import argparse
import os
import signal
import subprocess
import sys
from contextlib import ExitStack

from dauys.site.commands.parts import Commands, command, takes_data_folder
from dauys.site.runtime import prepare, require_serving_role, start_django


def add(commands: Commands) -> None:
    parser = command(commands, "serve", run, "Serve the pages.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    takes_data_folder(parser)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        prepare(options.data, stack)
        start_django()
        require_serving_role()
        return run_server(options.host, options.port, options.workers)


def run_server(host: str, port: int, workers: int) -> int:
    """Collects static files, then runs granian until it is told to stop."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    granian = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "dauys.site.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--no-ws", "--log-level", "warning", "--respawn-failed-workers",
    ]  # fmt: skip
    server = subprocess.Popen(granian, env=os.environ)  # noqa: S603
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.terminate())
    return max(server.wait(), 0)
