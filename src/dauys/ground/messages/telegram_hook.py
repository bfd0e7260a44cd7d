"""What Telegram tells our bot: who began a chat with it by a link, wrote to it, or blocked it.

Telegram posts each of these to an address that `dauys telegram` names to it, with a secret of ours in a header.
"""

import hmac
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

from django.conf import settings

from dauys.core.strict_json import BadJson, read_json
from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.outcomes import Refused, Unreachable
from dauys.ground.messages.posting import post
from dauys.ground.messages.telegram import PATIENCE, address_of, words_for
from dauys.ground.sealed.seal import keyed_digest

HEADER = "X-Telegram-Bot-Api-Secret-Token"
KINDS = ["message", "my_chat_member"]  # what we are told of, nothing else
_LONGEST = 200  # characters of a text that we look at
_GONE = ("kicked", "left")
_NEVER = (400, 401, 403, 404)  # a wrong token or address


@dataclass(frozen=True, slots=True)
class Told:
    """One thing told: the number of a private chat, what its owner wrote, in which language their Telegram speaks; or
    that they blocked the bot."""

    chat: str
    text: str = ""
    language: str = ""
    blocked: bool = False

    @property
    def start(self) -> str | None:
        """What stood behind `start=` in the link that began the chat; None of anything else they wrote."""
        word, _space, rest = self.text.partition(" ")
        return rest.strip() if word == "/start" else None

    @property
    def stops(self) -> bool:
        return self.blocked or self.text.strip() == "/stop"


def is_set_up() -> bool:
    """Whether people can begin a chat: the bot has its name and its secret."""
    return bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_BOT)


def start_link(start: str) -> str:
    """Opens Telegram with our bot; `start` is at most 64 of A-Z, a-z, 0-9, _ and -."""
    return f"https://t.me/{settings.TELEGRAM_BOT}?start={start}"


def hook_secret() -> str:
    return keyed_digest("telegram", "hook").hex()


def comes_from_telegram(secret: str) -> bool:
    """Whether a bot is set up, and this is the secret that Telegram was told."""
    return is_set_up() and hmac.compare_digest(secret.encode(), hook_secret().encode())


def read_update(body: bytes) -> Told | None:
    """What an update tells; None of groups, channels, and whatever else we did not ask to be told of."""
    try:
        update = read_json(body)
    except BadJson:
        return None
    message, member = _part(update, "message"), _part(update, "my_chat_member")
    chat = _part(message or member, "chat")
    number = chat.get("id")
    if chat.get("type") != "private" or not isinstance(number, int) or isinstance(number, bool):
        return None
    if member:
        blocked = _part(member, "new_chat_member").get("status") in _GONE
        return Told(str(number), blocked=True) if blocked else None
    text, language = message.get("text"), _part(message, "from").get("language_code")
    if not isinstance(text, str):
        text = ""
    return Told(str(number), text[:_LONGEST], language[:2] if isinstance(language, str) else "")


def _part(thing: Any, name: str) -> dict[str, Any]:
    found = thing.get(name) if isinstance(thing, dict) else None
    return found if isinstance(found, dict) else {}


def reply(chat: str, text: str) -> dict[str, Any]:
    """What we answer to an update so that Telegram writes `text` into the chat."""
    return {"method": "sendMessage", **words_for(chat, text)}


def name_hook(address: str) -> None:
    """Names our address and secret to Telegram; raises Refused, Unreachable or Uncertain."""
    content = {"url": address, "secret_token": hook_secret(), "allowed_updates": KINDS}
    url = address_of("setWebhook")
    with ExitStack() as stack:
        deadline = stack.enter_context(Deadline(PATIENCE * settings.TELEGRAM_TIMEOUT))
        try:
            stack.enter_context(post(url, content, timeout=settings.TELEGRAM_TIMEOUT, deadline=deadline))
        except HTTPError as error:
            with error:
                raise (Refused if error.code in _NEVER else Unreachable)(str(error.code)) from error
