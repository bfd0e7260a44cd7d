"""The sweep's second half: every page in a real browser, 390 and 1280 points wide, in every language."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Page

from tests.conftest import opened
from tests.factories import PASSWORD
from tests.journeys.bare import dead_parts, spoilt_paper
from tests.journeys.house import SOURCE, House
from tests.journeys.walks import filed
from tests.journeys.windows import Windows
from tests.support import ServerOfTests
from tests.sweep.test_sweep import EXPECTED, LANGUAGES

pytestmark = pytest.mark.sweep
NOT_PAGES = {
    "healthz", "metrics", "api-1:openapi-json", "attachment", "answer_file", "sample_table",
    "receipt_json", "receipt_pdf", "health_json",
    "calendar_feed", "export_file", "office_bodies_file", "office_staff_file", "figures_json",
    "figures_csv", "voices_feed",
    "passkey_enter", "passkey_add",  # they need an address by name: test_passkeys.py looks at them
    "log_head", "log_heads", "log_logs", "log_inclusion", "log_consistency",
    "schedule_feed", "display_now", "ticket_now", "open_numbers_csv", "open_numbers_json", "reception_numbers_csv",
    "reception_numbers_json", "volunteer_calendar", "volunteer_unmet_csv", "volunteer_hours_csv",
    "volunteer_register",
    "volunteer_import_faults",
    "offline_worker", "offline_manifest", "team_roster", "lead_code",
    "proof_status", "certificate_paper", "own_certificate_file",
}  # fmt: skip
PAGES = {
    name: next(role for role, status in by_role.items() if status == 200)
    for name, by_role in EXPECTED.items()
    if 200 in by_role.values() and name not in NOT_PAGES
}


@pytest.fixture(scope="module")
def house(server_of_tests: ServerOfTests) -> Iterator[House]:
    """A house of its own: the examples are dated in spring, which the doctor of a house at work would rightly call
    put in later."""
    with opened(server_of_tests, purpose="every_page") as made:
        yield made


@pytest.fixture(scope="module")
def world(house: House) -> dict[str, Any]:
    """The sweep's example objects, made in the running house's own database."""
    command = [sys.executable, "-m", "tests.sweep.in_house"]
    done = subprocess.run(command, env=house.environment, cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def address(world: dict[str, Any], name: str, language: str) -> str:
    with override(language):
        path = reverse(name, kwargs=world["kwargs"].get(name, {}))
    return f"{path}?{world['query'][name]}" if name in world["query"] else path


def enter(page: Any, world: dict[str, Any], house: House, role: str) -> None:
    """Signs the window in as the role needs it."""
    if role == "citizen":
        held = {
            "dauys_case": world["case_cookie"],
            "dauys_held": world["held_cookie"],
            "dauys_support": world["support_cookie"],
            **world["contact_cookies"],
        }
        page.context.add_cookies([{"name": n, "value": value, "url": house.address} for n, value in held.items()])
    elif role != "nobody":
        page.goto("/kk/login/")
        page.fill("#id_email", world["emails"][role])
        page.fill("#id_password", PASSWORD)
        page.click("main form .govuk-button")
        if codes := world["recovery_codes"].get(role):
            page.fill("#id_code", codes.pop())
            page.click("main form .govuk-button")
        page.wait_for_url("**/desk/**")


AXE = Axe().axe_script
OPTIONS = {"resultTypes": ["violations"], "preload": False}


def barriers(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    page.evaluate(AXE)
    violations = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
    grave = [v for v in violations if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in grave]


@pytest.mark.parametrize("role", sorted(set(PAGES.values())))
def test_every_page_fits_and_is_accessible(role: str, house: House, windows: Windows, world: dict[str, Any]) -> None:
    """At 390 points without scripts, on paper, and with scripts for axe; `windows` watches console and policy."""
    wrong: list[str] = []
    phone, desk = windows.phone(), windows.desk()
    for page in (phone, desk):
        enter(page, world, house, role)
    for name in [n for n, r in PAGES.items() if r == role]:
        for language in LANGUAGES:
            path = address(world, name, language)
            phone.goto(path)
            wrong += [f"{path} without scripts: {found}" for found in dead_parts(phone)]
            if language == "kk":
                wrong += [f"{path} on paper: {found}" for found in spoilt_paper(phone)]
        for language, size in (("kk", 1280), ("kk", 390), ("ru", 390)):
            path = address(world, name, language)
            desk.set_viewport_size({"width": size, "height": 900})
            if (language, size) != ("kk", 390):
                desk.goto(path)
            if language == "kk":
                wrong += [f"{path} at {size}: {found}" for found in barriers(desk)]
            if (width := desk.evaluate("document.documentElement.scrollWidth")) > size:
                wrong.append(f"{path} at {size}: {width} points wide")
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_slip_prints_without_scripts(house: House, windows: Windows) -> None:
    """No GET leads to it, so the table of pages does not know it."""
    page, receipt = windows.desk("clerk", scripts=False), filed(house)
    page.goto(f"/kk/desk/cases/{receipt.case_id}/")
    page.locator('form[action$="/slip/"] button').click()
    assert page.locator(".d-code").inner_text() == receipt.code
    assert (dead_parts(page), spoilt_paper(page)) == ([], [])


def test_what_is_dead_or_spoilt_would_be_seen(windows: Windows) -> None:
    page = windows.phone()
    page.set_content(
        '<html><body><nav>Here</nav><main><p style="color:#777">pale</p><p style="background:#000">dark</p>'
        '<div style="position:fixed">over</div><div style="width:2000px">wide</div><a>nowhere</a>'
        '<a href="https://example.kz/">there</a><button type="button">Press</button>'
        '<form method="post"><input><input></form></main></body></html>'
    )
    dead, spoilt = "\n".join(dead_parts(page)), "\n".join(spoilt_paper(page))
    for told in ("does nothing", "leads nowhere", "cannot be sent", "without its token", "scrolls sideways to 20"):
        assert told in dead, dead
    for told in ("on paper: <nav", "pale", "dark ground", "covers words", "does not tell", "wider than the sheet: 20"):
        assert told in spoilt, spoilt
