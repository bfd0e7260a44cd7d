"""Hostile words in a real browser: no dialog, no script, no complaint of the content policy on any page."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.factories import AQJAR
from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.walks import Receipt, at_desk, ids_of, open_by_code
from tests.journeys.windows import Windows
from tests.security.payloads import MARK, PAYLOADS

# Brackets and braces would count as gaps of a template in an answer.
ALL = " ".join(PAYLOADS).translate(dict.fromkeys(map(ord, "{}[]")))
ALIVE = f"document.querySelectorAll('{MARK}').length + (window.{MARK} ? 1 : 0)"


@pytest.fixture(scope="module")
def planted(house: House) -> Receipt:
    """A case with hostile words in every field, answered and rated in such words."""
    text = f"Өтініш {uuid4().hex[:8]}: " + " ".join(PAYLOADS)
    line = " ".join(PAYLOADS)[:150]
    body = {
        "text": text,
        "area": AQJAR,
        "topic": "water",
        "name": line,
        "place_note": line,
        "phone": house.fresh_phone(),
    }
    key = {"Idempotency-Key": str(uuid4())}
    filed = json.loads(Caller(house).post_json("/api/v1/cases", json.dumps(body).encode(), **key).text)
    case_id, obligation_id = ids_of(house, text.split(":")[0])
    work = f"desk/obligations/{obligation_id}"
    officer, boss = at_desk(house, "officer"), at_desk(house, "supervisor")
    said = {**dict.fromkeys(("asked", "found", "decided", "appeal"), ALL), "outcome": "refused", "norm": ALL[:290]}
    assert officer.post(f"{work}/answer/", **said, language="kk", revision=0, submit=1).status == 302
    assert boss.post(f"{work}/check/", **{"return": 1, "revision": 1, "because": ALL}).status == 302
    assert officer.post(f"{work}/answer/", **said, language="kk", revision=1, submit=1).status == 302
    assert boss.approve(work).status == 302
    assert officer.post(f"{work}/read-out/", proof=ALL[:900]).status == 302
    receipt = Receipt(case_id, obligation_id, filed["number"], filed["code"], text, body["phone"])
    author = open_by_code(Caller(house), receipt)
    rating = author.post(f"track/rate/{obligation_id}/", solved="not_solved", score=1, comment=ALL[:1900])
    assert rating.status == 302
    return receipt


def looked_at(page: Page, path: str, dialogs: list[str]) -> None:
    page.on("dialog", lambda dialog: (dialogs.append(f"{path}: {dialog.message}"), dialog.dismiss()))
    answer = page.goto(path)
    assert answer and answer.status == 200, path
    assert MARK in page.content(), f"{path} shows nothing of it"
    # what a hand would do: every focus and hover a payload waits for
    page.keyboard.press("Tab")
    page.locator("main").hover()
    assert page.evaluate(ALIVE) == 0, path


def test_no_words_come_alive(house: House, windows: Windows, planted: Receipt) -> None:
    dialogs: list[str] = []
    work = f"/kk/desk/obligations/{planted.obligation_id}"
    case = f"/kk/desk/cases/{planted.case_id}/"
    desk = {
        "officer": [case, "/kk/desk/?view=reopened", "/kk/desk/?view=body", f"{work}/letter/"],
        "supervisor": [case, f"{work}/kind/"],
    }
    for who, paths in desk.items():
        page = windows.desk(who)
        for path in paths:
            looked_at(page, path, dialogs)
    citizen = windows.phone(scripts=True)
    citizen.goto("/kk/track/")
    citizen.locator("[name=number]").fill(planted.number)
    citizen.locator("[name=code]").fill(planted.code)
    citizen.locator("main form button").first.click()
    citizen.wait_for_url("**/track/case/")
    looked_at(citizen, "/kk/track/case/", dialogs)
    typed(citizen)
    assert not dialogs


def typed(page: Page) -> None:
    """Words typed into the form come back in its fields and on the page that shows all answers."""
    page.goto("/kk/say/what/")
    page.locator("[name=text]").fill(" ".join(PAYLOADS))
    page.locator("main form .govuk-button-group button").first.click()
    page.wait_for_url("**/say/where/**")
    page.goto("/kk/say/what/")
    assert MARK in page.locator("[name=text]").input_value()
    assert page.evaluate(ALIVE) == 0


def test_the_watch_sees_a_script_that_was_let_in(house: House, browser: Any) -> None:
    """The test above can fail: an inline script in a page of ours is a complaint of the content policy."""
    opened = Windows(house, browser)
    page = opened.desk()
    page.route("**/kk/privacy/", lambda route: _spoil(route))
    page.goto("/kk/privacy/")
    assert [t for t in opened.close() if "Content Security Policy" in t or "violates" in t]


def _spoil(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</main>", f"<script>{MARK}(1)</script></main>"))
