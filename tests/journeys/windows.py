"""Opens browser windows for people: a small phone without scripts, a desk with them, signed in or not."""

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.house import House
from tests.journeys.walks import at_desk
from tests.journeys.watch import Watch

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}


class Windows:
    """All windows of one test; `close` tells what the browser complained about."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self._contexts: list[tuple[BrowserContext, Watch]] = []
        self._twin: Page | None = None

    def phone(self, *, scripts: bool = False) -> Page:
        """390 points wide; scripts are off unless asked for."""
        return self._open(PHONE, scripts).new_page()

    def desk(self, who: str = "", *, scripts: bool = True, width: int = 1280) -> Page:
        """1280 points wide; `who` is signed in already (a key of the house's staff)."""
        context = self._open({**DESK, "width": width}, scripts)
        if who:
            context.add_cookies(at_desk(self.house, who).cookies())  # type: ignore[arg-type]
        return context.new_page()

    def watch_of(self, page: Page) -> Watch:
        return next(watch for context, watch in self._contexts if context is page.context)

    def expect_silence(self) -> None:
        """The server is going to be away: no window open by now, the measuring one included, may complain of that."""
        for _context, watch in self._contexts:
            watch.expect_silence()

    def width_of(self, page: Page) -> int:
        """How wide the page as it stands now would scroll at 390 points; measured in a twin window with scripts."""
        if self._twin is None:
            self._twin = self._open(PHONE, True).new_page()
        twin, html = self._twin, page.content()
        twin.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        twin.goto(page.url)
        width = int(twin.evaluate("document.documentElement.scrollWidth"))
        twin.unroute_all()
        return width

    def forget(self, page: Page) -> list[str]:
        """Closes the window as if the computer had lost power; its complaints so far."""
        found = next(pair for pair in self._contexts if pair[0] is page.context)
        self._contexts.remove(found)
        found[0].close()
        return found[1].troubles

    def close(self) -> list[str]:
        for context, _watch in self._contexts:
            context.close()
        return [trouble for _context, watch in self._contexts for trouble in watch.troubles]

    def _open(self, size: dict[str, int], scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale="kk-KZ",
            base_url=self.house.address,
        )
        context.set_default_timeout(15_000)
        self._contexts.append((context, Watch(context)))
        return context
