"""Hands an SMS to the configured gateway: a folder, or an address that takes it by HTTP."""

import json
from pathlib import Path
from urllib.error import HTTPError

from django.conf import settings

from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.models import Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable
from dauys.ground.messages.posting import post, words_of

PATIENCE = 3
_NEVER = (400, 404, 410, 422)
_NOBODY_KNOWS = (502, 504)  # a server between says that it did not hear the gateway's answer


def postbox() -> Path:
    return Path(settings.DATA_DIR) / "postbox"


def send(message: Message) -> str:
    """The gateway's yes, in its own words; raises Refused, Unreachable or Uncertain."""
    match settings.SMS_GATEWAY:
        case "folder":
            return _into_folder(message)
        case "http":
            with Deadline(PATIENCE * settings.SMS_TIMEOUT) as deadline:
                return _by_http(message, deadline)
    raise Refused("no SMS gateway is set up")


def _into_folder(message: Message) -> str:
    postbox().mkdir(parents=True, exist_ok=True, mode=0o700)
    target = postbox() / f"{message.pk}.sms.json"
    draft = target.with_suffix(".part")
    draft.write_text(
        json.dumps({"to": message.address, "text": message.body, "at": message.created_at.isoformat()}), "utf-8"
    )
    draft.replace(target)
    return "kept in the folder"


def _by_http(message: Message, deadline: Deadline) -> str:
    content = {"id": str(message.pk), "to": message.address, "text": message.body}
    try:
        answer = post(settings.SMS_URL, content, timeout=settings.SMS_TIMEOUT, deadline=deadline)
    except HTTPError as error:
        with error:
            raise _of_status(error.code) from error
    with answer:  # the status was the yes; a body that does not come takes nothing from it
        return f"{answer.status} {words_of(answer, 200)}"


def _of_status(code: int) -> Exception:
    kind = Refused if code in _NEVER else Uncertain if code in _NOBODY_KNOWS else Unreachable
    return kind(str(code))
