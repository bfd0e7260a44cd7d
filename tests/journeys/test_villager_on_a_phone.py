"""A villager writes from a small phone without scripts, in Kazakh: mistakes, a photo, a change of mind, one receipt."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Page

from dauys.ground.packs.load import load_pack
from tests.journeys.caller import Caller, Reply
from tests.journeys.house import SOURCE, House
from tests.journeys.walks import NUMBER, answers, fill, fresh_text, go_on, ids_of, walk
from tests.journeys.windows import PHONE, Windows


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


def refused(page: Page, field: str) -> None:
    """The page came back with a summary that leads to the field, and the error beside it."""
    assert page.locator(f'.govuk-error-summary a[href="#id_{field}"]').count() == 1
    assert page.locator(f"#id_{field}-error").inner_text().strip()
    assert f"id_{field}-error" in (page.locator(f"#id_{field}").get_attribute("aria-describedby") or "")


def language_of(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


def test_from_the_first_word_to_the_term_of_the_law(house: House, windows: Windows) -> None:
    page, phone, words = windows.phone(), house.fresh_phone(), fresh_text()
    assert page.viewport_size == PHONE
    seen: dict[str, int] = {}

    def look(at: str = "") -> None:
        assert language_of(page) == "kk"
        seen[at or page.url.removeprefix(house.address)] = windows.width_of(page)

    page.goto("/kk/")
    look()
    page.locator("a.d-door--first").click()
    assert page.url.endswith("/kk/say/what/")
    look()

    # Nothing written: an error beside the field, and nothing is kept yet.
    assert go_on(page).status == 422
    refused(page, "text")
    look("an empty text")
    fill(page, {"text": "Су жоқ"})
    assert go_on(page).status == 422
    refused(page, "text")
    assert page.locator("#id_text").input_value() == "Су жоқ"

    # A web page that calls itself a photo is refused; the words stay. Then a real photo.
    fill(page, {"text": words})
    page.locator("#files").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<html>hello</html>"})
    assert go_on(page).status == 422
    assert page.locator(".govuk-error-summary").is_visible()
    assert page.locator("#id_text").input_value() == words
    photo = {"name": "сурет.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()}
    page.locator("#files").set_input_files(photo)  # type: ignore[arg-type]
    go_on(page)

    # The rest of the way, with a wrong phone.
    steps = answers(text=words, phone=phone)
    walk_on = {k: v for k, v in steps.items() if k in ("where", "place", "about", "kind", "who")}
    assert "/say/where/" in page.url
    walk(page, "kk", {**walk_on, "you": {**steps["you"], "phone": "12345"}}, look) if False else None
    for level in ("kz/11/", "kz/11/aqjar/", "kz/11/aqjar/dostyq/"):
        fill(page, {"area": level})
        look()
        go_on(page)
    for step in ("place", "about", "kind", "who"):
        assert f"/say/{step}/" in page.url
        fill(page, steps[step])
        look()
        go_on(page)
    fill(page, {**steps["you"], "phone": "12345"})
    assert go_on(page).status == 422
    refused(page, "phone")
    look("a wrong phone")
    assert page.locator("#id_phone").input_value() == "12345"
    assert page.locator("#id_name").input_value() == steps["you"]["name"]

    # Another language in the middle: the draft is still there.
    fill(page, {"phone": phone})
    go_on(page)
    assert "/say/answer/" in page.url
    page.locator('.d-langs a[hreflang="ru"]').click()
    assert language_of(page) == "ru"
    page.goto("/ru/say/you/")
    assert page.locator("#id_name").input_value() == steps["you"]["name"]
    page.locator('.d-langs a[hreflang="kk"]').click()
    assert page.url.endswith("/kk/say/you/")
    go_on(page)
    fill(page, steps["answer"])
    look()
    go_on(page)

    # All answers on one page; a change of mind about the place comes back to it.
    assert page.url.endswith("/kk/say/check/")
    assert words in page.locator("main").inner_text()
    assert "сурет" in page.locator("main").inner_text()
    look()
    page.locator('a[href$="/say/place/"]').click()
    assert page.locator("#id_place_note").input_value() == steps["place"]["place_note"]
    fill(page, {"place_note": "Дүкеннің жаны"})
    go_on(page)
    assert page.url.endswith("/kk/say/check/")
    assert "Дүкеннің жаны" in page.locator("main").inner_text()

    # Two fingers press at the same moment, then once more: one case, one receipt.
    first, second = pressed_twice(house, page)
    assert {first.status, second.status} == {302}
    assert {first.location, second.location} == {"/kk/receipt/"}
    page.locator("form:not([action]) .govuk-button-group button").click()
    assert page.url.endswith("/kk/receipt/")
    case_id, _obligation = ids_of(house, words)
    assert house.value("SELECT count(*) FROM journal_entry WHERE verb = 'cases.file' AND case_id = %s", case_id) == 1

    # The receipt: number, code, day, and that the term is voluntary. The photo has lost its place.
    look()
    number, due = page.locator("#num").inner_text().strip(), page.locator(".d-receipt__due").inner_text().strip()
    code = page.locator(".d-code").inner_text().strip()
    assert NUMBER.fullmatch(number)
    assert len(re.sub(r"\W", "", code)) == 10
    assert voluntary_note() in page.locator("main").inner_text()
    ((kind, path),) = stored_files(house, case_id)
    assert kind == "image/jpeg"
    with Image.open(path) as kept:
        assert not kept.getexif()
        assert "exif" not in kept.info
    sms = house.sms_with(phone, number)
    assert due in sms
    assert len(house.sms_to(phone)) == 1

    # Somebody else's phone is given back; number and code open the page anew, in small Cyrillic letters.
    page.locator('form[action$="/track/close/"] button').click()
    page.goto("/kk/track/")
    look()
    fill(page, {"number": number, "code": cyrillic(code).lower()})
    page.locator("main form button").click()
    assert page.url.endswith("/kk/track/case/")
    look()
    assert words.split(":")[0] in page.locator("h1").inner_text()

    # The code from the SMS starts the term of the law; a wrong one does not.
    page.locator('a[href$="/track/confirm/"]').click()
    look()
    page.locator("form:not(:has(#code)) .d-linkbutton, form.d-gap button").first.click()
    sent = re.search(r"\b\d{6}\b", house.sms_with(phone, "") if len(house.sms_to(phone)) > 1 else waited_code(house, phone))
    assert sent
    page.locator("#code").fill("000000" if sent[0] != "000000" else "000001")
    page.locator("form:has(#code) button").click()
    assert page.locator("#code-error").is_visible()
    look("a wrong code")
    page.locator("#code").fill(sent[0])
    page.locator("form:has(#code) button").click()
    assert page.url.endswith("/kk/track/case/")
    assert page.locator('a[href$="/track/confirm/"]').count() == 0
    assert house.rows(
        "SELECT by_law, identity FROM cases_obligation JOIN cases_case c ON c.id = case_id WHERE case_id = %s", case_id
    ) == [(True, "code")]
    page.goto("/kk/receipt/")
    assert voluntary_note() not in page.locator("main").inner_text()

    too_wide = {where: width for where, width in seen.items() if width > PHONE["width"]}
    assert not too_wide, f"pages that scroll sideways: {too_wide}"
    assert len(seen) >= 16


def waited_code(house: House, phone: str) -> str:
    from tests.journeys.waiting import eventually

    return eventually(lambda: next((t for t in house.sms_to(phone) if not NUMBER.search(t)), ""), "the SMS with a code")


def voluntary_note() -> str:
    return " ".join(load_pack(SOURCE / "src/dauys/packs/kz").info.voluntary_term_note.get("kk").split())


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


@pytest.mark.parametrize("language", ["kk"])
def test_a_draft_waits_for_its_author(house: House, windows: Windows, language: str) -> None:
    """Leaving in the middle and opening the door again goes on at the first open question."""
    page, words = windows.phone(), fresh_text()
    page.goto(f"/{language}/say/")
    fill(page, {"text": words})
    go_on(page)
    page.goto(f"/{language}/")
    page.locator("a.d-door--first").click()
    assert page.url.endswith(f"/{language}/say/where/")
    page.goto(f"/{language}/say/what/")
    assert page.locator("#id_text").input_value() == words
