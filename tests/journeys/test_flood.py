"""A villager writes while a flood comes in: the voice outlives a power cut, a clerk lets it in, the slip appears."""

from collections.abc import Iterator

import pytest

from tests.journeys.house import House
from tests.journeys.walks import NUMBER, answers, fresh_text, walk
from tests.journeys.windows import Windows

pytestmark = pytest.mark.every_pack


@pytest.fixture
def flooded(house: House) -> Iterator[House]:
    """The house as it is above every limit."""
    house.restart_web(DAUYS_SENDINGS_PER_ADDRESS="0")
    yield house
    house.restart_web()
    house.ensure_running()


def test_kept_over_a_power_cut_and_let_in_by_a_clerk(flooded: House, windows: Windows) -> None:
    house, page, words, phone = flooded, windows.phone(), fresh_text(), flooded.fresh_phone()
    lang = house.city.language
    walk(page, lang, answers(house.city, text=words, phone=phone), city=house.city)
    page.locator("form:not([action]) .govuk-button-group button").click()
    assert page.url.endswith(f"/{lang}/say/waiting/") and not house.cases_saying(words)
    assert windows.width_of(page) <= 390

    windows.expect_silence()
    house.kill_web()
    house.kill_worker()
    house.ensure_running()
    page.reload()
    assert page.url.endswith(f"/{lang}/say/waiting/")

    desk = windows.desk("clerk")
    desk.goto(f"/{lang}/desk/held/")
    row = desk.locator("tr", has_text=words.split(":")[0])
    row.locator("form[action$='/accept/'] button").first.click()
    desk.wait_for_load_state()
    assert desk.locator("tr", has_text=words.split(":")[0]).count() == 0
    assert len(house.cases_saying(words)) == 1

    page.locator(".govuk-button-group a").click()
    assert page.url.endswith(f"/{lang}/receipt/")
    number = NUMBER.search(page.locator("#num").inner_text())
    assert number and number[0] in house.sms_with(phone, number[0])
