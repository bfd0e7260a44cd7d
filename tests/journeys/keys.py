"""A person at the desk who has no mouse: every step is a key, and every key is counted."""

import time
from typing import Any

from playwright.sync_api import Page

SAFE = 80


class Keys:
    """Presses keys in a page; `pressed` counts keys that are not text, `typed` the letters of texts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = self.typed = 0
        self._since = time.monotonic()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.typed += len(text)

    def tab_to(self, selector: str, *, key: str = "Tab") -> None:
        """Tabs until the focus is on what `selector` names; a person would give up after so many."""
        for _ in range(SAFE):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press(key)
        raise AssertionError(f"{selector} cannot be reached by {key}")

    def write(self, selector: str, text: str) -> None:
        self.tab_to(selector)
        self.type(text)

    def choose(self, selector: str, value: str) -> None:
        """Moves through a list with the arrow until `value` is chosen."""
        self.tab_to(selector)
        for _ in range(400):
            if self.page.evaluate("() => document.activeElement.value") == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen in {selector} by the arrow")

    def leave(self, *keys: str) -> None:
        """Presses the key that leads to another page and waits for that page."""
        with self.page.expect_navigation():
            self.press(*keys)

    def letter(self, key: str, code: str) -> None:
        """One key of a keyboard that is set to another alphabet: `key` is the letter, `code` the place of the key."""
        session: Any = self.page.context.new_cdp_session(self.page)
        for kind in ("keyDown", "keyUp"):
            session.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code, "text": key})
        self.pressed += 1
        session.detach()

    @property
    def report(self) -> str:
        seconds = time.monotonic() - self._since
        return f"{self.pressed} keys and {self.typed} letters of text in {seconds:.1f} s of the machine's time"
