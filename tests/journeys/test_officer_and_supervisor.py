"""An officer drafts, a supervisor returns and approves, the person reads; nobody approves their own words."""

import re

import pytest
from playwright.sync_api import Page

from tests.factories import BLOCKS
from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.waiting import eventually, until
from tests.journeys.walks import (
    answered,
    answers,
    at_desk,
    filed,
    fill,
    fresh_text,
    ids_of,
    open_by_code,
    state_of,
    walk,
)
from tests.journeys.windows import Windows

pytestmark = pytest.mark.every_pack
MARKED = "() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd); }"
WORDS_BACK = "Қашан жөнделетінін нақты күнмен жазыңыз."


def open_case(house: House, page: Page, case_id: str) -> None:
    page.goto(f"/{house.city.language}/desk/cases/{case_id}/")
    assert page.locator("html").get_attribute("lang") == house.city.language


def confirmed_by_code(house: House, page: Page, phone: str) -> None:
    """The person steps up before sending: the code of the SMS, on the page with all answers."""
    page.locator('form[action$="/say/code/"] button').click()
    told = eventually(lambda: house.sms_to(phone), "the SMS with a code")[0]
    code = re.search(r"\b\d{6}\b", told)
    assert code
    page.locator("#code").fill(code[0])
    page.locator("form:has(#code) button").click()
    assert page.url.endswith("/say/check/")


def test_from_the_draft_to_the_answer_in_the_persons_language(house: House, windows: Windows) -> None:
    citizen, phone, words = windows.phone(), house.fresh_phone(), fresh_text("На нашей улице три дня нет воды.")
    address = f"sender{phone[1:]}@example.kz"
    given = {"text": words, "phone": phone, "email": address, "answer_by": "email", "answer_language": "ru"}
    walk(citizen, "ru", answers(house.city, **given), city=house.city)
    confirmed_by_code(house, citizen, phone)
    citizen.locator("form:not([action]) .govuk-button-group button").click()
    assert citizen.url.endswith("/ru/receipt/")
    number = citizen.locator("#num").inner_text().strip()
    case_id, obligation_id = ids_of(house, words)
    assert house.value("SELECT by_law FROM cases_obligation WHERE id = %s", obligation_id)

    # The officer takes it and begins; the draft saves itself and its revision moves on.
    officer = windows.desk("officer")
    open_case(house, officer, case_id)
    officer.locator('form[action$="/take/"] button').click()
    assert state_of(house, obligation_id) == "assigned"
    officer.locator('a[href$="/answer/"]').click()
    assert "[" in officer.locator("main form [name=found]").input_value(), "the template leaves no gap to fill"
    # Tab goes from gap to gap, each marked so that it is written over.
    officer.locator("#id_asked").click()
    officer.keyboard.press("Tab")
    assert re.fullmatch(r"\[.+\]", officer.evaluate(MARKED))
    officer.locator("#id_asked").press_sequentially(" Тексерілді.")
    until(officer, "() => document.querySelector('[name=revision]').value !== '0'")
    assert officer.locator("#saved").inner_text().strip()
    assert state_of(house, obligation_id) == "in_work"

    # A gap in brackets stops it, beside its block.
    officer.locator("button[name=submit]").click()
    assert officer.locator('.govuk-error-summary a[href="#id_found"]').count() == 1
    assert state_of(house, obligation_id) == "in_work"
    fill(officer, BLOCKS)
    officer.locator("button[name=submit]").click()
    officer.wait_for_url(f"**/desk/cases/{case_id}/")
    assert state_of(house, obligation_id) == "in_approval"
    assert officer.locator('a[href$="/check/"]').count() == 0
    assert officer.locator('a[href$="/answer/"]').count() == 0

    # The supervisor returns it; too few words are refused first.
    supervisor = windows.desk("supervisor")
    open_case(house, supervisor, case_id)
    supervisor.locator('a[href$="/check/"]').click()
    assert BLOCKS["found"] in supervisor.locator("main").inner_text()
    supervisor.locator("#id_because").fill("Жоқ")
    supervisor.locator("button[name=return]").click()
    assert supervisor.locator('.govuk-error-summary a[href="#id_because"]').count() == 1
    supervisor.locator("#id_because").fill(WORDS_BACK)
    supervisor.locator("button[name=return]").click()
    supervisor.wait_for_url(f"**/desk/cases/{case_id}/")
    assert state_of(house, obligation_id) == "in_work"

    # The officer sees why, mends it; the supervisor sends it.
    open_case(house, officer, case_id)
    officer.locator('a[href$="/answer/"]').click()
    assert WORDS_BACK in officer.locator("main").inner_text()
    mended = "Құбыр 2026 жылғы 25 қарашада жөнделеді, су сол күні беріледі."
    officer.locator("#id_decided").fill(mended)
    officer.locator("button[name=submit]").click()
    officer.wait_for_url(f"**/desk/cases/{case_id}/")
    open_case(house, supervisor, case_id)
    supervisor.locator('a[href$="/check/"]').click()
    supervisor.locator("button[name=send]").click()
    supervisor.wait_for_url(f"**/desk/cases/{case_id}/")
    assert state_of(house, obligation_id) == "answered"

    # The person reads it: on the page at once, by mail in their language, and is asked for their word.
    citizen.goto("/ru/track/case/")
    assert mended in citizen.locator("main").inner_text()
    assert citizen.locator('form[action*="/track/rate/"]').count() == 1
    mail = house.mail_with(address, mended)
    assert number in mail["Subject"]
    assert mail["Content-Language"] == "ru"
    assert len([m for m in house.mail_to(address) if mended in m.get_content()]) == 1


