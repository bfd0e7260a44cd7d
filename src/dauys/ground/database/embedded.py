"""Runs PostgreSQL for Dauys without an administrator: one server for a data folder, shared by our processes.

The first process that acquires the server starts it, the last one that releases it stops it. Each holds a
shared lock on `clients.lock`, which vanishes however the process dies; starts and stops take `start.lock`
one at a time. A server whose clients were all killed stays up until the next client leaves.
"""

import atexit
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .account import MARK, make_private, owned_privately, require_reachable, server_account
from .binaries import Binaries, find_binaries
from .cluster import (
    create_cluster,
    reachable_bindir,
    recorded_socket_folder,
    require_version,
    socket_folder,
    write_access_rules,
)
from .disk import no_room, unusable
from .errors import DatabaseUnavailable
from .locks import exclusive, open_lock, share, try_exclusive
from .postmaster import Postmaster
from .server import Server

LOCK_SECONDS = 180
RETRY_SECONDS = 10
READY_SECONDS = 40
RECOVERY_SECONDS = 600
STILL_STARTING = ("starting up", "not yet accepting connections", "recovery mode")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    # The log may hold no citizen's words: no failing statement, no DETAIL line with its values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",  # many installations share the tests' one server
}


class EmbeddedServer:
    """The server of one data folder, which it wants for itself.

    `fast` gives up safety after a crash, for tests; it counts for the process that starts the server.
    """

    def __init__(self, data_dir: Path | str, *, fast: bool = False, binaries: Binaries | None = None) -> None:
        self.data_dir = Path(data_dir).expanduser().absolute().resolve()
        self._fast = fast
        self._binaries = binaries
        self._guard = threading.Lock()
        self._holders = 0
        self._pid = 0
        self._clients = -1
        self._server: Server | None = None

    @contextmanager
    def start(self) -> Iterator[Server]:
        server = self.acquire()
        try:
            yield server
        finally:
            self.release()

    def acquire(self) -> Server:
        """Starts or joins the server. Raises DatabaseUnavailable. Each call wants one `release`, also made at exit."""
        with self._guard:
            if self._server is not None and self._pid != os.getpid():
                self._leave()  # a forked child holds its own share, not its parent's
            if self._server is None:
                self._server = self._join()
                self._holders = 0
                self._pid = os.getpid()
                atexit.register(self._leave)
            self._holders += 1
            return self._server

    def revive(self) -> bool:
        """Starts the server again if it died while we use it; True if it had. Raises DatabaseUnavailable."""
        with self._guard:
            if self._server is None or self._postmaster().pid() is not None:
                return False
            account = server_account(self.data_dir)
            with exclusive(self.data_dir / MARK, account, LOCK_SECONDS):
                self._server = self._start_or_find()
            return True

    def release(self) -> None:
        """Leaves the server; the last process to leave stops it. A forked child leaves its parent's share alone."""
        with self._guard:
            self._holders -= 1
            if self._holders <= 0:
                self._leave()

    def detach(self) -> None:
        """Leaves the server running without us, until another process joins and leaves as the last one."""
        with self._guard:
            self._leave(stop=False)

    def url(self, role: str, dbname: str) -> str:
        return self._running().url(role, dbname)

    def ensure_database(self, name: str) -> None:
        self._running().ensure_database(name)

    def pid(self) -> int | None:
        """The process number of the server, whoever started it; None if it does not run."""
        if not self.data_dir.exists():
            return None
        return self._postmaster().pid()

    def _running(self) -> Server:
        if self._server is None:
            raise DatabaseUnavailable("The embedded database was not started in this process.")
        return self._server

    def _postmaster(self) -> Postmaster:
        return Postmaster(self.data_dir / "pgdata", self.data_dir / "postgres.log", server_account(self.data_dir))

    def _join(self) -> Server:
        try:
            return self._start_or_join()
        except OSError as error:
            raise unusable(self.data_dir, error) from error

    def _start_or_join(self) -> Server:
        account = server_account(self.data_dir)
        require_reachable(self.data_dir, account)
        make_private(self.data_dir, account)
        with exclusive(self.data_dir / MARK, account, LOCK_SECONDS):
            clients = open_lock(self.data_dir / "clients.lock", account)
            try:
                share(clients)
                server = self._start_or_find()
            except BaseException:
                os.close(clients)
                raise
            self._clients = clients
            return server

    def _start_or_find(self) -> Server:
        binaries = self._binaries or find_binaries()
        postmaster = self._postmaster()
        account, pgdata = postmaster.account, postmaster.pgdata
        bindir = reachable_bindir(binaries, self.data_dir, account, keep_old=postmaster.pid() is not None)
        if not (pgdata / "PG_VERSION").exists():
            create_cluster(bindir, binaries.version, pgdata, account, fast=self._fast)
        require_version(pgdata, binaries)
        if postmaster.pid() and self._lost_its_socket(postmaster):
            postmaster.stop()
        sockets = socket_folder(self.data_dir, account)
        server = Server(sockets, binaries.version, binaries.bindir, postmaster.log)
        if postmaster.pid() is None:
            write_access_rules(pgdata, account)
        self._bring_up(server, postmaster, bindir / "postgres")
        return server

    def _lost_its_socket(self, postmaster: Postmaster) -> bool:
        """A cleaner of temporary files may remove a short socket folder under a living server."""
        folder = recorded_socket_folder(self.data_dir)
        return folder is not None and not owned_privately(folder, postmaster.account)

    def _bring_up(self, server: Server, postmaster: Postmaster, program: Path) -> None:
        """Returns when the server answers; tries again for a while if it exits, as it may soon after kill -9."""
        settings = SETTINGS | {"unix_socket_directories": _quoted(server.socket_dir)}
        settings |= FAST_SETTINGS if self._fast else {}
        begun = time.monotonic()
        limit = begun + READY_SECONDS
        pid = postmaster.pid()
        while (complaint := _complaint(server)) is not None:
            if any(words in complaint for words in STILL_STARTING):
                limit = begun + RECOVERY_SECONDS
            elif pid is None or not postmaster.lives(pid):
                if pid is not None and time.monotonic() > begun + RETRY_SECONDS:
                    raise _not_started(postmaster, postmaster.last_complaint())
                pid = postmaster.launch(program, settings, server.socket_dir)
            if time.monotonic() > limit:
                raise _not_started(postmaster, complaint)
            time.sleep(0.05 if pid and postmaster.lives(pid) else 0.3)

    def _leave(self, *, stop: bool = True) -> None:
        if self._clients < 0:
            return
        clients, self._clients, self._server = self._clients, -1, None
        atexit.unregister(self._leave)
        if self._pid != os.getpid() or not stop:
            os.close(clients)
            return
        postmaster = self._postmaster()
        with exclusive(self.data_dir / MARK, postmaster.account, LOCK_SECONDS):
            if try_exclusive(clients):
                postmaster.stop()
            os.close(clients)


def _complaint(server: Server) -> str | None:
    """None if the server answers, otherwise what the driver says."""
    try:
        server.connect().close()
    except psycopg.OperationalError as error:
        return str(error)
    return None


def _quoted(folder: Path) -> str:
    """A path in a list setting: commas and blanks are safe inside double quotes."""
    return '"' + str(folder).replace('"', '""') + '"'


def _not_started(postmaster: Postmaster, reason: str) -> DatabaseUnavailable:
    full = no_room(postmaster.pgdata, reason)
    if full:
        return full
    words = " ".join(reason.split()) or "no reason given"
    return DatabaseUnavailable(f"PostgreSQL did not start: {words}; see its log {postmaster.log}.")
