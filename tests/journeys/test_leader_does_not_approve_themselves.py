"""A coordinator is a volunteer, too, and leads on the spot: another one approves those hours, one by one or all of a
campaign at once; the one who approves them all goes without their own."""

from datetime import timedelta

from django.utils.timezone import localdate, localtime
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.test_campaign_without_network import call_out, team_with_link
from tests.journeys.test_night_of_the_flood import MAIN, ask_these, take_in, walk_in
from tests.journeys.waiting import eventually
from tests.journeys.walks import fill, fresh_text, link_in
from tests.journeys.windows import Windows

LEADS, COMES, LEAD = "Жетекші Сынақова", "Көмекші Сынақов", "Аға Сынақов"
HOURS = "/kk/desk/volunteers/hours/"
IN_LEDGER = (
    "SELECT COALESCE(SUM(e.minutes), 0)::int FROM volunteers_volunteer v "
    "LEFT JOIN volunteers_hourentry e ON e.volunteer_id = v.id WHERE v.id = %s"
)


def in_ledger(house: House, people: dict[str, str]) -> dict[str, int]:
    return {name: house.value(IN_LEDGER, key) for name, key in people.items()}


def both(desk: Page) -> None:
    for name in (LEADS, COMES):
        desk.get_by_role("checkbox", name=name).set_checked(True)
    desk.locator(MAIN).click()
    desk.wait_for_load_state()


def test_hours_of_a_leader_are_approved_by_somebody_else(house: House, windows: Windows) -> None:
    desk, lead = windows.desk("coordinator"), windows.desk("volunteer lead")
    people, own = {}, {}
    for name, who in ((LEADS, "coordinator"), (LEAD, "volunteer lead"), (COMES, "")):
        contact = {"phone": "", "email": house.staff[who].email} if who else {}
        phone = walk_in(lead, house, name, 30, **contact)
        people[name] = lead.url.rstrip("/").rsplit("/", 1)[1]
        text = (
            house.mail_with(contact["email"], "/help/me/").get_content() if who else house.sms_with(phone, "/help/me/")
        )
        own[name] = windows.phone()
        own[name].goto(link_in(text, "/help/me/"))
    address = house.staff["coordinator"].email

    # It began an hour ago and is over soon; the coordinator comes, and leads.
    now = localtime()
    since, until = now - timedelta(hours=1), now + timedelta(minutes=20)
    line = take_in(
        lead, house, fresh_text("Қар күреу."), people="2", work="general", priority="8",
        day=f"{since:%Y-%m-%d}", since=f"{since:%H:%M}", until=f"{until:%H:%M}",
    )  # fmt: skip
    ask_these(lead, line, [LEADS, COMES])
    for name, text in (
        (LEADS, house.mail_with(address, "/help/offer/").get_content()), (COMES, house.sms_with(phone, "/help/offer/"))
    ):  # fmt: skip
        own[name].goto(link_in(text, "/help/offer/"))
        own[name].locator('button[value="yes"]').click()
        expect(own[name].locator("main")).to_contain_text("Сізді күтеміз")
    lead.reload()
    lead.get_by_role("button", name=f"Сол жердегі жетекші: {LEADS}").click()
    leader = own[LEADS]
    leader.goto(link_in(house.mail_with(address, "жетекшісіз").get_content(), "/help/offer/"))
    leader.get_by_role("link", name="Кім болғанын айту").click()
    leader.get_by_role("button", name="Қалғаны жоспардағыдай келді: 2").dblclick()
    expect(leader.locator("main")).to_contain_text("Басқа адам бекітеді")
    assert windows.width_of(leader) == 390

    # At the desk they try to approve what they said themselves: nothing moves, and the page says why.
    desk.goto(HOURS)
    both(desk)
    expect(desk.locator("[role=alert]")).to_contain_text("олар сіздікі")
    expect(desk.locator("[role=alert]")).to_contain_text("2")
    said = "SELECT state, approved_by_id FROM volunteers_presence WHERE volunteer_id = ANY(%s)"
    assert house.rows(said, list(people.values())) == [("said", None)] * 2
    assert in_ledger(house, people) == {LEADS: 0, LEAD: 0, COMES: 0}
    lead.goto(HOURS)
    both(lead)
    assert in_ledger(house, people) == {LEADS: 80, LEAD: 0, COMES: 80}
    own[COMES].goto("/kk/help/me/")
    expect(own[COMES].locator("section", has_text="Менің сағатым")).to_contain_text("1 сағ 20 мин")

    # All three get a ticket of a campaign. Two days later its list on paper is typed in.
    call_out(lead, house, "Таза Көше", f"{localdate() + timedelta(days=1)};10:00;13:00;9")
    team = team_with_link(lead, name="Көршілер", most="9")
    key = lead.url.rstrip("/").rsplit("/", 1)[1]
    code = house.value("SELECT t.code FROM volunteers_team t WHERE t.name = 'Көршілер'")
    tickets = []
    for page in own.values():
        page.goto(f"/kk/help/team/{code}/")
        page.get_by_role("button", name="Билет алу").click()
        tickets.append(page.locator("main .d-code").inner_text())
    house.rows(
        "UPDATE volunteers_zone SET during = tstzrange(lower(during) - interval '2 days', "
        "upper(during) - interval '2 days') WHERE campaign_id = %s RETURNING id", key
    )  # fmt: skip
    house.rows(
        "UPDATE volunteers_campaign SET first_on = first_on - 2, last_on = last_on - 2 WHERE id = %s RETURNING id", key
    )
    leader.goto(team)
    fill(leader, {"codes": "\n".join(tickets)})
    leader.get_by_role("button", name="Олар келді").click()
    expect(leader.locator(".d-note[role=status]")).to_contain_text("3")

    # One writes the hours down and cannot approve them; another one approves all but their own.
    desk.goto(f"/kk/desk/volunteers/campaigns/{key}/")
    press(house, desk, "Сағаттарды жазу")
    desk.get_by_role("button", name="Бәрін бекіту").click()
    expect(desk.locator("[role=alert]")).to_contain_text("Басқа адам жазған, күмәнсіз сағат жоқ")
    assert in_ledger(house, people) == {LEADS: 80, LEAD: 0, COMES: 80}
    lead.goto(f"/kk/desk/volunteers/campaigns/{key}/")
    press(house, lead, "Бәрін бекіту")
    assert in_ledger(house, people) == {LEADS: 260, LEAD: 0, COMES: 260}
    done = "SELECT what, people FROM volunteers_errand WHERE campaign_id = %s ORDER BY asked_at"
    assert house.rows(done, key) == [("say", 3), ("approve", 2)]


def press(house: House, desk: Page, button: str) -> None:
    """It is asked for twice by mistake while the worker is away, and done once it is back."""
    house.kill_worker()
    desk.get_by_role("button", name=button).dblclick()
    expect(desk.locator("section[aria-labelledby=errands] .d-tag")).to_have_count(1)
    house.ensure_running()
    eventually(lambda: not house.value("SELECT count(*) FROM volunteers_errand WHERE over_at IS NULL"), button, 60)
