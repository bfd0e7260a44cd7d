"""A mother in Arys asks for help: by herself on a small phone in Kazakh, and by an operator; three people come."""

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.test_night_of_the_flood import MAIN, walk_in
from tests.journeys.walks import NUMBER, fill, fresh_text
from tests.journeys.windows import Windows

ARYS = "Түркістан облысы, Арыс қаласы"


def test_she_asks_by_herself_with_a_wrong_phone_first(house: House, windows: Windows) -> None:
    page, phone, text = windows.phone(), house.fresh_phone(), fresh_text("Үйімізді су басты, зат тасуға адам керек.")
    page.goto("/kk/help/ask/")
    assert page.locator(".d-alarm a[href='tel:112']").count() == 1
    assert windows.width_of(page) <= 390
    typed = {"text": text, "area": ARYS, "address": "Сынақ көшесі, 7", "name": "Сынақ Ана", "phone": "8 700 12",
             "day": (localdate() + timedelta(days=1)).isoformat(), "since": "10:00", "until": "13:00"}  # fmt: skip
    for name, value in typed.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("[name=work][value=disaster]").check()
    page.locator("[name=when][value=at]").check()
    page.locator("[name=safety][value=children]").check()
    page.locator("main form button").first.click()
    assert page.locator(".govuk-error-summary li").count() == 1
    assert page.locator("#id_phone-error").is_visible() and page.locator("#id_text").input_value() == text
    assert page.locator("[name=safety][value=children]").is_checked()
    assert windows.width_of(page) <= 390
    page.locator("#id_phone").fill(phone)
    page.locator("main form button").first.click()

    page.wait_for_url("**/help/ask/code/")
    page.locator(".d-linkbutton").click()
    code = re.findall(r"\b\d{6}\b", house.sms_with(phone, "код"))[0]
    page.locator("#code").fill(code)
    page.locator("main form button").first.dblclick()
    page.wait_for_url("**/help/asked/")
    shown = NUMBER.findall(page.locator("main").inner_text())
    assert len(shown) == 1 and windows.width_of(page) <= 390
    ((case, _serial),) = house.cases_saying(text)
    found = house.rows(
        "SELECT l.source, l.priority, l.safety, g.code FROM volunteers_line l JOIN cases_obligation o "
        "ON o.id = l.obligation_id JOIN directory_organization g ON g.id = o.owner_id WHERE o.case_id = %s", case,
    )  # fmt: skip
    assert found == [("web", 8, ["children"], "volunteers/turkistan")]
    page.locator("main a.govuk-button").click()
    assert page.locator("#number").input_value() == shown[0]


def test_she_calls_and_an_operator_is_led_by_the_script(house: House, windows: Windows) -> None:
    phone = house.fresh_phone()
    own = windows.phone()
    own.goto("/kk/help/ask/")
    own.locator("#call_name").fill("Сынақ Апа")
    own.locator("#call_phone").fill(phone)
    own.locator("form[action$='/call-me/'] button").dblclick()
    own.wait_for_url("**/help/call-me/**")
    assert own.locator("[role=status]").count() == 1 and windows.width_of(own) <= 390

    desk, other = windows.desk("operator"), windows.desk("second operator")
    desk.goto("/kk/desk/volunteers/calls/")
    row = desk.locator("tr[data-row]", has_text="Сынақ Апа")
    assert row.count() == 1 and windows.width_of(desk) <= 390
    desk.keyboard.press("Tab")  # the page works from the keyboard: its main button is reached and pressed
    desk.locator("button[data-main]").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}/"))
    shown = desk.locator("main").inner_text()
    assert "Сынақ Апа" in shown and phone in shown and "Не істеу керек екенін" in shown
    other.goto(desk.url)
    assert other.locator("[name=outcome]").count() == 0
    assert windows.width_of(desk) <= 390

    desk.locator("[name=outcome][value=later]").check()
    desk.locator("#id_about").fill("Кешке үйде болады")
    desk.locator("section button[data-main]").click()
    assert desk.locator("#id_day-error").is_visible()
    assert desk.locator("#id_about").input_value() == "Кешке үйде болады"
    desk.locator("#id_day").fill((localdate() + timedelta(days=1)).isoformat())
    desk.locator("#id_time").fill("19:00")
    desk.locator("section button[data-main]").click()
    desk.wait_for_url("**/desk/volunteers/calls/")
    assert house.rows("SELECT state, tries FROM volunteers_call WHERE taken_by_id IS NULL") == [("waiting", 0)]


def test_she_calls_and_three_people_come(house: House, windows: Windows) -> None:
    desk, lead, operator = (windows.desk(who) for who in ("national coordinator", "national lead", "operator"))
    names = [f"Арыстан Сынақов {n}" for n in (1, 2, 3)]
    phones = [walk_in(desk, house, name, 30, ARYS) for name in names]

    # She leaves her number; the operator calls and writes down what she says, in her language.
    mother, text = house.fresh_phone(), fresh_text("Үйге су кірді, балаларды шығаруға үш адам керек.")
    own = windows.phone()
    own.goto("/kk/help/ask/")
    own.locator("#call_name").fill("Сынақ Ана")
    own.locator("#call_phone").fill(mother)
    own.locator("form[action$='/call-me/'] button").click()
    own.wait_for_url("**/help/call-me/**")
    operator.goto("/kk/desk/volunteers/calls/")
    operator.locator("button[data-main]").click()
    operator.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}/"))
    operator.get_by_role("link", name="Көмек сұрауын жазу").click()
    operator.wait_for_url("**/needs/new/**")
    assert operator.locator("[name=phone]").input_value() == mother
    fill(operator, {"text": text, "area": ARYS, "address": "Сынақ көшесі, 9", "people": "3", "work": "disaster",
                    "priority": "8", "language": "kk"})  # fmt: skip
    operator.keyboard.press("Control+Enter")
    operator.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}/"))
    ((line,),) = house.rows("SELECT obligation_id::text FROM cases_demand WHERE text = %s", text)

    # The coordinator asks who is near, each says yes on a phone, and each is there.
    need = f"{house.address}/kk/desk/volunteers/needs/{line}/"
    desk.goto(need)
    desk.locator('a[href$="/near/"]').click()
    for name in names:
        expect(desk.get_by_label(name)).to_be_checked()
    desk.locator(MAIN).click()
    desk.wait_for_url(need)
    for phone in phones:
        page = windows.phone()
        page.goto(re.findall(r"https?://\S+/help/offer/\S+", house.sms_with(phone, "/help/offer/"))[0])
        page.locator('button[value="yes"]').click()
        expect(page.locator("main")).to_contain_text("Сынақ көшесі, 9")
        assert windows.width_of(page) <= 390
    for name in names:
        desk.reload()
        desk.locator("tr", has_text=name).get_by_role("button", name=f"Келді: {name}").click()
        desk.wait_for_load_state()
    stands = "SELECT accepted, state FROM volunteers_line WHERE obligation_id = %s"
    assert house.rows(stands, line) == [(3, "open")]

    # The lead says what came of it, and she reads it.
    lead.goto(need)
    lead.locator('a[href$="/close/"]').click()
    lead.locator("form [data-main]").click()
    lead.wait_for_url(need)
    assert house.rows(stands, line) == [(3, "done")]
    house.sms_with(mother, "жауап берілді")
