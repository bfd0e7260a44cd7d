"""A class of twenty-five comes to a campaign under a teacher, who ticks them without network and sends the list later:
each is counted once, also when the list is sent again."""

import re

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.walks import fill
from tests.journeys.windows import Windows

CAME = (
    "SELECT count(*) FROM volunteers_checkin c JOIN volunteers_enrolment e ON e.id = c.enrolment_id "
    "JOIN volunteers_team t ON t.id = e.team_id WHERE t.code = %s"
)


def call_out(desk: Page, house: House, name: str, zone: str) -> None:
    """A campaign with one zone, of which the table says day, hours and places, and in which people may sign up."""
    day = zone.split(";")[0]
    desk.goto("/kk/desk/volunteers/campaigns/")
    fill(desk, {"name": name, "work": "general", "first_on": day, "last_on": day})
    desk.get_by_role("button", name="Науқанды дайындау").click()
    table = f"area;meeting;day;since;until;capacity\n{house.city.place};Мектеп ауласы;{zone}\n"
    desk.locator("#table").set_input_files({"name": "zones.csv", "mimeType": "text/csv", "buffer": table.encode()})
    desk.get_by_role("button", name="Аймақтарды енгізу").click()
    expect(desk.locator("[role=status]")).to_contain_text("1")
    desk.get_by_role("button", name="Жазылуды ашу").click()


def team_with_link(desk: Page, **about: str) -> str:
    """A team of the first zone; the link for who leads it."""
    fill(desk, {"zone": "1", **about})
    desk.get_by_role("button", name="Команда құру").click()
    return desk.locator(".d-hash").inner_text()


def test_a_class_is_checked_in_without_network(house: House, windows: Windows) -> None:
    desk, day = windows.desk("volunteer lead"), localdate()
    call_out(desk, house, "Таза Ауыл", f"{day};00:00;23:59;40")
    link = team_with_link(desk, name="9 «А» сынып", most="25")
    public = desk.get_by_role("link", name="Жұртқа көрінетін беті").get_attribute("href")

    # The teacher's phone has scripts; of the class three have phones, without.
    teacher = windows.phone(scripts=True)
    teacher.goto(link)
    code = teacher.locator("aside .d-code").inner_text()
    for _pupil in range(3):
        phone = windows.phone()
        phone.goto(public or "")
        phone.locator("#team").fill(code)
        phone.get_by_role("button", name="Команданы табу").click()
        phone.get_by_label("14 жас немесе үлкен").check()
        assert windows.width_of(phone) == 390
        phone.get_by_role("button", name="Билет алу").click()
        expect(phone.locator(".d-code")).to_have_text(re.compile(r"^[2-9A-Z]{6}$"))
        assert windows.width_of(phone) == 390
    teacher.get_by_text("Телефоны жоқ адамдарға билет").click()
    fill(teacher, {"people": "22"})
    teacher.get_by_label("14 жас немесе үлкен").check()
    teacher.get_by_role("button", name="Билет жасау").click()
    expect(teacher.locator("[name=ticket]")).to_have_count(25)

    # The list lies in the phone; then there is no network.
    teacher.get_by_role("button", name="Тізімді осы телефонда сақтау").click()
    expect(teacher.locator("[data-kept]")).to_be_visible()
    windows.watch_of(teacher).expect_silence()
    teacher.context.set_offline(True)
    teacher.goto("/kk/help/offline/")
    boxes = teacher.locator("[data-rosters] input[type=checkbox]")
    expect(boxes).to_have_count(25)
    for box in range(25):
        boxes.nth(box).check()
    teacher.get_by_role("button", name="Қазір жіберу").click()
    expect(teacher.locator("[role=status]")).to_contain_text("Желі жоқ")
    teacher.reload()
    expect(teacher.locator("[data-rosters]")).to_contain_text("Әлі жіберілмегені: 25")
    assert house.value(CAME, code) == 0
    kept = teacher.evaluate("localStorage.getItem('dauys-rosters')")
    assert len(re.findall(r'"id":', kept)) == 25

    # It is sent by itself once there is network, and a second time changes nothing.
    teacher.context.set_offline(False)
    expect(teacher.locator("[data-rosters]")).to_contain_text("Әлі жіберілмегені: 0")
    assert house.value(CAME, code) == 25
    teacher.evaluate("kept => localStorage.setItem('dauys-rosters', kept)", kept)
    teacher.reload()
    teacher.get_by_role("button", name="Қазір жіберу").click()
    expect(teacher.locator("[role=status]")).to_contain_text("Бәрі жіберілді")
    assert house.value(CAME, code) == 25
    teacher.goto(link)
    expect(teacher.locator("[data-poll]")).to_contain_text("25 / 25")
