"""Hands an SMS to the configured gateway: a folder, or an address that takes it by HTTP."""

import json
import urllib.error
import urllib.request
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from socket import create_connection
from typing import Any

from django.conf import settings

from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.models import Message
from dauys.ground.messages.outcomes import Refused, Uncertain, Unreachable

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


class _Handler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Opens connections under a deadline from their first byte on."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self.deadline = deadline

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(self._connection, HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(partial(self._connection, HTTPSConnection), req)

    def _connection(self, kind: type[HTTPConnection], host: str, **about: Any) -> HTTPConnection:
        made = kind(host, **about)
        made._create_connection = lambda *a, **b: self.deadline.watch(create_connection(*a, **b))  # type: ignore[attr-defined]
        return made


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Following one would ask the new address without the message, and take its yes for the gateway's."""

    def redirect_request(self, *about: Any, **more: Any) -> None:
        return None


def _by_http(message: Message, deadline: Deadline) -> str:
    request = urllib.request.Request(  # noqa: S310  the operator's own address
        settings.SMS_URL,
        data=json.dumps({"id": str(message.pk), "to": message.address, "text": message.body}).encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(_Handler(deadline), _NoRedirect())
    try:
        answer = opener.open(request, timeout=settings.SMS_TIMEOUT)
    except urllib.error.HTTPError as error:
        with error:
            raise _of_status(error.code) from error
    except urllib.error.URLError as error:  # no connection, or cut before the whole message had left
        raise Unreachable(type(error.reason).__name__) from error
    except (OSError, HTTPException) as error:  # the whole message had left: no answer, or one that cannot be read
        raise Uncertain(type(error).__name__) from error
    with answer:
        return f"{answer.status} {_words(answer)}"


def _of_status(code: int) -> Exception:
    kind = Refused if code in _NEVER else Uncertain if code in _NOBODY_KNOWS else Unreachable
    return kind(str(code))


def _words(answer: HTTPResponse) -> str:
    """The beginning of the body. The status was the yes; a body that does not come takes nothing from it."""
    try:
        return answer.read(200).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""
