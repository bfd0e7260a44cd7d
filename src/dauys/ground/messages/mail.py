"""Hands a mail to the configured SMTP server, and tells what is known from what is not."""

import re
import smtplib
from contextlib import suppress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy, default
from email.utils import format_datetime
from socket import socket
from typing import Any

from django.conf import settings

from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.models import Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable

# One answer may take EMAIL_TIMEOUT; the whole hand-over this many times as long.
PATIENCE = 3


class _AsItIs(UnstructuredHeader, BaseHeader):
    """A header that is one long address: broken or encoded, no mail program could read it."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _AsItIs)
_POLICY = default.clone(header_factory=_HEADERS)


class _Connection(smtplib.SMTP):
    """A connection under a deadline from its first byte on."""

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        super().__init__(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket:
        return self.deadline.watch(super()._get_socket(host, port, timeout))  # type: ignore[misc]


def send(message: Message) -> str:
    """The server's yes, in its own words; raises Refused, Unreachable or Uncertain."""
    address = _ascii(message.address)
    mail = _written(message, address)
    try:
        with Deadline(PATIENCE * settings.EMAIL_TIMEOUT) as deadline:
            smtp = _Connection(deadline)
            try:
                return _hand_over(smtp, mail, address)
            finally:
                with suppress(OSError):  # whatever the server says at parting, its yes was a yes
                    smtp.quit()
                smtp.close()
    except smtplib.SMTPResponseException as error:  # a greeting, a login or a sender it does not like: ours to mend
        raise Unreachable(f"{error.smtp_code}") from error
    except OSError as error:
        raise Unreachable(type(error).__name__) from error


def _written(message: Message, address: str) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    try:
        mail["To"] = address
        mail["Subject"] = message.subject
    except ValueError as error:  # a line break would begin a header of its own; trying again would not mend it
        raise Refused("the address or the subject cannot stand in a mail") from error
    mail["Date"] = format_datetime(message.created_at)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "localhost"
    mail["Message-ID"] = f"<{message.pk}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.body)
    mail["Content-Language"] = message.language  # after the content, which clears all headers about itself
    return mail


def _hand_over(smtp: smtplib.SMTP, mail: EmailMessage, address: str) -> str:
    if settings.EMAIL_USE_TLS:
        smtp.starttls()
    if settings.EMAIL_HOST_USER:
        smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip(">"))
    if code != 250:
        raise smtplib.SMTPResponseException(code, words)
    _require_yes(smtp.rcpt(address)[0])
    code, words = smtp.docmd("DATA")
    if code != 354:
        _require_yes(code)
        raise Unreachable(f"{code}")
    code, words = _text(smtp, mail.as_bytes(policy=SMTP))  # lines end as the wire wants them
    _require_yes(code)
    return re.sub(re.escape(address), "…", f"{code} {words.decode('utf-8', 'replace')}", flags=re.IGNORECASE)


def _text(smtp: smtplib.SMTP, text: bytes) -> tuple[int, Any]:
    """The answer to the text. From its first byte on only an answer that can be read says whether it was taken."""
    quoted = re.sub(rb"(?m)^\.", b"..", text)
    try:
        smtp.send(quoted + (b"" if quoted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, words = smtp.getreply()
    except OSError as error:
        raise Uncertain(type(error).__name__) from error
    if not (200 <= code < 300 or 400 <= code < 600):
        raise Uncertain("the answer cannot be read")
    return (250 if code < 300 else code), words


def _require_yes(code: int) -> None:
    if 500 <= code < 600:
        raise Refused(f"{code}")
    if code not in (250, 251):
        raise Unreachable(f"{code}")


def _ascii(address: str) -> str:
    """The address as every mail server takes it; Refused for one that only few servers could."""
    name, _, domain = address.rpartition("@")
    try:
        return f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Refused("the address is not written in Latin letters") from error
