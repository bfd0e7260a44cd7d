"""Reads the demonstration's post box: every mail and SMS that went out, as its receiver would see it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

LIMIT = 100


@dataclass(frozen=True, slots=True)
class Received:
    """One mail or SMS; an SMS has no subject."""

    channel: str
    to: str
    at: datetime
    subject: str
    text: str


def newest(folder: Path, limit: int = LIMIT) -> list[Received]:
    """The newest messages first. File names begin with the time-ordered id of the message, so few files are read."""
    if not folder.is_dir():
        return []
    names = sorted((f for f in folder.iterdir() if f.suffix in (".eml", ".json")), key=lambda f: f.name, reverse=True)
    found = [message for file in names[:limit] if (message := _read(file))]
    return sorted(found, key=lambda m: m.at, reverse=True)


def count(folder: Path) -> int:
    return sum(f.suffix in (".eml", ".json") for f in folder.iterdir()) if folder.is_dir() else 0


def _read(file: Path) -> Received | None:
    try:
        return _mail(file) if file.suffix == ".eml" else _sms(file)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a file half-written or brought in by hand is not worth an error page


def _mail(file: Path) -> Received:
    mail = cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=policy.default))
    body = mail.get_body(("plain",))
    at = parsedate_to_datetime(str(mail["Date"]))
    return Received(
        channel="mail",
        to=str(mail["To"]),
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        subject=str(mail["Subject"] or ""),
        text=str(body.get_content()).strip() if body else "",
    )


def _sms(file: Path) -> Received:
    data = json.loads(file.read_text("utf-8"))
    return Received("sms", data["to"], datetime.fromisoformat(data["at"]), "", data["text"])
