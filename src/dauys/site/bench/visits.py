"""Visitors that ask the served pages over HTTP, signed in where they have to be."""

import http.client
import re
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from dauys.site.bench.stage import CannotMeasure
from dauys.site.demo.ports import LOOPBACK
from dauys.site.demo.staff import DOMAIN, PASSWORD

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One connection kept open, with its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=120)
        self._cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def ask(
        self, path: str, *, body: bytes | None = None, kind: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The status and the body; POST when there is a body."""
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()), **(headers or {})}
        if kind:
            sent["Content-Type"] = kind
        try:
            answer, text = self._sent(path, body, sent)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()  # the server closes a connection that was quiet for a while
            answer, text = self._sent(path, body, sent)
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies.update({k: m.value for k, m in SimpleCookie(value).items()})
        return answer.status, text

    def _sent(
        self, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        self._connection.request("POST" if body is not None else "GET", path, body, dict(headers))
        answer = self._connection.getresponse()
        return answer, answer.read()

    def post(self, path: str, **fields: str) -> int:
        """Sends the form of a page as a browser would."""
        found = _TOKEN.search(self.ask(path)[1].decode())
        token = found.group(1) if found else ""
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return self.ask(path, body=body, kind="application/x-www-form-urlencoded")[0]

    def sign_in(self, login: str) -> "Visitor":
        """As invented staff; raises CannotMeasure where they do not work."""
        if self.post("/kk/login/", email=f"{login}@{DOMAIN}", password=PASSWORD) != 302:
            raise CannotMeasure(f"{login} cannot sign in. Measure a data set that was made by `dauys seed`.")
        return self

    def timed(self, path: str, times: int) -> list[float]:
        """Milliseconds of each request; every one must answer 200."""
        found = []
        for _ in range(times):
            began = time.perf_counter()
            status, _body = self.ask(path)
            found.append((time.perf_counter() - began) * 1000)
            if status != 200:
                raise CannotMeasure(f"{path} answered {status}.")
        return found


class Assets(HTMLParser):
    """What a page makes the browser fetch at once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "link" and (known.get("rel") or "") in ("stylesheet", "icon", "preload", "manifest"):
            self.found.append(known.get("href") or "")
        if tag in ("script", "img") and known.get("src"):
            self.found.append(known["src"] or "")
