"""An urgent need at night is one screen, and people say yes from their phones; a pupil is stopped and finds something
lawful; a coordinator changes the plan and it is made anew."""

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.walks import fill, fresh_text
from tests.journeys.windows import Windows

MAIN = "form button[data-main]"
_BORN = {"grown": 30, "pupil": 15}


def walk_in(desk: Page, house: House, name: str, age: int, place: str = "", **about: str) -> str:
    """Somebody is written down at the desk, free at any time; their phone, which `about` may take from them."""
    phone, born_on = house.fresh_phone(), localdate() - timedelta(days=366 * age)
    desk.goto("/kk/desk/volunteers/new/")
    fill(
        desk, {"name": name, "born_on": born_on.isoformat(), "phone": phone, "area": place or house.city.place,
               "max_load": "5", **about},
    )  # fmt: skip
    for box in desk.locator("main [name=free]").all():
        box.check()
    desk.locator(MAIN).click()
    desk.wait_for_url(re.compile(r"/desk/volunteers/[0-9a-f-]{36}/$"))
    return phone


def take_in(desk: Page, house: House, text: str, **about: str) -> str:
    """A need is typed and sent by keyboard alone; the address of its line."""
    desk.goto("/kk/desk/volunteers/needs/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/needs/new/")
    fill(desk, {"text": text, "area": house.city.place, **about})
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    return desk.url


def ask_these(desk: Page, line: str, names: list[str]) -> None:
    """Of those who can come now, these and nobody else are asked."""
    desk.goto(f"{line}near/")
    for box in desk.locator("[name=volunteer]").all():
        box.set_checked(False)
    for name in names:
        desk.get_by_label(name).set_checked(True)
    desk.locator(MAIN).click()
    desk.wait_for_url(line)


def test_twenty_people_are_needed_by_six_and_the_first_ones_come(house: House, windows: Windows) -> None:
    desk = windows.desk("coordinator")
    phones = [walk_in(desk, house, f"Ерікті Сынақов {n}", _BORN["grown"]) for n in (1, 2)]

    # A wrong number of people is said beside the field, nothing typed is lost; then one screen is enough.
    text = fresh_text("Мектепке сағат 6-ға дейін күрегі бар 20 адам керек.")
    desk.goto("/kk/desk/volunteers/needs/new/")
    fill(desk, {"text": text, "area": house.city.place, "people": "0", "work": "disaster", "priority": "8"})
    desk.locator(MAIN).click()
    expect(desk.locator('.govuk-error-summary a[href="#id_people"]')).to_be_visible()
    assert desk.locator("[name=text]").input_value() == text
    fill(desk, {"people": "20"})
    desk.locator(MAIN).dblclick()
    desk.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    asked = house.rows("SELECT obligation_id::text FROM cases_demand WHERE text = %s", text)
    assert len(asked) == 1, "a double click is one need"
    line = desk.url

    # Who can come now is ticked already, and asked at once.
    desk.locator('a[href$="/near/"]').click()
    for name in ("1", "2"):
        expect(desk.get_by_label(f"Ерікті Сынақов {name}")).to_be_checked()
    desk.locator(MAIN).click()
    desk.wait_for_url(line)

    # One says yes on a small phone, twice by mistake; another one no, with a reason.
    first, second = windows.phone(), windows.phone()
    for phone, page in zip(phones, (first, second), strict=True):
        page.goto(re.findall(r"https?://\S+/help/offer/\S+", house.sms_with(phone, "/help/offer/"))[0])
        assert windows.width_of(page) == 390
    first.locator('button[value="yes"]').dblclick()
    expect(first.locator("main")).to_contain_text("Сізді күтеміз")
    fill(second, {"reason": "ill"})
    second.locator('button[value="no"]').click()
    expect(second.locator("main")).to_contain_text("Жауабыңызға рақмет")
    desk.reload()
    row = desk.locator("tr", has_text="Ерікті Сынақов 1")
    expect(row).to_contain_text("Келеді")
    expect(desk.locator("tr", has_text="Ерікті Сынақов 2")).to_contain_text("Денсаулығым нашар")
    assert house.value("SELECT accepted FROM volunteers_line WHERE obligation_id = %s", asked[0][0]) == 1

    # The water goes back: everybody is told at once.
    desk.locator("details", has_text="Бәрін босату").locator("summary").click()
    desk.locator('form[action$="/stand-down/"] button').click()
    house.sms_with(phones[0], "Келмей-ақ қойыңыз")
    first.reload()
    expect(first.locator("main")).to_contain_text("Келмей-ақ қойыңыз")


def test_a_pupil_is_stopped_by_the_law_and_finds_something_lawful(house: House, windows: Windows) -> None:
    desk = windows.desk("coordinator")
    phone = walk_in(desk, house, "Оқушы Сынақова", _BORN["pupil"])
    lawful, dam = fresh_text("Кітапханада көмек."), fresh_text("Дамба салу.")
    for text, work in ((lawful, "general"), (dam, "disaster")):
        take_in(desk, house, text, work=work, people="5")
        desk.locator("details", has_text="Бәріне ашу").locator("summary").click()
        fill(desk, {"notice": text})
        desk.locator('form[action$="/share/"] button').click()
    page = windows.phone()
    page.goto(re.findall(r"https?://\S+/help/me/\S+", house.sms_with(phone, "/help/me/"))[0])
    page.goto("/kk/help/?age=15")
    assert not page.get_by_text(dam).count()
    page.goto("/kk/help/")
    page.get_by_text(dam).click()
    expect(page.locator("aside")).to_contain_text("12-бап")
    assert not page.locator('form[action$="/take/"]').count(), "the button is not there"
    page.goto("/kk/help/")
    page.get_by_text(lawful).click()
    assert windows.width_of(page) == 390
    page.locator('form[action$="/take/"] button').click()
    page.wait_for_url("**/help/offer/**")
    expect(page.locator("main")).to_contain_text("Сізді күтеміз")


def test_a_coordinator_overrides_a_match_and_the_plan_is_made_anew(house: House, windows: Windows) -> None:
    desk = windows.desk("coordinator")
    names = ["Бірінші Жоспарова", "Екінші Жоспарова"]
    for name in names:
        walk_in(desk, house, name, _BORN["grown"])
    text, tomorrow = fresh_text("Отын жару."), (localdate() + timedelta(days=1)).isoformat()
    line = take_in(desk, house, text, people="1", work="general", day=tomorrow, since="10:00", until="11:00")
    pair = (
        "SELECT v.id::text FROM volunteers_offer o JOIN volunteers_volunteer v ON v.id = o.volunteer_id "
        "JOIN cases_demand d ON d.obligation_id = o.line_id WHERE o.state = 'planned' AND d.text = %s"
    )
    made = []
    for again in (False, True):
        desk.goto("/kk/desk/volunteers/plans/")
        desk.locator("form:has([name=acceptance]) button").click()
        desk.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}/$"))
        found = house.rows(pair, text)
        assert len(found) == 1
        made.append(found[0][0])
        if not again:
            row = desk.locator("tr", has_text=text[:30]).last
            row.locator('form[action$="/forbid/"] button').click()
    assert made[0] != made[1], "who was taken out does not come back"
    desk.goto(line)
    expect(desk.locator("main")).to_contain_text("Жоспарда")
