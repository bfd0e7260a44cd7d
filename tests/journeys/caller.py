"""A browser without a screen: cookies, forms and redirects by the standard library, safe to use from many threads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPHandler, HTTPRedirectHandler, Request, build_opener

from tests.journeys.house import House, Staff

_REVISION = re.compile(r'name="revision" value="(\d+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _From(HTTPHandler):
    """Calls from an address of one's own, of which the house keeps its own counts."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._connection = partial(HTTPConnection, source_address=(address, 0))

    def http_open(self, request: Request) -> Any:
        return self.do_open(self._connection, request)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class Caller:
    """One visitor. Addresses are paths; redirects are told, not followed."""

    def __init__(self, house: House, language: str = "", *, comes_from: str = "127.0.0.1") -> None:
        self.house, self.language = house, language or house.city.language
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar), _Stay, _From(comes_from))

    def get(self, path: str, **headers: str) -> Reply:
        return self._open(Request(self._full(path), headers=headers))

    def post(self, path: str, token: str = "", /, **fields: Any) -> Reply:
        """Sends a form with a valid CSRF token, as a page of ours would."""
        values = {"csrfmiddlewaretoken": token or self.token(), **fields}
        return self._open(Request(self._full(path), data=urlencode(values).encode(), method="POST"))

    def approve(self, work: str) -> Reply:
        """Reads the answer on its check page and sends just that revision."""
        found = _REVISION.search(self.get(f"{work}/check/").text)
        return self.post(f"{work}/check/", send=1, revision=found[1] if found else "")

    def post_json(self, path: str, body: bytes, **headers: str) -> Reply:
        headers = {"Content-Type": "application/json", **headers}
        return self._open(Request(self._full(path), data=body, headers=headers, method="POST"))

    def token(self) -> str:
        """A CSRF token that goes with this visitor's cookie."""
        found = _TOKEN.search(self.get("track/").text)
        assert found, "no CSRF token on the page"
        return found[1]

    def sign_in(self, who: Staff) -> "Caller":
        reply = self.post("login/", email=who.email, password=who.password)
        assert reply.status == 302, f"{who.email} could not sign in: {reply.status}"
        return self

    def cookies(self) -> list[dict[str, Any]]:
        """The cookies in the shape a browser context takes."""
        return [{"name": c.name, "value": c.value, "url": self.house.address} for c in self.jar]

    def take_cookies(self, cookies: list[Any]) -> "Caller":
        """Goes on as the visitor whose browser context gave these cookies."""
        header = "; ".join(f"{c['name']}={c['value']}" for c in cookies)
        self._opener.addheaders.append(("Cookie", header))
        return self

    def _full(self, path: str) -> str:
        return self.house.address + (path if path.startswith("/") else f"/{self.language}/{path}")

    def _open(self, request: Request) -> Reply:
        try:
            answer = self._opener.open(request, timeout=30)
        except HTTPError as error:
            answer = error
        with answer:
            return Reply(answer.status, answer.headers, answer.read())
