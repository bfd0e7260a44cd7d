"""Hands a message to the outside: mail by SMTP, SMS by the configured gateway; says what the other side answered."""

from dauys.ground.messages import mail, sms
from dauys.ground.messages.models import Message


def deliver(message: Message) -> str:
    """Hands the message over and returns the proof: the other side's own words, on one line.

    Raises Refused, Unreachable or Uncertain, at the latest after three times the timeout of one answer.
    """
    proof = mail.send(message) if message.channel == "mail" else sms.send(message)
    return " ".join("".join(c if c.isprintable() else " " for c in proof).split())
