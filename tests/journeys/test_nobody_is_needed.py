"""The water goes back: the coordinator stands a need and a campaign down, and everybody hears of it once, whatever
they left to be reached by."""

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.test_campaign_without_network import call_out, team_with_link
from tests.journeys.test_night_of_the_flood import ask_these, take_in, walk_in
from tests.journeys.waiting import eventually
from tests.journeys.walks import fresh_text, link_in
from tests.journeys.windows import Windows

NOBODY = "Келмей-ақ қойыңыз"
NO_MORE = "Енді ешкім керек емес"


def stand_down(desk: Page) -> None:
    """By two clicks, as who is in a hurry presses a button."""
    desk.locator("summary", has_text=re.compile("Бәрін босату|Енді ешкім керек емес")).click()
    desk.get_by_role("button", name="Бәрін босату").dblclick()
    desk.wait_for_load_state()


def heard(house: House, phone: str, email: str, words: str) -> tuple[int, int]:
    """How many SMS and mails with these words came."""
    mails = [mail for mail in house.mail_to(email) if words in mail.get_content()]
    return sum(words in text for text in house.sms_to(phone)), len(mails)


def test_everybody_of_a_need_is_told(house: House, windows: Windows) -> None:
    desk, email = windows.desk("coordinator"), "kelmeidi@example.kz"
    names = ["Хабар Сынақов", "Хат Сынақов", "Телефонсыз Сынақова"]
    phone = walk_in(desk, house, names[0], 30)
    walk_in(desk, house, names[1], 30, phone="", email=email)
    sister = house.fresh_phone()
    walk_in(desk, house, names[2], 60, phone="", emergency_name="Сіңлі Сынақова", emergency_phone=sister)
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    line = take_in(
        desk, house, fresh_text("Бөгет салу."), people="3", work="general", priority="8", day=tomorrow,
        since="10:00", until="13:00",
    )  # fmt: skip
    ask_these(desk, line, names)
    house.sms_with(phone, "/help/offer/")
    for name in names:
        desk.get_by_role("button", name=f"Келеді деді: {name}").click()
        expect(desk.locator("tr", has_text=name)).to_contain_text("Келеді")
    came = windows.phone()
    came.goto(link_in(house.sms_with(phone, "/help/offer/"), "/help/offer/"))
    expect(came.locator("main")).to_contain_text("Сізді күтеміз")

    # Somebody else has the same page open, and presses after the first one did.
    stale = windows.desk("volunteer lead")
    stale.goto(line)
    for page in (desk, stale):
        stand_down(page)
    house.sms_with(phone, NOBODY)
    house.mail_with(email, NOBODY)
    came.reload()
    expect(came.locator("main")).to_contain_text(NO_MORE)
    assert windows.width_of(came) == 390

    # Whoever left nothing to be reached by is called by the phone desk, at whom they named.
    operator = windows.desk("operator")
    operator.goto("/kk/desk/volunteers/calls/")
    rows = operator.locator("tr[data-row]", has_text=names[2])
    expect(rows).to_have_count(1)
    rows.locator("a").click()
    expect(operator.locator("main")).to_contain_text(sister)
    house.settled()
    assert heard(house, phone, email, NOBODY) == (1, 1)
    assert not house.sms_to(sister)


def test_everybody_of_a_campaign_is_told(house: House, windows: Windows) -> None:
    desk, email = windows.desk("coordinator"), "bilet@example.kz"
    leads = walk_in(desk, house, "Жетекші Хабарова", 30)
    walk_in(desk, house, "Ерікті Хабаров", 30, phone="", email=email)
    call_out(desk, house, "Таза Өзен", f"{localdate() + timedelta(days=1)};10:00;13:00;9")
    team = team_with_link(desk, name="Өзен тобы", most="9", leader=leads)
    leader, helper, nameless = windows.phone(), windows.phone(), windows.phone()
    leader.goto(link_in(house.sms_with(leads, "/help/lead/"), "/help/lead/"))
    assert leader.url == team
    helper.goto(link_in(house.mail_with(email, "/help/me/").get_content(), "/help/me/"))
    code = leader.locator("aside .d-code").inner_text()
    for page in (helper, nameless):
        page.goto(f"/kk/help/team/{code}/")
        if page is nameless:
            page.get_by_label("14 жас немесе үлкен").check()
        page.get_by_role("button", name="Билет алу").click()
        page.wait_for_url("**/help/ticket/**")

    stale = windows.desk("volunteer lead")
    stale.goto(desk.url)
    house.kill_worker()
    for page in (desk, stale):
        stand_down(page)
    house.ensure_running()
    house.sms_with(leads, NOBODY)
    house.mail_with(email, NOBODY)
    for page in (leader, helper, nameless):
        page.reload()
        expect(page.locator(".d-alarm")).to_contain_text(NO_MORE)
        assert windows.width_of(page) == 390
    eventually(lambda: not house.value("SELECT count(*) FROM volunteers_errand WHERE over_at IS NULL"), "all are told")
    house.settled()
    assert heard(house, leads, email, NOBODY) == (1, 1)
