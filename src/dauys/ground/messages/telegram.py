"""Hands a message to Telegram's Bot API. Its address is the number of a chat that its owner began with our bot.

The API knows no id of ours: a message of unknown fate that is tried again may reach the reader twice.
"""

import json
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

from django.conf import settings

from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.models import Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable
from dauys.ground.messages.posting import post, words_of

PATIENCE = 3
LONGEST = 4096  # characters of a text
_NEVER = (400, 403)  # no such chat; its owner has blocked the bot
_NOBODY_KNOWS = (502, 504)
_MOST_READ = 20_000


def send(message: Message) -> str:
    """The number Telegram gave the message; raises Refused, Unreachable or Uncertain."""
    if not settings.TELEGRAM_TOKEN:
        raise Refused("no Telegram bot is set up")
    content = words_for(message.address, message.body or "")
    url = address_of("sendMessage")
    with Deadline(PATIENCE * settings.TELEGRAM_TIMEOUT) as deadline:
        try:
            answer = post(url, content, timeout=settings.TELEGRAM_TIMEOUT, deadline=deadline)
        except HTTPError as error:
            with error:
                raise _no(error) from error
        with answer:
            return _yes(_told(words_of(answer, _MOST_READ)))


def address_of(method: str) -> str:
    return f"{settings.TELEGRAM_URL.rstrip('/')}/bot{settings.TELEGRAM_TOKEN}/{method}"


def words_for(chat: str, text: str) -> dict[str, Any]:
    """A text as the Bot API takes it, without a picture: to draw it Telegram would open the reader's own link."""
    return {"chat_id": chat, "text": text[:LONGEST], "link_preview_options": {"is_disabled": True}}


def _told(words: str) -> dict[str, Any]:
    try:
        told = json.loads(words)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _yes(told: dict[str, Any]) -> str:
    result = told.get("result")
    if told.get("ok") is not True or not isinstance(result, dict):
        raise Uncertain("the answer cannot be read")
    return f"kept as {result.get('message_id')}"


def _no(error: HTTPError) -> Exception:
    if error.code in _NEVER:
        return Refused(str(error.code))
    if error.code in _NOBODY_KNOWS:
        return Uncertain(str(error.code))
    later = Unreachable(str(error.code))
    about = _told(words_of(error, _MOST_READ)).get("parameters")  # type: ignore[arg-type]
    seconds = about.get("retry_after") if isinstance(about, dict) else None
    if isinstance(seconds, int) and seconds > 0:
        later.after = timedelta(seconds=min(seconds, 86_400))
    return later
