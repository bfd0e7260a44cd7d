"""Hands a message to the outside: mail by SMTP, SMS and Telegram over HTTP; says what the other side answered."""

from dauys.ground.messages import mail, sms, telegram
from dauys.ground.messages.models import Message

_SEND = {"mail": mail.send, "sms": sms.send, "telegram": telegram.send}


def deliver(message: Message) -> str:
    """Hands the message over and returns the proof: the other side's own words, on one line.

    Raises Refused, Unreachable or Uncertain, at the latest after three times the timeout of one answer.
    """
    proof = _SEND[message.channel](message)
    return " ".join("".join(c if c.isprintable() else " " for c in proof).split())
