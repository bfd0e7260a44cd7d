"""A whole installation for the journeys: its own database and data folder, the real web and worker processes."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from psycopg import sql

from dauys.ground.database import APP, OWNER, Server
from tests.journeys.cities import KZ, City
from tests.journeys.waiting import eventually
from tests.support import MailSink, SmsFolder, free_port

SOURCE = Path(__file__).resolve().parents[2]
# The worker signs the log within a minute and examines the data daily; what the log holds are the journal's leaves.
_MOVE_ALWAYS = (
    *("django_session", "accounts_attempt", "journal_follower", "throttle_count"),
    *("log_head", "log_key", "log_log", "log_node", "doctor_examination"),
)
_NOT_OURS = (
    "DAUYS_TEST",
    "DAUYS_DEMO",
    "DAUYS_OWNER_DATABASE_URL",
    "DAUYS_KEYS",
    "DAUYS_STATIC",
    "DAUYS_SECRET_KEY",
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass(frozen=True)
class Staff:
    """An account of the desk, as a person at the keyboard knows it."""

    id: str
    email: str
    name: str
    password: str


class House:
    """Starts, kills and asks one installation. Web and worker are process groups of their own."""

    def __init__(self, server: Server, database: str, folder: Path, mail: MailSink, city: City = KZ) -> None:
        self.city = city
        self.server, self.database, self.folder, self.mail = server, database, folder, mail
        self.data = folder / "data"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.sms = SmsFolder(self.data / "postbox")
        self.staff: dict[str, Staff] = {}
        self.settings: dict[str, str] = {}  # what a story sets anew before it starts a process
        self._phones = count(7_010_000_001)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._log = (folder / "processes.log").open("ab")

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in _NOT_OURS}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join((str(SOURCE / "src"), str(SOURCE))),
            "PYTHONPYCACHEPREFIX": str(self.folder / "pycache"),  # compiled once, so that a restart is quick
            "DATABASE_URL": self.server.url(APP, self.database),
            "DAUYS_DATA": str(self.data),
            "DAUYS_URL": self.address,
            "DAUYS_PACK": self.city.pack,
            "DAUYS_SMS": "folder",
            "DAUYS_SMTP_HOST": "127.0.0.1",
            "DAUYS_SMTP_PORT": str(self.mail.port),
            "DAUYS_MAIL_FROM": "dauys@example.kz",
            "DAUYS_POOL": "6",
            "DAUYS_SECOND_FACTOR": "",
            # All stories come from one address, more than any real one would send.
            "DAUYS_SENDINGS_PER_ADDRESS": "10000",
            "DAUYS_API_PER_ADDRESS": "10000",
            "DAUYS_VOICES_A_MINUTE": "10000",
            **self.settings,
        }

    # Processes

    def migrate(self) -> None:
        """For an installation whose database is not a copy of the migrated template."""
        owner = {"DAUYS_OWNER_DATABASE_URL": self.server.url(OWNER, self.database)}
        command = [sys.executable, "-m", "dauys", "migrate"]
        done = subprocess.run(command, env=self.environment | owner, cwd=SOURCE, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def hire(self) -> None:
        command = [sys.executable, "-m", "tests.journeys.hire"]
        done = subprocess.run(command, env=self.environment, cwd=SOURCE, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self.staff = {key: Staff(**about) for key, about in json.loads(done.stdout).items()}

    def start_web(self) -> None:
        self._start("web", "serve", "--port", str(self.port), "--workers", "1")
        eventually(self._is_healthy, "the start of the web process", 60)

    def kill_web(self) -> None:
        self._kill("web")

    def kill_web_child(self) -> None:
        """Only the process that answers requests; the server is expected to start another by itself."""
        pid = self._running["web"].pid
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            pid = int(children[0])
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not Path(f"/proc/{pid}").exists(), "the end of the killed process")
        eventually(self._is_healthy, "another web process", 60)

    def restart_web(self, **settings: str) -> None:
        """A power cut of the web process, which comes back with these settings instead of the house's own."""
        self.settings = settings
        if "web" in self._running:
            self.kill_web()
        self.start_web()

    def start_worker(self) -> None:
        self._start("worker", "worker")

    def kill_worker(self) -> None:
        self._kill("worker")

    def ensure_running(self) -> None:
        """Starts whatever was killed, or ended by itself because it began while the database was away: so does the
        service manager."""
        for name, start in (("web", self.start_web), ("worker", self.start_worker)):
            process = self._running.get(name)
            if process is None or process.poll() is not None:
                self._running.pop(name, None)
                start()

    def stop(self) -> None:
        for name in list(self._running):
            process = self._running.pop(name)
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._log.close()

    def _start(self, name: str, *arguments: str) -> None:
        assert name not in self._running, f"{name} runs already"
        self._running[name] = subprocess.Popen(
            [sys.executable, "-m", "dauys", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _kill(self, name: str) -> None:
        """As a power cut does: the process and all its children, without a word."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _is_healthy(self) -> bool:
        process = self._running["web"]
        assert process.poll() is None, f"the web process ended:\n{self.log()}"
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"{self.address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def log(self) -> str:
        """What web and worker said so far."""
        with suppress(FileNotFoundError):  # the folder goes before the last report is written
            return (self.folder / "processes.log").read_text("utf-8", "replace")
        return ""

    # The database, seen from the owner's side

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._owner() as owner:
            return owner.execute(statement.encode(), values).fetchall()

    def value(self, statement: str, *values: Any) -> Any:
        return self.rows(statement, *values)[0][0]

    def settled(self) -> dict[str, str]:
        """Every table but those above as a digest of its rows, once the worker has nothing left to do."""
        eventually(self._is_quiet, "the end of the worker's work")
        with self._owner() as owner:
            names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            ours = sorted(n for (n,) in names if n not in _MOVE_ALWAYS)
            ask = sql.SQL(" UNION ALL ").join(
                sql.SQL(
                    "SELECT {}, count(*) || ' rows ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '')"
                    " FROM {} t"
                ).format(sql.Literal(n), sql.Identifier(n))
                for n in ours
            )
            return dict(owner.execute(ask).fetchall())

    def _is_quiet(self) -> bool:
        unread = (
            "SELECT count(*) FROM journal_entry e WHERE NOT EXISTS (SELECT 1 FROM journal_leaf WHERE entry_id = e.id)"
        )
        unheard = (
            "SELECT count(*) FROM journal_leaf"
            " WHERE index >= COALESCE((SELECT position FROM journal_follower WHERE name = 'hearers'), 0)"
        )
        waiting = "SELECT count(*) FROM messages_message WHERE state IN ('queued', 'sending') AND next_try_at <= now()"
        return not any(self.value(ask) for ask in (unread, unheard, waiting))

    def _owner(self) -> psycopg.Connection:
        return self.server.connect(self.database, OWNER)

    def cases_saying(self, words: str) -> list[tuple[Any, ...]]:
        """(id, serial) of every case whose text holds these words."""
        return self.rows(
            "SELECT c.id, c.serial FROM cases_case c JOIN cases_voice v ON v.case_id = c.id WHERE v.text LIKE %s",
            f"%{words}%",
        )

    # What reaches people

    def fresh_phone(self) -> str:
        """A number nobody had before, in E.164."""
        return f"+7{next(self._phones)}"

    def sms_to(self, phone: str) -> list[str]:
        return [m["text"] for m in self.sms.messages if m["to"] == phone]

    def sms_with(self, phone: str, words: str) -> str:
        """Waits for the SMS to `phone` that holds `words`."""
        return eventually(
            lambda: next((t for t in reversed(self.sms_to(phone)) if words in t), ""), f"an SMS with {words!r}"
        )

    def mail_to(self, address: str) -> list[EmailMessage]:
        return [m for m in self.mail.messages if m["To"] == address]

    def mail_with(self, address: str, words: str) -> EmailMessage:
        """Waits for the mail to `address` whose subject or text holds `words`."""

        def found() -> EmailMessage | None:
            return next((m for m in self.mail_to(address) if words in str(m["Subject"]) + m.get_content()), None)

        mail = eventually(found, f"a mail with {words!r}")
        assert mail is not None
        return mail
