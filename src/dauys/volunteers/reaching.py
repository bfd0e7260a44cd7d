"""By which way a volunteer is told: in the Telegram chat they began, else by SMS, else by mail."""

import hmac
from typing import NamedTuple
from uuid import UUID

from dauys.ground.messages import telegram_hook
from dauys.volunteers.links import secret_of_moment
from dauys.volunteers.models import Volunteer

_HEX = 32


class Way(NamedTuple):
    """`instead` is a phone or an e-mail, for what cannot be brought into the chat."""

    channel: str
    address: str
    instead: str = ""


def way_to(row: Volunteer) -> Way | None:
    """None of who can be told by none of these. A chat counts only while the bot is set up."""
    if row.telegram and telegram_hook.is_set_up():
        return Way("telegram", row.telegram, row.phone or row.email)
    if row.phone:
        return Way("sms", row.phone)
    return Way("mail", row.email) if row.email else None


def chat_link(row: Volunteer) -> str:
    """Opens Telegram and tells our bot whose chat this is; works until anything about the volunteer changes, as it does
    when the chat has begun."""
    return telegram_hook.start_link(f"{row.pk.hex}{_secret(row)}")


def whose_start(start: str) -> UUID | None:
    """The volunteer that a start names, not yet proved."""
    try:
        return UUID(start[:_HEX])
    except ValueError:
        return None


def proves(row: Volunteer, start: str) -> bool:
    return hmac.compare_digest(start[_HEX:].encode(), _secret(row).encode())


def _secret(row: Volunteer) -> str:
    return secret_of_moment(row.pk, "chat", row.changed_at)
