"""Receipts, their check, held voices, the second factor and the health of data, with content: wide, narrow, zoomed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.house import SOURCE, House
from tests.journeys.test_axe import AXE, OPTIONS
from tests.journeys.test_second_factor import device
from tests.journeys.waiting import eventually
from tests.journeys.walks import answers, fresh_text, walk
from tests.journeys.windows import Windows

# The last is 1280 points at 400 per cent, which holds for 200 per cent too.
SIZES = ((1280, 900), (390, 800), (320, 800))
# Who sticks out, for the message.
WIDE = """() => [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join("; ")"""
STRICT = {**OPTIONS, "rules": {"target-size": {"enabled": True}}}
ALSO = {"heading-order", "target-size", "page-has-heading-one", "region", "landmark-unique", "empty-heading"}


class Looks:
    """Looks at a page in every size, and says what stands in somebody's way."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def at(self, page: Page, name: str) -> None:
        page.evaluate(AXE)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for violation in page.evaluate("options => axe.run(document, options)", STRICT)["violations"]:
                if violation["impact"] in ("serious", "critical") or violation["id"] in ALSO:
                    nodes = "; ".join(node["html"][:200] for node in violation["nodes"][:3])
                    self.found.append(f"{name} at {width}: {violation['id']}: {nodes}")
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                self.found.append(f"{name} at {width}: scrolls sideways to {wide}: {page.evaluate(WIDE)}")
        page.set_viewport_size({"width": 1280, "height": 900})

    def focus(self, page: Page, selector: str, name: str) -> None:
        if not page.evaluate("s => document.activeElement.matches(s)", selector):
            self.found.append(f"{name}: the focus is not on {selector}")


@pytest.fixture
def looks() -> Any:
    one = Looks()
    yield one
    assert not one.found, "\n" + "\n".join(one.found)


def send(page: Page, house: House) -> None:
    walk(page, "kk", answers(text=fresh_text(), phone=house.fresh_phone()))
    page.locator("form:not([action]) .govuk-button-group button").click()


def in_house(house: House, code: str) -> str:
    """Runs a few lines inside the house's own installation."""
    start = "from dauys.site.runtime import start_django; start_django()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + code], env=house.environment, cwd=SOURCE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


FORK = """
from dauys.ground.access.actors import SYSTEM
from dauys.ground.log.actions import fork
from dauys.ground.moment import now
fork(actor=SYSTEM, at=now())
"""
EXAMINED = """
from datetime import timedelta
from dauys.ground.moment import now
from dauys.site.doctor.models import Examination
from dauys.site.wiring import INVARIANTS
good = {"broken": 0, "examples": [], "seconds": 0.1}
bad = {"broken": 1234, "examples": ["019cb737-9880-7cbe-80bc-83e783cb0a56"] * 5, "seconds": 0.1}
unknown = {"broken": None, "examples": [], "seconds": 0.1, "error": "OperationalError"}
codes = [i.code for i in INVARIANTS]
at = now() + timedelta(seconds=1)
results = {**dict.fromkeys(codes, good), codes[0]: bad, codes[1]: unknown}
Examination.objects.create(asked_at=at, finished_at=at, results=results)
"""


def test_a_receipt_and_its_check(house: House, windows: Windows, looks: Looks, tmp_path: Path) -> None:
    page = windows.desk()
    house.kill_worker()
    send(page, house)
    looks.at(page, "receipt before the merge")
    house.ensure_running()

    def merged() -> bool:
        page.goto("/kk/receipt/")
        return page.locator(".d-receipt__stub b.d-num").count() > 0

    eventually(merged, "the receipt stands in the log")
    looks.at(page, "receipt after the merge")
    with page.expect_download() as saved:
        page.locator('a[href$="/receipt/file/"]').click()
    file = tmp_path / "receipt.json"
    saved.value.save_as(file)

    check, button = "/kk/check/", 'form[enctype="multipart/form-data"] button'
    page.goto(check)
    looks.at(page, "check")
    page.locator(button).click()
    looks.focus(page, ".govuk-error-summary", "check without a file")
    looks.at(page, "check without a file")
    page.locator(".govuk-error-summary a").click()
    looks.focus(page, "#receipt", "check, the error's link")
    page.set_input_files("#receipt", file)
    page.locator(button).click()
    looks.focus(page, "[role=status]", "check with a verdict")
    assert page.locator("[role=status] .d-num").count() == 4
    looks.at(page, "check with a verdict")
    harmed = {**json.loads(file.read_text()), "number": "KZ-2026-0000001-1"}
    (tmp_path / "harmed.json").write_text(json.dumps(harmed))
    page.set_input_files("#receipt", tmp_path / "harmed.json")
    page.locator(button).click()
    looks.at(page, "check refused")
    for leaf, name in (("0" * 64, "check unknown"), ("xyz", "check with a wrong hash")):
        page.goto(check)
        page.fill("#leaf", leaf)
        page.keyboard.press("Enter")
        page.wait_for_url("**leaf=**")
        looks.at(page, name)
    looks.focus(page, ".govuk-error-summary", name)
    page.locator(".govuk-error-summary a").click()
    looks.focus(page, "#leaf", "check, the link of a wrong hash")
    assert page.locator("#leaf").input_value() == "xyz"
    in_house(house, FORK)
    eventually(lambda: bool(page.goto(check)) and page.locator("aside .d-note").count() > 0, "the fork is shown")
    looks.at(page, "check after a fork")


def test_held_voices(house: House, windows: Windows, looks: Looks) -> None:
    house.restart_web(DAUYS_SENDINGS_PER_ADDRESS="0")
    try:
        for _ in range(2):
            page = windows.desk()
            send(page, house)
            assert page.url.endswith("/waiting/")
        looks.at(page, "waiting")
        clerk = windows.desk("clerk")
        clerk.goto("/kk/desk/held/")
        looks.at(clerk, "held")
        clerk.locator("details summary").first.click()
        looks.at(clerk, "held, about to discard")
        clerk.locator("details[open] form button[name=all]").first.click()
        looks.at(clerk, "held, none left")
        page.goto("/kk/say/waiting/")
        looks.at(page, "waiting, discarded")
    finally:
        house.restart_web()
        house.ensure_running()


def test_the_second_factor(house: House, windows: Windows, looks: Looks) -> None:
    page, who = windows.desk("supervisor"), house.staff["supervisor"]
    page.goto("/kk/desk/security/")
    looks.at(page, "security, off")
    page.locator("main form button").first.click()
    looks.at(page, "set up")
    secret = page.locator(".d-spelled").inner_text()
    page.fill("#id_code", "12345")
    page.locator("main form button").first.click()
    looks.focus(page, ".govuk-error-summary", "set up with an error")
    looks.at(page, "set up with an error")
    page.fill("#id_code", device(secret, 0))
    page.locator("main form button").first.click()
    looks.at(page, "recovery codes")
    codes = page.locator(".d-codes li").all_inner_texts()
    for path in ("security/", "security/codes/", "security/off/"):
        page.goto(f"/kk/desk/{path}")
        looks.at(page, path)
    other = windows.desk()
    other.goto("/kk/login/")
    other.fill("#id_email", who.email)
    other.fill("#id_password", who.password)
    other.locator("main form .govuk-button").click()
    looks.at(other, "second step")
    other.fill("#id_code", "1")
    other.locator("main form .govuk-button").click()
    looks.at(other, "second step with an error")
    page.fill("#id_code", codes[0])
    with page.expect_navigation(url="**/kk/desk/security/"):
        page.locator("main form button").first.click()
    assert not house.value("SELECT count(*) FROM accounts_authenticator WHERE user_id = %s", who.id)


def test_the_health_of_data(house: House, windows: Windows, looks: Looks) -> None:
    page = windows.desk("administrator")
    in_house(house, EXAMINED)
    page.goto("/kk/desk/health/")
    assert page.locator(".d-tag--late").count() == 3
    looks.at(page, "health, broken")
    page.locator("main form button").first.click()
    looks.at(page, "health, asked for")
    page.goto("/kk/desk/undelivered/")
    looks.at(page, "undelivered")
