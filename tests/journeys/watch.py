"""Watches every page of a browser context: console errors, page errors and refused content fail the test."""

from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

_OF_THE_BROWSER = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """What went wrong in a context. The browser's own line about a 4xx page is no trouble."""

    def __init__(self, context: BrowserContext) -> None:
        self._errors: list[tuple[str, str]] = []
        self._refused_pages: set[str] = set()
        self._expected: list[str] = []
        self._silence = False
        context.on("console", self._console)
        context.on("weberror", self._page_error)
        context.on("response", self._response)

    def expect_refusal(self, part: str) -> None:
        """A background request whose address holds `part` is going to be refused on purpose."""
        self._expected.append(part)

    def expect_silence(self) -> None:
        """The server is going to be away for a while: a refused connection is no trouble."""
        self._silence = True

    @property
    def troubles(self) -> list[str]:
        return [f"{text} ({address})" for text, address in self._errors if not self._is_fine(text, address)]

    def _is_fine(self, text: str, address: str) -> bool:
        if self._silence and ("net::ERR_CONNECTION" in text or "net::ERR_INTERNET_DISCONNECTED" in text):
            return True
        if not text.startswith(_OF_THE_BROWSER):
            return False
        return address in self._refused_pages or any(part in address for part in self._expected)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._errors.append((message.text, str(message.location.get("url", ""))))

    def _page_error(self, error: WebError) -> None:
        self._errors.append((str(error.error), error.page.url if error.page else ""))

    def _response(self, response: Response) -> None:
        request: Any = response.request
        if 400 <= response.status < 500 and request.is_navigation_request():
            self._refused_pages.add(response.url)
