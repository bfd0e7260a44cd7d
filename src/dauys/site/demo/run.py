"""Runs the demonstration: database, post box, invented people and cases, worker and web, all in one command."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from dauys.site.demo.ports import LOOPBACK, answers
from dauys.site.runtime import CannotStart, require_serving_role, say, start_django

Serve = Callable[[str, int, int], int]
Child = Callable[..., list[str]]
RESTART_AFTER = 2.0
CITY = 200_000


def run(*, port: int, size: str, pack: str, serve: Serve, child: Child) -> int:
    """Everything from a prepared environment to a served demonstration; returns the server's exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # until the server takes over: leave through the stack
    folder = Path(os.environ["DAUYS_DATA"])
    _keep_everything_here(pack)
    with ExitStack() as stack:
        migration = _migrate(folder, child)
        stack.callback(migration.kill)
        _post_box(folder, stack)
        start_django()
        _wait_for(migration)
        require_serving_role()
        _prepare_data(long_ago=size == "city")
        if size == "city":
            _grow_to_a_city(folder, child)
        worker = Worker(child("worker", "--data", str(folder)))
        stack.callback(worker.stop)
        worker.start()
        threading.Thread(target=_announce, args=(port,), daemon=True).start()
        return serve(LOOPBACK, port, 1)


def _keep_everything_here(pack: str) -> None:
    """Whatever the shell is set to, the demonstration uses the pack it was given and sends nothing to the outside."""
    for name in ("DAUYS_PACK", "DAUYS_SMTP_USER", "DAUYS_SMTP_PASSWORD", "DAUYS_SMTP_TLS", "DAUYS_HTTPS"):
        os.environ.pop(name, None)
    os.environ.update(DAUYS_PACK_DIR=pack, DAUYS_SMS="folder", DAUYS_MAIL_FROM="dauys@demo.example")


def _migrate(folder: Path, child: Child) -> subprocess.Popen[bytes]:
    """A process of its own, because only migrations may work as the owner of the tables."""
    return subprocess.Popen(child("migrate", "--data", str(folder)), stdout=sys.stderr)  # noqa: S603


def _wait_for(migration: subprocess.Popen[bytes]) -> None:
    from dauys.ground.packs.current import current

    current()  # reading the pack takes as long as the migration; both at once
    if migration.wait():
        raise CannotStart("The database could not be brought to this version; the lines above say why.")


def _post_box(folder: Path, stack: ExitStack) -> None:
    from dauys.site.demo.sink import start_sink

    sink = start_sink(folder / "postbox")
    stack.callback(sink.stop)
    os.environ.update(DAUYS_SMTP_HOST=LOOPBACK, DAUYS_SMTP_PORT=str(sink.port))


def _prepare_data(*, long_ago: bool) -> None:
    """`long_ago`: the staff was hired before the oldest case of a city."""
    from django.db import connections

    from dauys.ground.moment import now
    from dauys.site.demo import clock, seed
    from dauys.site.demo.staff import HIRED_BEFORE, HIRED_LONG_AGO
    from dauys.site.upgrade import alone

    clock.fit_into_calendar()
    with alone():
        if seed.is_empty():
            say("inventing people and cases")
            began = time.monotonic()
            count = seed.seed(
                at=now(),
                progress=lambda done, total: say(f"  {done * 100 // total} %"),
                hired_before=HIRED_LONG_AGO if long_ago else HIRED_BEFORE,
            )
            say(f"{count} cases in {time.monotonic() - began:.0f} s")
    connections.close_all()


def _grow_to_a_city(folder: Path, child: Child) -> None:
    """Puts the many cases of a city behind the few that were played; on a later start they are there already."""
    from django.db import connections

    from dauys.cases.models import Case

    there = Case.objects.count()
    connections.close_all()
    if there >= CITY:
        return
    say(f"inventing {CITY:,} cases of a city, about a minute for each 100,000")
    command = child("seed", "--cases", str(CITY), "--more", "--data", str(folder))
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
        raise CannotStart("The city could not be made; the lines above say why.")


class Worker(threading.Thread):
    """Keeps one worker process running until `stop`; one that dies is started again."""

    def __init__(self, command: list[str]) -> None:
        super().__init__(daemon=True)
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        while True:
            with self._lock:
                if self._stopping.is_set():
                    return
                # A session of its own: Ctrl-C reaches this program only, which then stops the worker in order.
                self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
            self.process.wait()
            if self._stopping.wait(RESTART_AFTER):
                return
            say("the worker ended; starting it again")

    def stop(self) -> None:
        with self._lock:
            self._stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _announce(port: int) -> None:
    """Prints address and logins as soon as the server answers."""
    from dauys.ground.packs.current import current
    from dauys.site.demo.staff import PASSWORD, cast_of

    deadline = time.monotonic() + 60
    while not answers(port):
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    staff = cast_of(current()).staff
    width = max(len(w.email) for w in staff)
    lines = [
        f"Dauys: http://{LOOPBACK}:{port}/",
        f"Roles, post box, clock: http://{LOOPBACK}:{port}/{current().info.default_language}/demo/",
        f"Password of every login: {PASSWORD}",
        *(f"  {w.email:<{width}}  {w.role:<13}  {w.org or '-'}" for w in staff),
        "Stop with Ctrl-C.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
