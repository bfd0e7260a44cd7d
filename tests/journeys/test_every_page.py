"""The sweep's second half: every page in a real browser, 390 and 1280 points wide, in every language."""

import json
import subprocess
import sys
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.translation import override

from tests.factories import PASSWORD
from tests.journeys.house import SOURCE, House
from tests.journeys.windows import Windows
from tests.sweep.test_sweep import EXPECTED, LANGUAGES

pytestmark = pytest.mark.sweep
NOT_PAGES = {
    "healthz", "metrics", "api-1:openapi-json", "attachment", "receipt_json", "receipt_pdf", "health_json",
    "calendar_feed", "export_file", "office_bodies_file", "office_staff_file", "figures_json", "voices_feed",
    "passkey_enter", "passkey_add",  # they need an address by name: test_passkeys.py looks at them
    "log_head", "log_heads", "log_logs", "log_inclusion", "log_consistency",
}  # fmt: skip
PAGES = {
    name: next(role for role, status in by_role.items() if status == 200)
    for name, by_role in EXPECTED.items()
    if 200 in by_role.values() and name not in NOT_PAGES
}


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


@pytest.mark.parametrize("role", sorted(set(PAGES.values())))
def test_every_page_fits_and_is_accessible(role: str, house: House, windows: Windows, world: dict[str, Any]) -> None:
    """No sideways scroll at 390 points, nothing serious for axe, no console or policy error (`windows` watches)."""
    wrong: list[str] = []
    phone, desk = windows.phone(scripts=True), windows.desk()
    for page in (phone, desk):
        enter(page, world, house, role)
    for name in [n for n, r in PAGES.items() if r == role]:
        for language in LANGUAGES:
            path = address(world, name, language)
            phone.goto(path)
            width = phone.evaluate("document.documentElement.scrollWidth")
            if width > 390:
                wrong.append(f"{path} is {width} points wide")
            if language == "kk":
                desk.goto(path)
                for page, size in ((phone, 390), (desk, 1280)):
                    found = [
                        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
                        for v in Axe().run(page).response["violations"]
                        if v["impact"] in ("serious", "critical")
                    ]
                    wrong += [f"{path} at {size}: {line}" for line in found]
    assert not wrong, "\n" + "\n".join(wrong)
