"""What the tests lean on: the server's other side, a mail sink that can misbehave, and the counting of SQL."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dauys.ground.database import OWNER, Server


@dataclass
class ServerOfTests:
    """The worker's database from the owner's side."""

    server: Server
    name: str
    kept: tuple[str, ...]
    _tables: list[str] = field(default_factory=list)

    def owner(self) -> psycopg.Connection:
        """An autocommit connection as the role that owns the tables."""
        return self.server.connect(self.name, OWNER)

    def empty(self) -> None:
        """Empties every table but those the pack's loading filled, and the office's own bodies; sequences go on.

        The superuser deletes with keys and triggers asleep: a TRUNCATE of all tables makes all their files anew,
        which takes half a second.
        """
        with self.server.connect(self.name) as admin:
            if not self._tables:
                rows = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
                self._tables = [name for (name,) in rows if name not in self.kept]
            deletes = [sql.SQL("DELETE FROM {};").format(sql.Identifier(name)) for name in self._tables]
            admin.execute(
                sql.SQL(
                    "BEGIN; SET LOCAL session_replication_role = replica; {} "
                    "DELETE FROM directory_organization WHERE source = 'office'; COMMIT"
                ).format(sql.SQL(" ").join(deletes))
            )


_WRITE = re.compile(
    r"\b(INSERT INTO|UPDATE \S+ SET|DELETE FROM|MERGE INTO|TRUNCATE|NEXTVAL|FOR UPDATE)\b", re.IGNORECASE
)


@dataclass
class SqlCount:
    """The statements of a block, without those that only open and end transactions."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    @property
    def writes(self) -> list[str]:
        return [s for s in self.statements if _WRITE.search(s)]

    def __str__(self) -> str:
        return f"{len(self)} statements:\n" + "\n".join(self.statements)


_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def counted_sql() -> Iterator[SqlCount]:
    """Counts what Django sends on this thread's connection; psycopg sends BEGIN and COMMIT beside it, uncounted."""
    from django.db import connection

    found = SqlCount()

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        if not statement.lstrip().upper().startswith(_UNCOUNTED):
            found.statements.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        yield found


class SmsFolder:
    """The SMS that the folder gateway kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def messages(self) -> list[dict[str, str]]:
        return [json.loads(p.read_text("utf-8")) for p in sorted(self.folder.glob("*.sms.json"))]

    @property
    def texts(self) -> list[str]:
        return [m["text"] for m in self.messages]


@dataclass
class MailSink:
    """What a mail server received. Answers can be set: `rcpt`, `data` and `quit` are whole SMTP replies.

    `cut` hangs up after the text was taken: the client never learns whether it arrived.
    """

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    rcpt: str = ""
    data: str = ""
    quit: str = ""
    cut: bool = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data:
            return self.data
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        self.recipients.extend(envelope.rcpt_tos)
        if self.cut:
            server.transport.abort()
        return "250 kept as 4711"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.quit or "221 Bye"


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    from aiosmtpd.controller import Controller

    sink = MailSink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
