"""A villager writes from a small phone without scripts: mistakes, a photo, a change of mind, one receipt."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Page

from dauys.ground.packs.load import built_in, load_pack
from tests.journeys.caller import Caller, Reply
from tests.journeys.cities import City
from tests.journeys.house import House
from tests.journeys.waiting import eventually
from tests.journeys.walks import NUMBER, answers, fill, fresh_text, go_on, ids_of
from tests.journeys.windows import PHONE, Windows

pytestmark = pytest.mark.every_pack


def photo_with_place() -> bytes:
    """A JPEG that tells where it was taken, as phones make them."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telefon"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (51.0, 10.0, 30.0), 3: "E", 4: (71.0, 26.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 120, 90)).save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(out.getvalue())).getexif().get_ifd(ExifTags.IFD.GPSInfo), "the photo has no place"
    return out.getvalue()


def stored_files(house: House, holder: str) -> list[tuple[str, Path]]:
    rows = house.rows("SELECT id, media_type FROM files_storedfile WHERE holder = %s", holder)
    return [(kind, house.data / "files" / file_id.hex[-2:] / file_id.hex) for file_id, kind in rows]


def language_of(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


class Villager:
    """The window, what is written in it, and how wide every page was."""

    def __init__(self, house: House, windows: Windows) -> None:
        self.house, self.windows = house, windows
        self.page, self.phone, self.words = windows.phone(), house.fresh_phone(), fresh_text()
        self.steps = answers(house.city, text=self.words, phone=self.phone)
        self.lang = house.city.language
        self.widths: dict[str, int] = {}

    def look(self, at: str = "") -> None:
        """Notes how wide the page is; it must speak the city's first language."""
        assert language_of(self.page) == self.lang
        self.widths[at or self.page.url.removeprefix(self.house.address)] = self.windows.width_of(self.page)

    def refused(self, field: str, typed: dict[str, str]) -> None:
        """Sends what was typed and finds it again, with the error beside the field and a summary leading to it."""
        fill(self.page, typed)
        assert go_on(self.page).status == 422
        assert self.page.locator(f'.govuk-error-summary a[href="#id_{field}"]').count() == 1
        assert self.page.locator(f"#id_{field}-error").inner_text().strip()
        assert f"id_{field}-error" in (self.page.locator(f"#id_{field}").get_attribute("aria-describedby") or "")
        for name, value in typed.items():
            assert self.page.locator(f"#id_{name}").input_value() == value
        self.look(f"a refused {field}")

    def attach(self, name: str, data: bytes) -> int:
        self.page.locator("#files").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": data})
        return go_on(self.page).status


def test_from_the_first_word_to_the_term_of_the_law(house: House, windows: Windows) -> None:
    me = Villager(house, windows)
    assert me.page.viewport_size == PHONE
    me.page.goto(f"/{me.lang}/")
    me.look()
    me.page.locator("a.d-door--first").click()
    says_what_happened(me)
    answers_the_questions(me)
    changes_language_and_mind(me)
    case_id = sends_with_two_fingers(me)
    number, code = reads_the_receipt(me, case_id)
    follows_by_number_and_code(me, number, code)
    confirms_by_the_code_of_the_sms(me, case_id)
    too_wide = {where: width for where, width in me.widths.items() if width > PHONE["width"]}
    assert not too_wide, f"pages that scroll sideways: {too_wide}"
    assert len(me.widths) >= 13 + len(house.city.levels)


def says_what_happened(me: Villager) -> None:
    assert me.page.url.endswith(f"/{me.lang}/say/what/")
    me.look()
    me.refused("text", {"text": ""})
    me.refused("text", {"text": "Су жоқ"})
    fill(me.page, {"text": me.words})
    assert me.attach("a.jpg", b"<html>not a photo</html>") == 422
    assert me.page.locator(".govuk-error-summary").is_visible()
    assert me.page.locator("#id_text").input_value() == me.words
    assert me.attach("сурет.jpg", photo_with_place()) == 302


def answers_the_questions(me: Villager) -> None:
    for level in me.house.city.levels:
        assert "/say/where/" in me.page.url
        fill(me.page, {"area": level})
        me.look()
        go_on(me.page)
    for step in ("place", "about", "kind", "who"):
        assert f"/say/{step}/" in me.page.url
        fill(me.page, me.steps[step])
        me.look()
        go_on(me.page)
    me.refused("phone", {**me.steps["you"], "phone": "12345"})
    fill(me.page, {"phone": me.phone})
    go_on(me.page)


def changes_language_and_mind(me: Villager) -> None:
    """Another language in the middle keeps the draft; an answer changed later comes back to the check page."""
    page = me.page
    assert page.url.endswith(f"/{me.lang}/say/answer/")
    page.locator('.d-langs a[hreflang="ru"]').click()
    assert language_of(page) == "ru"
    page.goto("/ru/say/you/")
    assert page.locator("#id_name").input_value() == me.steps["you"]["name"]
    page.locator(f'.d-langs a[hreflang="{me.lang}"]').click()
    assert page.url.endswith(f"/{me.lang}/say/you/")
    go_on(page)
    fill(page, me.steps["answer"])
    me.look()
    go_on(page)
    assert page.url.endswith(f"/{me.lang}/say/check/")
    shown = page.locator("main").inner_text()
    assert me.words in shown
    assert "сурет" in shown
    me.look()
    page.locator('a[href$="/say/place/"]').click()
    assert page.locator("#id_place_note").input_value() == me.steps["place"]["place_note"]
    fill(page, {"place_note": "Дүкеннің жаны"})
    go_on(page)
    assert page.url.endswith(f"/{me.lang}/say/check/")
    assert "Дүкеннің жаны" in page.locator("main").inner_text()


def sends_with_two_fingers(me: Villager) -> str:
    """The same form at the same moment twice, and once more by the button: one case."""
    first, second = pressed_twice(me.house, me.page)
    assert (first.status, first.location) == (second.status, second.location) == (302, f"/{me.lang}/receipt/")
    me.page.locator("form:not([action]) .govuk-button-group button").click()
    assert me.page.url.endswith(f"/{me.lang}/receipt/")
    case_id, _obligation = ids_of(me.house, me.words)  # fails unless there is exactly one
    told = me.house.value("SELECT count(*) FROM journal_entry WHERE verb = 'cases.file' AND case_id = %s", case_id)
    assert told == 1
    return case_id


def reads_the_receipt(me: Villager, case_id: str) -> tuple[str, str]:
    me.look()
    receipt = me.page.locator("main").inner_text()
    number = me.page.locator("#num").inner_text().strip()
    code = me.page.locator(".d-code").inner_text().strip()
    due = me.page.locator(".d-receipt__due").inner_text().strip()
    assert NUMBER.fullmatch(number)
    assert len(re.sub(r"\W", "", code)) == 10
    assert voluntary_note(me.house.city) in receipt
    ((kind, path),) = stored_files(me.house, case_id)
    assert kind == "image/jpeg"
    with Image.open(path) as kept:
        assert not kept.getexif()
        assert "exif" not in kept.info
    assert due in me.house.sms_with(me.phone, number)
    assert code not in me.house.sms_with(me.phone, number)
    assert len(me.house.sms_to(me.phone)) == 1
    return number, code


def follows_by_number_and_code(me: Villager, number: str, code: str) -> None:
    """The phone was a neighbour's: the appeal is closed on it, and opened anew from a Kazakh keyboard."""
    me.page.locator('form[action$="/track/close/"] button').click()
    me.page.goto(f"/{me.lang}/track/case/")
    assert me.page.url.endswith(f"/{me.lang}/track/")
    me.look()
    fill(me.page, {"number": number, "code": cyrillic(code).lower()})
    me.page.locator("main form button").click()
    assert me.page.url.endswith(f"/{me.lang}/track/case/")
    me.look()
    assert me.words.split(":")[0] in me.page.locator("h1").inner_text()


def confirms_by_the_code_of_the_sms(me: Villager, case_id: str) -> None:
    page, house = me.page, me.house
    page.locator('a[href$="/track/confirm/"]').click()
    me.look()
    page.locator("form:not(:has(#code)) .d-linkbutton").click()
    told = eventually(lambda: next((t for t in house.sms_to(me.phone) if not NUMBER.search(t)), ""), "the SMS")
    sent = re.search(r"\b\d{6}\b", told)
    assert sent
    page.locator("#code").fill("000000" if sent[0] != "000000" else "000001")
    page.locator("form:has(#code) button").click()
    assert page.locator("#code-error").is_visible()
    me.look("a wrong code")
    assert not house.value("SELECT by_law FROM cases_obligation WHERE case_id = %s", case_id)
    page.locator("#code").fill(sent[0])
    page.locator("form:has(#code) button").click()
    assert page.url.endswith(f"/{me.lang}/track/case/")
    assert page.locator('a[href$="/track/confirm/"]').count() == 0
    assert house.value("SELECT by_law FROM cases_obligation WHERE case_id = %s", case_id)
    assert house.value("SELECT identity FROM cases_case WHERE id = %s", case_id) == "code"
    page.goto(f"/{me.lang}/receipt/")
    assert voluntary_note(me.house.city) not in page.locator("main").inner_text()


def voluntary_note(city: City) -> str:
    return " ".join(load_pack(built_in(city.pack)).info.voluntary_term_note.get(city.language).split())


def cyrillic(code: str) -> str:
    """The code as it comes from a Kazakh keyboard."""
    return code.translate(str.maketrans("ABEKMHOPCTXY", "АВЕКМНОРСТХУ"))


def pressed_twice(house: House, page: Page) -> list[Reply]:
    token = page.locator("form:not([action]) [name=csrfmiddlewaretoken]").input_value()
    cookies = page.context.cookies()
    both = Barrier(2)

    def press(_: int) -> Reply:
        caller = Caller(house).take_cookies(cookies)
        both.wait()
        return caller.post("say/check/", token)

    with ThreadPoolExecutor(2) as hands:
        return list(hands.map(press, range(2)))


def test_a_draft_waits_for_its_author(windows: Windows) -> None:
    """Leaving in the middle and opening the door again goes on at the first open question."""
    page, words = windows.phone(), fresh_text()
    page.goto(f"/{windows.house.city.language}/say/")
    fill(page, {"text": words})
    go_on(page)
    page.goto(f"/{windows.house.city.language}/")
    page.locator("a.d-door--first").click()
    assert page.url.endswith(f"/{windows.house.city.language}/say/where/")
    page.goto(f"/{windows.house.city.language}/say/what/")
    assert page.locator("#id_text").input_value() == words
