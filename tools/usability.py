"""Does eight tasks in a real browser as a person would, counts what hands do, prints the table of docs/usability.md.

Usage: python tools/usability.py http://127.0.0.1:8000     (a running demonstration; it files and answers cases in it)

What hands do is counted as it happens; what that takes a practised person is reckoned by the keystroke-level model of
Card, Moran and Newell (1980): 1.1 s to point, 0.2 s to click, 0.28 s a key (an average typist, 40 words a minute),
1.35 s to think at each step. What the machine takes, from a click until the next page is there, is measured.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from screens import CONTINUE, FLAGS

POINT, CLICK, KEY, THINK = 1.1, 0.2, 0.28, 1.35
PASSWORD = "dauys-demo-2026"
DESK, PHONE = (1280, 900), (390, 800)
SEND = "main form:not([action]) .govuk-button-group button"
CALL = "Бәйтерек көшесінде үш күннен бері ауыз су жоқ, көмектесіңіздерші."
PERSON = {"#id_place_note": "Бәйтерек, 14", "#id_name": "Айгүл Сынақова", "#id_phone": "87010000042"}
GAP = "12 наурызда тексерілді"
GAPS = "e => (e.value.match(/\\[[^\\]]*\\]/g) || []).length"
MARKED = "e => /^\\[[^\\]]*\\]$/.test(e.value.slice(e.selectionStart, e.selectionEnd))"


@dataclass
class Count:
    """What the hands did and how long they waited."""

    clicks: int = 0
    keys: int = 0
    letters: int = 0
    pages: int = 0
    steps: int = 0
    waited: float = 0.0

    @property
    def reckoned(self) -> float:
        hands = self.clicks * (POINT + CLICK) + (self.keys + self.letters) * KEY
        return hands + self.steps * THINK + self.waited


class Hands:
    """One person at one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, Count()

    def click(self, what: str | Locator, *, leads: bool = False) -> None:
        target = (self.page.locator(what) if isinstance(what, str) else what).first
        self.count.clicks += 1
        self.count.steps += 1
        self._leads(target.click) if leads else target.click()

    def type(self, field: str, text: str) -> None:
        """Clicks into a field, empties it and types."""
        self.click(field)
        self.page.locator(field).first.fill("")
        self.page.keyboard.type(text)
        self.count.letters += len(text)

    def fill_gaps(self, blocks: list[Locator]) -> None:
        """Goes from gap to gap of a template with Tab and writes over each."""
        self.click(blocks[0])
        for block in blocks:
            while block.evaluate(GAPS):
                if not block.evaluate(MARKED):
                    self.press("Tab")
                assert block.evaluate(MARKED), "Tab has not come to the gap"
                self.page.keyboard.type(GAP)
                self.count.letters += len(GAP)
                self.count.steps += 1
            self.press("Tab")

    def choose(self, field: str, value: str) -> None:
        """Opens a list and picks from it."""
        self.count.clicks += 2
        self.count.steps += 1
        self.page.locator(field).select_option(value)

    def press(self, key: str, *, leads: bool = False) -> None:
        self.count.keys += 1
        press = lambda: self.page.keyboard.press(key)  # noqa: E731
        self._leads(press) if leads else press()

    def _leads(self, act: Callable[[], object]) -> None:
        began = time.monotonic()
        with self.page.expect_navigation(wait_until="load"):
            act()
        self.count.waited += time.monotonic() - began
        self.count.pages += 1


