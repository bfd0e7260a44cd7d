"""Hands a message to the outside: mail by SMTP, SMS by the configured gateway; says what the other side answered."""

import json
import smtplib
import urllib.error
import urllib.request
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings

from dauys.ground.messages.models import Message


class Refused(Exception):
    """The other side said no for good (unknown address); trying again is useless."""


class Unreachable(Exception):
    """The other side could not be asked, or said "later"; the message is tried again."""


class Uncertain(Exception):
    """The connection broke after the text was handed over: it may or may not have arrived."""


def deliver(message: Message) -> str:
    """Hands the message over and returns the proof: the other side's own words."""
    return _mail(message) if message.channel == "mail" else _sms(message)


def _mail(message: Message) -> str:
    address = _ascii(message.address)
    mail = EmailMessage()
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
    mail.set_content(message.body)
    mail["Content-Language"] = message.language  # after the content, which clears all headers about itself
    try:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
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
    try:
        code, words = smtp.data(mail.as_bytes(policy=SMTP))  # lines end as the wire wants them
    except smtplib.SMTPDataError as error:
        _require_yes(error.smtp_code)
        raise
    except OSError as error:
        raise Uncertain(type(error).__name__) from error
    _require_yes(code)
    return f"{code} {words.decode('utf-8', 'replace')}".replace(address, "…")


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


def postbox() -> Path:
    return Path(settings.DATA_DIR) / "postbox"


def _sms(message: Message) -> str:
    if settings.SMS_GATEWAY == "folder":
        postbox().mkdir(parents=True, exist_ok=True, mode=0o700)
        target = postbox() / f"{message.pk}.sms.json"
        draft = target.with_suffix(".part")
        draft.write_text(
            json.dumps({"to": message.address, "text": message.body, "at": message.created_at.isoformat()}), "utf-8"
        )
        draft.replace(target)
        return "kept in the folder"
    if settings.SMS_GATEWAY != "http":
        raise Refused("no SMS gateway is set up")
    request = urllib.request.Request(  # noqa: S310  the operator's own address
        settings.SMS_URL,
        data=json.dumps({"id": str(message.pk), "to": message.address, "text": message.body}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # nosec B310
            return f"{answer.status} {answer.read(200).decode('utf-8', 'replace')}"
    except urllib.error.HTTPError as error:
        raise (Refused if error.code in (400, 404, 410, 422) else Unreachable)(str(error.code)) from error
    except OSError as error:
        raise Unreachable(type(error).__name__) from error
