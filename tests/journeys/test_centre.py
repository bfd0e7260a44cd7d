"""A centre at work: a man without a phone gets a number, is called through a power cut; a woman books a head."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Error as BrowserError

from tests.journeys.house import House
from tests.journeys.walks import fill, fresh_text
from tests.journeys.windows import Windows

_HEAD = (
    "SELECT p.id::text FROM directory_post p JOIN directory_organization o ON o.id = p.organization_id"
    " WHERE p.role = 'head' AND o.code = %s LIMIT 1"
)


@pytest.fixture
def centre(house: House, windows: Windows) -> str:
    """A centre whose head receives tomorrow all day long; the path of its page among centres."""
    admin = windows.desk("administrator", scripts=False)
    admin.goto("/kk/desk/receptions/centres/new/")
    texts = {f"{what}_{code}": "Сынақ орталығы" for what in ("name", "address") for code in ("kk", "ru", "en")}
    fill(admin, {"organization": house.city.answering, **texts})
    admin.locator("main form button").click()
    admin.wait_for_url("**/hosts/")
    path = re.sub(r"hosts/$", "", admin.url)
    fill(admin, {"post": house.value(_HEAD, house.city.answering), "room": "104"})
    admin.locator("main form button").first.click()
    host = house.value("SELECT id::text FROM receptions_host WHERE room = '104' ORDER BY created_at DESC LIMIT 1")
    leader, head, day = windows.desk("supervisor"), windows.desk("head"), localdate() + timedelta(days=1)
    leader.goto(f"/kk/desk/receptions/schedules/{host}/")
    line = {"l0-first": day.isoformat(), "l0-opens": "09:00", "l0-closes": "18:00", "l0-repeat": "week"}
    fill(leader, {"since": day.isoformat(), "until": (day + timedelta(days=40)).isoformat(), **line})
    leader.locator("main form button", has_text="Жобаны сақтау").click()
    for page, step in ((head, "approve"), (leader, "publish")):
        page.goto(f"/kk/desk/receptions/schedules/{host}/")
        page.locator(f'form[action$="/{step}/"] button').click()
    return path


def test_an_old_man_is_called_though_the_power_goes(house: House, windows: Windows, centre: str) -> None:
    admin = windows.desk("administrator")
    admin.goto(f"{centre}counters/")
    fill(admin, {"number": "1"})
    admin.locator("form:has([name=number]) button").click()
    for kind in ("kiosk", "display"):
        fill(admin, {"kind": kind, "label": "Кіреберіс"})
        admin.locator("form:has([name=kind]) button").click()
    kiosk_at, display_at = (text.strip() for text in admin.locator(".d-hash").all_text_contents())

    # He presses what he came for, twice by mistake: one number, which he reads in big type.
    kiosk, display = windows.phone(), windows.desk()
    kiosk.goto(kiosk_at)
    display.goto(display_at)
    kiosk.locator("button[name=service]").first.dblclick()
    kiosk.wait_for_url("**/given/**")
    number = kiosk.locator("h1").inner_text()
    assert re.fullmatch(r"\w-\d{3}", number)
    assert house.value("SELECT count(*) FROM receptions_ticket WHERE office_id::text = %s", centre.split("/")[-2]) == 1
    assert number not in display.locator("main").inner_text()

    # The clerk sits down and calls him by the keyboard alone; the display says so by itself.
    clerk = windows.desk("supervisor")
    clerk.goto("/kk/desk/counters/?all=1")
    host = house.value(
        "SELECT id::text FROM receptions_host WHERE kind = 'counter' AND office_id::text = %s", centre.split("/")[-2]
    )
    clerk.goto(f"/kk/desk/counters/{host}/")
    with clerk.expect_navigation():
        clerk.locator('form[action$="/sit/"] button').click()
    clerk.keyboard.press("n")
    clerk.locator("[data-ticket]").wait_for()
    assert clerk.locator("[data-ticket]").inner_text() == number
    display.locator(".d-display__number", has_text=number).wait_for()

    # The power goes and comes back: he is still called, and served by two keystrokes.
    windows.expect_silence()
    house.kill_web()
    with pytest.raises(BrowserError):
        clerk.goto(f"/kk/desk/counters/{host}/")
    house.start_web()
    again = windows.desk("supervisor")
    again.goto(f"/kk/desk/counters/{host}/")
    assert again.locator("[data-ticket]").inner_text() == number
    again.keyboard.press("1")  # the service is chosen by the ticket, so this is what came of it
    again.locator('form[action$="/next/"]').wait_for()
    state = house.rows("SELECT state, result FROM receptions_ticket WHERE office_id::text = %s", centre.split("/")[-2])
    assert state == [("done", "given")]


def test_of_seventy_services_each_is_chosen_by_two_digits(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/kk/")

    def radios(name: str, count: int) -> str:
        boxes = "".join(f'<input type="radio" name="{name}" value="{n}">' for n in range(1, count + 1))
        return f'<div data-digits="{name}">{boxes}</div>'

    form = f'<form action="/kk/" data-two-keys>{radios("service", 70)}{radios("result", 5)}</form>'
    page.evaluate("form => document.querySelector('main').innerHTML = form", form)
    page.add_script_tag(url="/static/dauys/queue.js")
    for key in ("9", "9", "0", "7"):  # there is no ninety-ninth
        page.keyboard.press(key)
    assert page.locator("[name=service]:checked").get_attribute("value") == "7"
    page.keyboard.press("3")
    page.wait_for_url("**/kk/?service=7&result=3")


def test_a_woman_books_the_head_and_insists(house: House, windows: Windows, centre: str) -> None:
    phone, me = house.fresh_phone(), windows.phone()
    host = house.value(
        "SELECT id::text FROM receptions_host WHERE kind = 'head' AND office_id::text = %s", centre.split("/")[-2]
    )
    me.goto(f"/kk/meet/{host}/")
    me.locator("button[name=starts]").first.click()

    # A wrong phone is said beside the field, and nothing is lost.
    text = fresh_text("Атаулы әлеуметтік көмек алты айдан бері төленбей жатыр, құжаттарым түгел.")
    fill(me, {"text": text, "area": house.city.place, "name": "Сынақ Әйел", "contact": "12"})
    me.locator("main form button").last.click()
    assert me.locator('.govuk-error-summary a[href="#id_contact"]').count() == 1
    assert me.locator("[name=text]").input_value() == text
    fill(me, {"contact": phone})
    me.locator("main form button").last.click()

    # The body that decides it is offered first; she wants to be received here all the same.
    me.wait_for_url("**/meet/first/")
    me.locator("main form button").click()
    me.locator("main form.d-gap button").click()
    code = re.search(r"\d{6}", house.sms_with(phone, "код"))
    assert code
    fill(me, {"code": code[0]})
    me.locator("main form button").first.dblclick()
    me.wait_for_url("**/meet/visit/")
    assert text in me.locator("main").inner_text()

    # The link of the letter opens it elsewhere, with its secret out of the address, and moves it.
    link = re.search(r"https?://\S+", house.sms_with(phone, "/meet/visit/"))
    assert link
    other = windows.phone()
    other.goto(link[0].rstrip("."))
    assert other.url.endswith("/kk/meet/visit/")
    other.locator("summary").click()
    other.locator('form[action$="/move/"] button').last.click()
    rows = house.rows(
        "SELECT state FROM receptions_visit WHERE person_key IS NOT NULL AND topic <> '' AND text = %s", text
    )
    assert rows == [("booked",)]

    # She comes: the desk takes her in, the head's assistant reads the brief.
    visit = house.value("SELECT id::text FROM receptions_visit WHERE text = %s AND state = 'booked'", text)
    leader = windows.desk("supervisor")
    leader.goto(f"/kk/desk/receptions/visits/{visit}/")
    leader.locator('form[action$="/arrive/"] button').click()
    leader.goto(f"/kk/desk/receptions/visits/{visit}/brief/")
    assert text in leader.locator("main").inner_text()
    case_id = house.value("SELECT case_id::text FROM receptions_visit WHERE id::text = %s", visit)
    assert house.value("SELECT identity FROM cases_case WHERE id::text = %s", case_id) == "in_person"