def opened(browser: Browser, address: str, size: tuple[int, int], login: str = "") -> Page:
    """A page of a fresh visitor or of somebody who has just signed in, which is not counted."""
    page = browser.new_page(base_url=address, viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(10_000)
    page.goto("/kk/")
    if login:
        page.goto("/kk/login/")
        page.fill("#id_email", f"{login}@demo.example")
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    return page


def answer_question(hands: Hands) -> None:
    """What the page asks for and has not filled in already."""
    page = hands.page
    for field, text in PERSON.items():
        if page.locator(field).count():
            hands.type(field, text)
    if page.locator("main select").count():
        hands.choose("main select", page.locator("main select option").nth(2).get_attribute("value") or "")
    names = page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    for name in names:
        if not page.locator(f"main [name={name}]:checked").count():
            hands.click(page.locator(f"main [name={name}]:visible"))


def file_a_voice(browser: Browser, address: str) -> Count:
    """From the front page on a phone to the receipt."""
    hands = Hands(opened(browser, address, PHONE))
    hands.click("a.d-door--first", leads=True)
    hands.type("#id_text", CALL)
    hands.click(CONTINUE, leads=True)
    for _ in range(15):
        if hands.page.url.endswith("/say/check/"):
            break
        answer_question(hands)
        hands.click(CONTINUE, leads=True)
    hands.click(SEND, leads=True)
    assert "/receipt/" in hands.page.url, hands.page.url
    return hands.count


def register_a_call(browser: Browser, address: str) -> Count:
    """From the clerk's list to the number that is read out."""
    hands = Hands(opened(browser, address, DESK, "clerk"))
    hands.press("n", leads=True)
    hands.type("#id_phone", "87010000077")
    hands.type("#id_name", "Болат Сынақов")
    hands.type("#id_text", CALL)
    hands.type("#id_area", "Ақжар ауданы, Достық")
    hands.type("#id_place_note", "Бәйтерек, 14")
    hands.click("main form button[name=file], main form .govuk-button-group button:not([name])", leads=True)
    hands.press("f", leads=True)
    hands.click("main form button.govuk-button", leads=True)
    hands.press("s", leads=True)
    assert hands.page.locator("#num").count(), hands.page.url
    return hands.count


def answer_a_case(browser: Browser, address: str) -> Count:
    """From the officer's list through the new case and its template to the supervisor."""
    hands = Hands(opened(browser, address, DESK, "housing"))
    hands.click('a[href="?view=new"]', leads=True)
    hands.click('main a[href*="/desk/cases/"]', leads=True)
    hands.click('form[action$="/take/"] button', leads=True)
    hands.click('a[href$="/answer/"]', leads=True)
    hands.fill_gaps(hands.page.locator("main form textarea").all())
    hands.choose("#id_outcome", "explained")
    hands.click("button[name=submit]", leads=True)
    wrong = hands.page.locator(".govuk-error-summary").all_inner_texts()
    assert "/answer/" not in hands.page.url, wrong
    return hands.count


def find_an_old_case(browser: Browser, address: str) -> Count:
    """By the beginning of the surname the caller says."""
    hands = Hands(opened(browser, address, DESK, "clerk"))
    hands.press("/")
    hands.page.keyboard.type("сынақ")
    hands.count.letters += 5
    hands.press("Enter", leads=True)
    hands.click('main a[href*="/desk/cases/"]', leads=True)
    return hands.count


def see_what_is_overdue(browser: Browser, address: str) -> Count:
    """The head of a body, from the list to the case that is late."""
    hands = Hands(opened(browser, address, DESK, "housing-head"))
    hands.click('a[href="?view=overdue"]', leads=True)
    hands.click('main a[href*="/desk/cases/"]', leads=True)
    return hands.count


def write_down_who_came(browser: Browser, address: str) -> Count:
    """Out of schedule, from the day's list at the head's desk to the visit that waits."""
    hands = Hands(opened(browser, address, DESK, "akimat"))
    hands.page.goto("/kk/desk/receptions/")
    hands.press("n", leads=True)
    options = hands.page.locator("#id_reason option")
    hands.choose("#id_reason", options.nth(2).get_attribute("value") or "")
    hands.type("#id_name", "Болат Сынақов")
    hands.type("#id_phone", "87010000078")
    hands.type("#id_text", CALL)
    hands.type("#id_area", "Ақжар ауданы, Достық")
    hands.click("[data-main]", leads=True)
    assert "/visits/" in hands.page.url, hands.page.locator(".govuk-error-summary").all_inner_texts()
    return hands.count


def book_a_head(browser: Browser, address: str) -> Count:
    """A time with a head on a phone, from the front page until the code is asked for."""
    hands = Hands(opened(browser, address, PHONE))
    hands.page.goto("/kk/meet/")
    hands.click("main a.d-subject", leads=True)
    hands.click("main button[name=starts]", leads=True)
    hands.type("#id_text", CALL)
    hands.type("#id_area", "Ақжар ауданы, Достық")
    hands.type("#id_name", "Айгүл Сынақова")
    hands.type("#id_contact", "87010000042")
    hands.click("main form button.govuk-button", leads=True)
    if "/first/" in hands.page.url:
        hands.click("main form button.govuk-button", leads=True)
    assert "/code/" in hands.page.url, hands.page.url
    return hands.count


def serve_one_at_a_counter(browser: Browser, address: str) -> Count:
    """From the call of the next number to what they came for and what came of it."""
    hands = Hands(opened(browser, address, DESK, "deputy"))
    hands.page.goto("/kk/desk/counters/")
    for _person in range(2):  # who is there already, then the next one
        if hands.page.locator("[data-key=n]").count():
            hands.press("n", leads=True)
        hands.press("1")
        hands.press("1", leads=True)
    assert hands.page.locator("[data-key=n]").count(), hands.page.url
    return hands.count


TASKS = {
    "file a voice (phone, kk)": file_a_voice,
    "register a call": register_a_call,
    "answer a case": answer_a_case,
    "find an old case": find_an_old_case,
    "see what is overdue": see_what_is_overdue,
    "write down who came out of schedule": write_down_who_came,
    "book a head (phone, kk)": book_a_head,
    "serve two at a counter": serve_one_at_a_counter,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of a running demonstration")
    address = parser.parse_args().address.rstrip("/")
    print("| task | clicks | keys | letters of text | pages | reckoned s | of it the machine s |")
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        for name, task in TASKS.items():
            c = task(browser, address)
            row = (name, c.clicks, c.keys, c.letters, c.pages, f"{c.reckoned:.0f}", f"{c.waited:.1f}")
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