def test_the_answer_is_read_out_with_proof(house: House, windows: Windows) -> None:
    citizen, phone, words = windows.phone(), house.fresh_phone(), fresh_text()
    steps = answers(house.city, text=words, phone=phone, answer_by="phone")
    walk(citizen, house.city.language, steps, city=house.city)
    go_on_from_check(citizen)
    case_id, obligation_id = ids_of(house, words)
    answered(house, obligation_id)
    officer = windows.desk("officer")
    open_case(house, officer, case_id)
    officer.locator('a[href$="/read-out/"]').click()
    officer.locator("#id_proof").fill("Иә")
    officer.locator("main form button.govuk-button").click()
    assert officer.locator('.govuk-error-summary a[href="#id_proof"]').count() == 1
    proof = "Өтініш иесі өзі тыңдады, сағат 15:20, бәрі түсінікті деді."
    officer.locator("#id_proof").fill(proof)
    officer.locator("main form button.govuk-button").click()
    officer.wait_for_url(f"**/desk/cases/{case_id}/")
    assert proof in officer.locator("main").inner_text()
    assert house.rows(
        "SELECT d.proof, d.by_id::text FROM answers_delivery d JOIN answers_answer a ON a.id = d.answer_id"
        " WHERE a.obligation_id = %s AND d.way = 'phone'",
        obligation_id,
    ) == [(proof, house.staff["officer"].id)]
    citizen.goto(f"/{house.city.language}/track/case/")
    assert BLOCKS["decided"] in citizen.locator("main").inner_text()


def go_on_from_check(page: Page) -> None:
    page.locator("form:not([action]) .govuk-button-group button").click()
    assert page.url.endswith("/receipt/")


def test_four_eyes(house: House, windows: Windows) -> None:
    """Who is both officer and supervisor writes the answer, and neither sees nor reaches its approval."""
    receipt = filed(house)
    both = windows.desk("officer and supervisor")
    open_case(house, both, receipt.case_id)
    both.locator('form[action$="/take/"] button').click()
    both.locator('a[href$="/answer/"]').click()
    fill(both, BLOCKS)
    both.locator("button[name=submit]").click()
    both.wait_for_url(f"**/desk/cases/{receipt.case_id}/")
    assert state_of(house, receipt.obligation_id) == "in_approval"
    assert both.locator('a[href$="/check/"]').count() == 0

    path, before = f"/{house.city.language}/desk/obligations/{receipt.obligation_id}/check/", house.settled()
    answer = both.goto(path)
    assert answer is not None
    assert answer.status == 404
    alone = at_desk(house, "officer and supervisor")
    assert alone.post(path, send=1).status == 404
    assert alone.post(path, **{"return": 1, "because": WORDS_BACK}).status == 404
    assert state_of(house, receipt.obligation_id) == "in_approval"
    assert house.settled() == before

    # Somebody else may.
    work = path.removesuffix("check/").rstrip("/")
    assert at_desk(house, "supervisor").approve(work).status == 302
    assert state_of(house, receipt.obligation_id) == "answered"
    reader = open_by_code(Caller(house), receipt)
    assert BLOCKS["decided"] in reader.get("track/case/").text


def test_two_tabs_of_the_same_answer(house: House, windows: Windows) -> None:
    """The older tab is told, its text stays on the screen, and what the newer one saved is not overwritten."""
    receipt = filed(house)
    first = windows.desk("officer", scripts=False)
    path = f"/{house.city.language}/desk/obligations/{receipt.obligation_id}/answer/"
    first.goto(path)
    second = first.context.new_page()
    second.goto(path)
    fill(second, BLOCKS)
    second.locator("button[name=save]").click()

    fill(first, {"found": "Ескі беттегі мәтін, ол да керек."})
    first.locator("button[name=save]").click()
    assert first.locator(".govuk-error-summary li").inner_text().strip()
    assert first.locator("#id_found").input_value() == "Ескі беттегі мәтін, ол да керек."
    kept = house.rows("SELECT found FROM answers_answer WHERE obligation_id = %s", receipt.obligation_id)
    assert kept == [(BLOCKS["found"],)]


def test_the_saving_by_itself_is_not_silent_either(house: House, windows: Windows) -> None:
    """With scripts the older tab learns it while typing, from the line beside the title."""
    receipt = filed(house)
    older = windows.desk("officer")
    windows.watch_of(older).expect_refusal("/autosave/")
    path = f"/{house.city.language}/desk/obligations/{receipt.obligation_id}/answer/"
    older.goto(path)
    reply = at_desk(house, "officer").post(path, **BLOCKS, language=house.city.language, revision=0, save=1)
    assert reply.status == 302
    older.locator("#id_found").press_sequentially("Тағы")
    failed = older.locator("#saved").get_attribute("data-failed")
    until(older, "words => document.getElementById('saved').textContent === words", failed)
    assert "Тағы" in older.locator("#id_found").input_value()
    assert (
        house.value("SELECT found FROM answers_answer WHERE obligation_id = %s", receipt.obligation_id)
        == BLOCKS["found"]
    )
