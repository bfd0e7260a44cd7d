"""The server process itself: is it alive, start it, stop it.

The process belongs to nobody of us: it has its own session and outlives the Dauys process that started it.
"""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .account import Account

LOG_LIMIT = 10_000_000
PROC = Path("/proc/self/cwd")
# A shell in between makes the server an orphan at once, so that its end leaves no zombie with us:
# PostgreSQL would take a zombie's number in postmaster.pid for a living server.
LAUNCHER = '"$@" </dev/null >>"$0" 2>&1 & echo $!'


@dataclass(frozen=True)
class Postmaster:
    pgdata: Path
    log: Path
    account: Account

    def pid(self) -> int | None:
        """The number of the living server process of this data folder."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if self.lives(pid) else None

    def lives(self, pid: int) -> bool:
        """Whether `pid` is a process of this server, and not a zombie or a stranger who got an old number."""
        if PROC.exists():
            return _works_in(Path("/proc") / str(pid), self.pgdata)
        return _exists(pid)

    def launch(self, program: Path, settings: dict[str, str], sockets: Path) -> int:
        """Starts the server and returns its process number at once; it may still refuse and exit.

        `sockets` is a folder that only this server uses.
        """
        self._forget_dead_server([self.pgdata / "postmaster.pid", *sockets.glob(".s.PGSQL.*.lock")])
        self._shorten_log()
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        started = subprocess.run(  # noqa: S603 - our own program and settings
            ["/bin/sh", "-c", LAUNCHER, str(self.log), str(program), "-D", str(self.pgdata), *arguments],
            cwd=self.pgdata,
            env=server_environment(),
            stdout=subprocess.PIPE,
            start_new_session=True,
            umask=0o077,
            check=True,
            **self.account.run_as(),
        )
        return int(started.stdout)

    def stop(self) -> bool:
        """Fast shutdown: open transactions are rolled back, everything committed is written. True once it is gone."""
        for kind, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 15)):
            pid = self.pid()
            if pid is None:
                return True
            os.kill(pid, kind)
            limit = time.monotonic() + seconds
            while time.monotonic() < limit:
                if not self.lives(pid):
                    return True
                time.sleep(0.02)
        return self.pid() is None

    def last_complaint(self) -> str:
        """The last fatal line of the log, for an error message."""
        try:
            lines = self.log.read_bytes()[-20_000:].decode(errors="replace").splitlines()
        except OSError:
            return ""
        fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        return fatal[-1].split(":", 3)[-1].strip() if fatal else (lines[-1] if lines else "")

    def _forget_dead_server(self, lock_files: list[Path], seconds: float = 10) -> None:
        """After kill -9 or a power cut: waits for orphaned children, then drops the lock files of the dead server.

        PostgreSQL clears them itself unless the number in them is in use, by a zombie or a stranger.
        """
        if not PROC.exists() or not any(file.exists() for file in lock_files):
            return
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if not any(_works_in(process, self.pgdata) for process in Path("/proc").glob("[0-9]*")):
                for file in lock_files:
                    file.unlink(missing_ok=True)
                return
            time.sleep(0.05)

    def _shorten_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))


def server_environment() -> dict[str, str]:
    """What PostgreSQL's programs get of our environment: no PG* variable, no foreign language."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **kept}


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return os.readlink(process / "cwd") == str(folder)
    except OSError:
        return False


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
