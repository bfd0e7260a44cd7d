"""A large photo from a bad line: the server is killed in the middle, and the browser goes on."""

import io
import os
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.journeys.cities import KZ
from tests.journeys.house import House
from tests.journeys.walks import answers, fill, fresh_text, go_on, ids_of
from tests.journeys.windows import Windows

SIDE = 900  # about 2.4 MB, five parts


def noise(side: int = SIDE) -> bytes:
    """A PNG that does not get smaller."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "PNG")
    return out.getvalue()


def stored(house: House, name: str) -> Path:
    (file_id,) = house.rows("SELECT id FROM files_storedfile WHERE name = %s", name)[0]
    return Path(house.data / "files" / file_id.hex[-2:] / file_id.hex)


def parts_of(house: House) -> list[int]:
    return [p.stat().st_size for p in (house.data / "parts").glob("*/*") if not p.suffix]


def test_a_photo_survives_a_killed_server(house: House, windows: Windows) -> None:
    page, words, data = windows.phone(scripts=True), fresh_text(), noise()
    steps = answers(text=words, phone=house.fresh_phone())
    windows.expect_silence()
    windows.watch_of(page).expect_silence()
    seen: list[int] = []

    def cut(route: Route) -> None:
        """The third part finds no server."""
        if route.request.method == "POST":
            seen.append(len(route.request.post_data_buffer or b""))
            if len(seen) == 3:
                house.kill_web()
        route.continue_()

    page.route(re.compile("/say/parts/on/"), cut)
    page.goto("/kk/say/what/")
    fill(page, steps["what"])
    page.set_input_files("#files", {"name": "үлкен-сурет.png", "mimeType": "image/png", "buffer": data})
    expect(page.locator("#uploads-told")).to_contain_text("Байланыс үзілді")
    assert page.locator("#uploads progress").get_attribute("aria-label") == "үлкен-сурет.png"
    assert parts_of(house) == [2 * 512 * 1024], "what was told is on the disk"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    house.start_web()
    expect(page.locator("#attached")).to_contain_text("үлкен-сурет.png", timeout=40_000)
    assert sum(seen) < len(data) + 2 * 512 * 1024, "it went on where it was and did not begin anew"
    assert page.locator("#uploads li").count() == 0 and page.locator("#files").input_value() == ""
    assert page.locator("#id_text").input_value() == words, "nothing typed is lost"
    before, after = Image.open(io.BytesIO(data)), Image.open(stored(house, "үлкен-сурет.png"))
    assert before.tobytes() == after.convert("RGB").tobytes()
    go_on(page)
    finish(page, {k: v for k, v in steps.items() if k != "what"})
    case_id = ids_of(house, words)[0]
    assert str(house.value("SELECT holder FROM files_storedfile WHERE name = 'үлкен-сурет.png'")) == str(case_id)
    assert parts_of(house) == []


def finish(page: Page, steps: dict[str, dict[str, str]]) -> None:
    for step, values in steps.items():
        for level in KZ.levels if step == "where" else ("",):
            fill(page, {"area": level} if level else values)
            go_on(page)
    page.locator("form:not([action]) .govuk-button-group button").click()
    page.wait_for_url("**/kk/receipt/")


def test_what_the_server_refuses_stands_beside_the_field(house: House, windows: Windows) -> None:
    page = windows.phone(scripts=True)
    windows.watch_of(page).expect_refusal("/say/parts/on/")
    page.goto("/ru/say/what/")
    page.set_input_files("#files", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    expect(page.locator("#uploads li")).to_contain_text("JPEG")
    assert page.locator("#files").input_value() == "" and page.locator("#attached li").count() == 0


def test_a_clerk_presses_register_while_the_scan_is_on_its_way(house: House, windows: Windows) -> None:
    page, words, data = windows.desk("clerk"), fresh_text(), noise(600)
    page.goto("/kk/desk/register/")
    page.fill("[name=text]", words)
    page.fill("[name=name]", "Айгүл Сынақ")
    page.fill("[name=phone]", house.fresh_phone())
    page.fill("[name=area]", house.city.area)
    page.set_input_files("#scan", {"name": "қағаз.png", "mimeType": "image/png", "buffer": data})
    page.locator("[data-main]").click()
    page.wait_for_url("**/desk/cases/**", timeout=30_000)
    assert "қағаз.png" in page.locator("main").inner_text()
    assert house.value("SELECT count(*) FROM files_storedfile WHERE name = 'қағаз.png'") == 1
