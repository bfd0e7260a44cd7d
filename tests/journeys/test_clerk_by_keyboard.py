"""A clerk registers a call, a letter and a visit with the keyboard alone; nothing typed is lost with the window."""

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfWriter

from tests.journeys.house import House
from tests.journeys.keys import Keys
from tests.journeys.waiting import until
from tests.journeys.walks import NUMBER, filed, fresh_text, ids_of, state_of
from tests.journeys.windows import Windows

pytestmark = pytest.mark.every_pack


def scan() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sign_in(house: House, page: Page, who: str) -> Keys:
    page.goto(f"/{house.city.language}/login/")
    keys, clerk = Keys(page), house.staff[who]
    keys.write("#id_email", clerk.email)
    keys.write("#id_password", clerk.password)
    keys.leave("Enter")
    assert page.url.endswith(f"/{house.city.language}/desk/")
    assert page.locator("html").get_attribute("lang") == house.city.language
    return keys


def attach(page: Page, keys: Keys, name: str, data: bytes) -> None:
    keys.tab_to("#scan")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files({"name": name, "mimeType": "application/pdf", "buffer": data})


def test_a_call_from_sign_in_to_the_slip(house: House, windows: Windows, capsys: pytest.CaptureFixture[str]) -> None:
    before, words, page = filed(house, name="Қарлығаш Сынақова"), fresh_text(), windows.desk()
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    keys = sign_in(house, page, "clerk")
    calling = Keys(page)

    # N opens the form; the phone finds the person who wrote before.
    calling.leave("n")
    assert page.url.endswith("/desk/register/")
    calling.write("#id_phone", house.city.as_written(before.phone))
    calling.tab_to("button[name=find]")
    calling.leave("Enter")
    assert page.locator("#id_name").input_value() == "Қарлығаш Сынақова"
    assert page.locator("#id_phone").input_value() in (before.phone, house.city.as_written(before.phone))

    calling.write("#id_text", words)
    calling.write("#id_area", house.city.place)
    calling.write("#id_place_note", "Мектептің жаны")
    calling.leave("Control+Enter")
    assert "/desk/cases/" in page.url

    # F confirms the suggested body, S shows the slip, P prints it.
    calling.leave("f")
    assert page.url.endswith("/body/")
    calling.tab_to("main form button.govuk-button")
    calling.leave("Enter")
    assert "/desk/cases/" in page.url
    calling.leave("s")
    assert NUMBER.fullmatch(page.locator("#num").inner_text().strip())
    assert len(re.sub(r"\W", "", page.locator(".d-code").inner_text())) == 10
    calling.press("p")
    assert page.evaluate("window.printed") == 1
    with capsys.disabled():
        print(f"\n  sign-in: {keys.report}\n  a call from N to the printed slip: {calling.report}")
    assert calling.pressed < 100

    case_id, obligation_id = ids_of(house, words)
    assert house.rows("SELECT channel, registered_by_id::text FROM cases_case WHERE id = %s", case_id) == [
        ("phone", house.staff["clerk"].id)
    ]
    assert house.value("SELECT route_confirmed FROM cases_obligation WHERE id = %s", obligation_id)
    assert state_of(house, obligation_id) == "new"


def test_shortcuts_work_on_a_kazakh_keyboard(house: House, windows: Windows) -> None:
    """The key N gives т when the keyboard is set to Kazakh, which at this desk it nearly always is."""
    page = windows.desk("clerk")
    page.goto(f"/{house.city.language}/desk/")
    with page.expect_navigation():
        Keys(page).letter("т", "KeyN")
    assert page.url.endswith("/desk/register/")


def test_a_letter_with_its_scan(house: House, windows: Windows) -> None:
    words, page = fresh_text(), windows.desk("clerk")
    page.on("filechooser", lambda _chooser: None)  # from the start, so that no dialog opens before we listen
    page.goto(f"/{house.city.language}/desk/register/")
    keys = Keys(page)
    keys.choose("#id_channel", "letter")
    keys.write("#id_name", "Төлеген Сынақов")
    keys.write("#id_text", words)
    keys.write("#id_area", house.city.place)
    keys.choose("#id_identity", "signed")
    keys.choose("#id_answer_by", "post")

    # An answer by post wants an address, which lies folded away until it is wrong.
    keys.leave("Control+Enter")
    assert page.locator('.govuk-error-summary a[href="#id_address"]').count() == 1
    assert page.locator("#id_address").is_visible()
    keys.write("#id_address", "Достық ауылы, Абай көшесі, 3")

    # A web page named .pdf is refused, and nothing typed is gone.
    windows.watch_of(page).expect_refusal("/register/parts/")
    attach(page, keys, "letter.pdf", b"<!doctype html><script>alert(1)</script>")
    page.locator("#uploads .govuk-error-message").wait_for()
    assert page.locator("#id_text").input_value() == words
    assert page.locator("#id_answer_by").input_value() == "post"
    assert not house.cases_saying(words)

    attach(page, keys, "хат.pdf", scan())
    keys.leave("Control+Enter")
    assert "/desk/cases/" in page.url
    case_id, obligation_id = ids_of(house, words)
    assert house.rows("SELECT name, media_type FROM files_storedfile WHERE holder = %s", case_id) == [
        ("хат.pdf", "application/pdf")
    ]
    # A signed letter is sure enough for the term of the law.
    assert house.value("SELECT by_law FROM cases_obligation WHERE id = %s", obligation_id)

    # "Registered today" has it, and the slip is one key away.
    page.goto(f"/{house.city.language}/desk/today/")
    assert page.locator(f'a[href$="/desk/cases/{case_id}/"]').count() == 1
    keys.tab_to(f'form[action$="/desk/cases/{case_id}/slip/"] button')
    keys.leave("Enter")
    assert NUMBER.fullmatch(page.locator("#num").inner_text().strip())


def test_the_window_dies_and_the_words_stay(house: House, windows: Windows) -> None:
    words, page = fresh_text(), windows.desk()
    keys = sign_in(house, page, "clerk of letters")
    keys.leave("n")
    keys.choose("#id_channel", "visit")
    keys.write("#id_name", "Зылиха Сынақова")
    keys.write("#id_text", words)
    until(page, "() => document.getElementById('saved').textContent.trim() !== ''")
    assert windows.forget(page) == []

    page = windows.desk()
    keys = sign_in(house, page, "clerk of letters")
    keys.leave("n")
    assert page.locator("#id_text").input_value() == words
    assert page.locator("#id_name").input_value() == "Зылиха Сынақова"
    assert page.locator("#id_channel").input_value() == "visit"

    # It can be registered from here, or thrown away; here it is thrown away, and nobody else ever saw it.
    other = windows.desk("clerk")
    other.goto(f"/{house.city.language}/desk/register/")
    assert words not in other.locator("main").inner_html()
    keys.tab_to('form[action$="/discard/"] button')
    keys.leave("Enter")
    assert page.locator("#id_text").input_value() == ""
    assert not house.cases_saying(words)
