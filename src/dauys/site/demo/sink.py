"""A real SMTP server on a loopback port that keeps every mail as a file, so that nothing leaves the demonstration."""

import re
from email import message_from_bytes
from pathlib import Path
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from dauys.site.demo.ports import free_port

RETURNED = "returned@demo.example"  # an address that no longer exists: its mails come back


def file_name(message_id: str) -> str:
    """`<id@host>` as a safe file name; the same mail again gives the same name."""
    name = re.sub(r"[^A-Za-z0-9.@-]", "", message_id)[:120].lstrip(".")
    return f"{name or uuid4()}.eml"


class Keeper:
    """What aiosmtpd calls for each mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == RETURNED:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        target = self.folder / file_name(str(message_from_bytes(raw).get("Message-ID", "")))
        draft = target.with_suffix(".part")
        draft.write_bytes(raw)
        draft.replace(target)
        return "250 kept in the post box"


def start_sink(folder: Path) -> Controller:
    """Starts the server in its own thread; `port` of the answer is where it listens."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller
