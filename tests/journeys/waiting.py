"""Waits for what the worker or a process does, by asking again and again; never longer than needed."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Page

T = TypeVar("T")


def eventually(ask: Callable[[], T], what: str, seconds: float = 20) -> T:
    """The first truthy answer of `ask`; fails naming `what` when none came in time."""
    until = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < until, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.05)


def until(page: Page, script: str, argument: Any = None) -> None:
    """Waits until the script's answer is true in the page. The browser's own waiting would need an unsafe policy."""
    eventually(lambda: page.evaluate(script, argument), script)
