"""Every page of the walk, wide and narrow, in Kazakh: no serious or critical barrier, and no scrolling sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories import BLOCKS
from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.walks import answered, answers, at_desk, filed, fill, fresh_text, go_on, ids_of, open_by_code, walk
from tests.journeys.windows import Windows

SIZES = ((1280, 900), (390, 800))
AXE = Axe().axe_script
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}


class Inspector:
    """Looks at pages in both sizes and keeps what stands in somebody's way."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.pages: list[str] = []

    def look(self, page: Page, name: str) -> None:
        assert page.locator("html").get_attribute("lang") == "kk"
        self.pages.append(name)
        page.evaluate(AXE)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for violation in page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
                    self.found.append(f"{name} at {width}: {violation['id']} ({violation['help']}): {nodes}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.found.append(f"{name} at {width}: scrolls sideways to {wide}")

    def go(self, page: Page, path: str, name: str = "") -> None:
        page.goto(path if path.startswith("/") else f"/kk/{path}")
        self.look(page, name or path)


def test_the_inspector_sees(house: House, browser: Any) -> None:
    """A page with a nameless picture and pale words must be told, or the tests below prove nothing."""
    windows, inspector = Windows(house, browser), Inspector()
    page = windows.desk()
    page.set_content(
        '<html lang="kk"><title>t</title><main><h1>t</h1><img src="data:,">'
        '<p style="color:#ccc;background:#fff">pale</p><div style="width:2000px">wide</div></main></html>'
    )
    inspector.look(page, "broken")
    windows.close()
    told = "\n".join(inspector.found)
    assert "image-alt" in told
    assert "color-contrast" in told
    assert "scrolls sideways" in told


@pytest.fixture
def inspector() -> Iterator[Inspector]:
    one = Inspector()
    yield one
    assert one.pages, "no page was looked at"
    assert not one.found, "\n" + "\n".join(one.found)


def test_pages_for_everyone(windows: Windows, inspector: Inspector) -> None:
    page = windows.desk()
    for path in ("/kk/", "rules/", "privacy/", "accessibility/", "login/", "track/", "no-such-page/"):
        inspector.go(page, path)
    page.goto("/kk/login/")
    page.locator("main form button").click()
    inspector.look(page, "login/ with errors")


def test_the_form_and_its_receipt(house: House, windows: Windows, inspector: Inspector) -> None:
    page, words = windows.desk(), fresh_text()
    page.goto("/kk/say/")
    go_on(page)
    inspector.look(page, "what/ with an error")
    steps = {**answers(text=words, phone=house.fresh_phone()), "who": {"for_whom": "other"}}
    steps["you"] |= {"other_name": "Зылиха Сынақова"}

    def each() -> None:
        inspector.look(page, page.url.partition("/kk/")[2])
        if "/say/you/" in page.url:
            page.locator("[name=consent]").check()

    walk(page, "kk", steps, each)
    inspector.look(page, "say/check/")
    page.locator('form[action$="/say/code/"] button').click()
    inspector.look(page, "say/code/")
    page.goto("/kk/say/you/")
    fill(page, {"phone": "1"})
    go_on(page)
    inspector.look(page, "you/ with errors")
    page.goto("/kk/say/check/")
    page.locator("form:not([action]) .govuk-button-group button").click()
    inspector.look(page, "receipt/")
    page.goto("/kk/track/case/")
    inspector.look(page, "track/case/ waiting")
    inspector.go(page, "track/confirm/")


def test_the_answer_and_the_word_on_it(house: House, windows: Windows, inspector: Inspector) -> None:
    receipt = filed(house, text=fresh_text("Жолдан оқпан шықты. " * 12 + "Жөндеңіздер."))
    answered(house, receipt.obligation_id)
    page = windows.desk()
    page.context.add_cookies(open_by_code(Caller(house), receipt).cookies())  # type: ignore[arg-type]
    inspector.go(page, "track/case/", "track/case/ answered")
    form = page.locator('form[action*="/track/rate/"]')
    form.locator("button").click()
    inspector.look(page, "track/case/ with errors")
    form.locator('[name=solved][value="not_solved"]').check()
    form.locator('[name=score][value="1"]').check()
    form.locator("button").click()
    inspector.look(page, "track/case/ opened again")


def test_the_desk_of_the_clerk(house: House, windows: Windows, inspector: Inspector) -> None:
    page, words = windows.desk("clerk"), fresh_text()
    inspector.go(page, "desk/")
    inspector.go(page, "desk/register/")
    page.locator("[data-main]").click()
    inspector.look(page, "desk/register/ with errors")
    fill(page, {"name": "Болат Сынақов", "phone": house.fresh_phone(), "text": words, "area": "kz/11/aqjar/dostyq/"})
    page.locator("[data-main]").click()
    page.wait_for_url("**/desk/cases/**")
    case_id, obligation_id = ids_of(house, words)
    inspector.look(page, "a case not settled yet")
    for path in (f"desk/obligations/{obligation_id}/body/", f"desk/obligations/{obligation_id}/kind/"):
        inspector.go(page, path)
    inspector.go(page, "desk/today/")
    inspector.go(page, "desk/find/?q=0", "desk/find/ nothing found")
    page.goto(f"/kk/desk/cases/{case_id}/")
    page.locator('form[action$="/slip/"] button').click()
    inspector.look(page, "the slip")


def test_the_desk_of_officer_and_supervisor(house: House, windows: Windows, inspector: Inspector) -> None:
    receipt = filed(house)
    case, work = f"desk/cases/{receipt.case_id}/", f"desk/obligations/{receipt.obligation_id}"
    page = windows.desk("officer")
    inspector.go(page, "desk/?view=body")
    inspector.go(page, "desk/?view=overdue", "an empty list")
    inspector.go(page, case)
    inspector.go(page, f"{case}contacts/")
    page.locator("[name=purpose]").first.check()
    page.locator("main form button").click()
    inspector.look(page, "contacts shown")
    inspector.go(page, f"{work}/answer/")
    page.locator("button[name=submit]").click()
    inspector.look(page, "answer/ with errors")
    fill(page, BLOCKS)
    page.locator("button[name=submit]").click()
    page.wait_for_url(f"**/{case}")
    page = windows.desk("supervisor")
    inspector.go(page, f"{work}/check/")
    page.locator("button[name=return]").click()
    inspector.look(page, "check/ with errors")
    assert at_desk(house, "supervisor").approve(work).status == 302
    inspector.go(page, case, "an answered case")
    inspector.go(page, f"{work}/read-out/")
    other = filed(house)
    inspector.go(page, f"desk/obligations/{other.obligation_id}/give/")
    inspector.go(windows.desk("controller"), "desk/undelivered/")
