"""A class of twenty-five registers under a teacher and comes to a campaign with her: she ticks them without network and
sends the list later; each is counted once, also when the list is sent again."""

import re
from concurrent.futures import ThreadPoolExecutor

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.journeys.classes import Pupil, join_unseen, open_class, years_old
from tests.journeys.house import House
from tests.journeys.walks import fill
from tests.journeys.windows import Windows

CAME = (
    "SELECT count(*) FROM volunteers_checkin c JOIN volunteers_enrolment e ON e.id = c.enrolment_id "
    "JOIN volunteers_team t ON t.id = e.team_id WHERE t.code = %s"
)

NAMED = (
    "SELECT count(e.volunteer_id) FROM volunteers_enrolment e JOIN volunteers_team t ON t.id = e.team_id "
    "WHERE t.code = %s"
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


def test_a_class_registers_and_is_checked_in_without_network(house: House, windows: Windows) -> None:
    desk, day = windows.desk("volunteer lead"), localdate()
    call_out(desk, house, "Таза Ауыл", f"{day};00:00;23:59;40")
    public = desk.get_by_role("link", name="Жұртқа көрінетін беті").get_attribute("href") or ""
    group = open_class(desk, "9 «А» сынып", 30)

    # The teacher's phone has scripts; of the class two are seen on their phones, the others use the same pages.
    teacher = windows.phone(scripts=True)
    Pupil(house, windows, "Мұғалім Сынақова", years_old(30), page=teacher).joins(group)
    for number in range(1, 3):
        Pupil(house, windows, f"Оқушы Сынақов {number}", years_old(15)).joins(group)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: join_unseen(house, group, f"Оқушы Сынақов {n}", years_old(15)), range(3, 26)))

    # She brings them all as a team: her own ticket and twenty-five.
    teacher.goto(public)
    teacher.locator("a[href*='/zone/1/']").first.click()
    assert windows.width_of(teacher) == 390
    teacher.get_by_role("button", name="Тобымды команда етіп алып келемін").click()
    expect(teacher.locator("[name=ticket]")).to_have_count(26)
    assert windows.width_of(teacher) == 390
    code = teacher.locator("aside .d-code").inner_text()
    assert house.value(NAMED, code) == 26
    link = teacher.locator("section p a[href*='/help/lead/']").first.get_attribute("href") or ""

    # A neighbour joins by the code of the team, two more have no phone; none of them gives a name.
    neighbour = windows.phone()
    neighbour.goto(public)
    neighbour.locator("#team").fill(code)
    neighbour.get_by_role("button", name="Команданы табу").click()
    neighbour.get_by_label("14 жас немесе үлкен").check()
    assert windows.width_of(neighbour) == 390
    neighbour.get_by_role("button", name="Билет алу").click()
    expect(neighbour.locator(".d-code")).to_have_text(re.compile(r"^[2-9A-Z]{6}$"))
    assert windows.width_of(neighbour) == 390
    asked: list[str] = []
    teacher.on("request", lambda request: asked.append(request.url))
    teacher.goto(link)
    teacher.get_by_text("Телефоны жоқ адамдарға билет").click()
    fill(teacher, {"people": "2"})
    teacher.get_by_label("14 жас немесе үлкен").check()
    teacher.get_by_role("button", name="Билет жасау").click()
    expect(teacher.locator("[name=ticket]")).to_have_count(29)

    assert sum(address.endswith(link) for address in asked) < 5, "the page is asked for when somebody opens it"

    # The list lies in the phone; then there is no network.
    teacher.get_by_role("button", name="Тізімді осы телефонда сақтау").click()
    expect(teacher.locator("[data-kept]")).to_be_visible()
    windows.watch_of(teacher).expect_silence()
    teacher.context.set_offline(True)
    teacher.goto("/kk/help/offline/")
    boxes = teacher.locator("[data-rosters] input[type=checkbox]")
    expect(boxes).to_have_count(29)
    for box in range(29):
        boxes.nth(box).check()
    teacher.get_by_role("button", name="Қазір жіберу").click()
    expect(teacher.locator("[role=status]")).to_contain_text("Желі жоқ")
    teacher.reload()
    expect(teacher.locator("[data-rosters]")).to_contain_text("Әлі жіберілмегені: 29")
    assert house.value(CAME, code) == 0
    kept = teacher.evaluate("localStorage.getItem('dauys-rosters')")
    assert len(re.findall(r'"id":', kept)) == 29

    # It is sent by itself once there is network, and a second time changes nothing.
    teacher.context.set_offline(False)
    expect(teacher.locator("[data-rosters]")).to_contain_text("Әлі жіберілмегені: 0")
    assert house.value(CAME, code) == 29
    teacher.evaluate("kept => localStorage.setItem('dauys-rosters', kept)", kept)
    teacher.reload()
    teacher.get_by_role("button", name="Қазір жіберу").click()
    expect(teacher.locator("[role=status]")).to_contain_text("Бәрі жіберілді")
    assert house.value(CAME, code) == 29
    teacher.goto(link)
    expect(teacher.locator("[data-live]")).to_contain_text("29 / 29")
