"""An elder shares what she knows, without a smartphone: the desk writes her hours down, another one approves them, and
anybody verifies the certificate by its code."""

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.test_night_of_the_flood import MAIN
from tests.journeys.walks import fill
from tests.journeys.windows import Windows


def test_hours_of_a_mentor_are_approved_by_another_one_and_proved(house: House, windows: Windows) -> None:
    desk, lead = windows.desk("coordinator"), windows.desk("volunteer lead")
    born_on = localdate() - timedelta(days=366 * 70)
    desk.goto("/kk/desk/volunteers/new/")
    fill(
        desk, {"name": "Сынақ Апа Үлгіқызы", "born_on": born_on.isoformat(), "area": house.city.place, "max_load": "1"}
    )
    desk.locator("main [name=free]").first.check()
    desk.locator(MAIN).click()
    desk.wait_for_url(re.compile(r"/desk/volunteers/[0-9a-f-]{36}/$"))
    person = desk.url

    # What is not over yet is refused beside the field; then it is written down, once by two clicks.
    yesterday = (localdate() - timedelta(days=1)).isoformat()
    desk.goto(f"{person}hours/")
    fill(desk, {"work": "mentoring", "day": yesterday, "since": "10:00", "until": "10:00"})
    desk.locator(MAIN).click()
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    assert desk.locator("[name=since]").input_value() == "10:00"
    fill(desk, {"until": "12:00"})
    desk.locator(MAIN).dblclick()
    expect(desk.locator("main table")).to_be_visible()
    found = "SELECT state, outcome FROM volunteers_presence WHERE volunteer_id = %s"
    key = person.rstrip("/").rsplit("/", 1)[1]
    assert house.rows(found, key) == [("said", "planned")]

    # Who said it does not approve it.
    desk.goto("/kk/desk/volunteers/hours/")
    own = desk.locator("tr", has_text="Сынақ Апа Үлгіқызы")
    expect(own).to_be_visible()
    assert own.locator("[name=presence]").count() == 0
    lead.goto("/kk/desk/volunteers/hours/")
    lead.locator("tr", has_text="Сынақ Апа Үлгіқызы").locator("[name=presence]").set_checked(True)
    lead.locator(MAIN).click()
    lead.wait_for_load_state()
    assert house.rows(found, key) == [("approved", "planned")]

    # A certificate, and anybody who types its code.
    lead.goto(f"{person}certificates/")
    lead.locator("aside form button").click()
    lead.wait_for_load_state()
    ((code, minutes),) = house.rows("SELECT code, minutes FROM volunteers_certificate WHERE volunteer_id = %s", key)
    assert minutes == 120
    anybody = windows.phone()
    anybody.goto("/kk/proof/")
    anybody.locator("#code").fill("ABCDE-FGHJK")
    anybody.locator("main form button").last.click()
    expect(anybody.locator("main [role=status], main [role=alert]").first).to_be_visible()
    anybody.locator("#code").fill(code.lower())
    anybody.locator("main form button").last.click()
    anybody.wait_for_url(re.compile(r"/proof/[^/]+/"))
    shown = anybody.locator("main").inner_text()
    assert "жарамды" in shown
    assert "Үлгіқызы" not in shown and windows.width_of(anybody) <= 390
