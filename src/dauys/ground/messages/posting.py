"""Posts JSON to a gateway over HTTP, in bounded time, and tells what is known from what is not."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import create_connection
from typing import Any

from dauys.ground.messages.deadline import Deadline
from dauys.ground.messages.outcomes import Uncertain, Unreachable


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


def post(url: str, content: Mapping[str, Any], *, timeout: float, deadline: Deadline) -> HTTPResponse:
    """The answer with a status of the 200s, its body not read yet; raises HTTPError, Unreachable or Uncertain."""
    request = urllib.request.Request(  # noqa: S310  the operator's own address
        url, data=json.dumps(content).encode(), headers={"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(_Handler(deadline), _NoRedirect())
    try:
        answer: HTTPResponse = opener.open(request, timeout=timeout)
    except urllib.error.HTTPError:
        raise
    except urllib.error.URLError as error:  # no connection, or cut before the whole message had left
        raise Unreachable(type(error.reason).__name__) from error
    except (OSError, HTTPException) as error:  # the whole message had left: no answer, or one that cannot be read
        raise Uncertain(type(error).__name__) from error
    return answer


def words_of(answer: HTTPResponse, most: int) -> str:
    """The beginning of a body, or nothing where it does not come."""
    try:
        return answer.read(most).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""
