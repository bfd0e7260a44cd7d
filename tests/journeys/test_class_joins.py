"""A class of three becomes volunteers by one link on small phones; of the youngest a parent is asked, and signs."""

import re
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import expect

from tests.journeys.classes import Pupil, code_of, open_class
from tests.journeys.house import House
from tests.journeys.walks import fill
from tests.journeys.windows import Windows


def test_a_class_joins_and_a_parent_signs(house: House, windows: Windows) -> None:
    desk = windows.desk("volunteer lead")
    link = open_class(desk, "7 «А» сынып", 3)
    assert desk.locator("svg.d-qr").is_visible()

    grown_up = localdate() - timedelta(days=365 * 30)
    teacher = Pupil(house, windows, "Мұғалім Сынақова", grown_up)
    older = Pupil(house, windows, "Оқушы Сынақов", localdate() - timedelta(days=366 * 15))
    young = Pupil(house, windows, "Бала Сынақов", localdate() - timedelta(days=365 * 13 + 60))
    for pupil in (teacher, older):
        pupil.joins(link)
        assert windows.width_of(pupil.page) == 390
    assert teacher.page.locator("svg.d-qr").is_visible(), "the first grown-up leads"
    assert not older.page.locator("svg.d-qr").count()

    # The youngest is told what the law asks; nothing typed is lost.
    page, parent_phone = young.writes(link), house.fresh_phone()
    young.sends()
    expect(page.locator("#guardian")).to_be_visible()
    assert page.locator("[name=name]").input_value() == young.name
    assert page.get_by_label("Сенбі, таң", exact=True).is_checked()
    assert not house.sms_to(young.phone)
    fill(page, {"guardian_name": "Әке Сынақов", "guardian_phone": parent_phone})
    young.sends()
    assert not house.sms_to(parent_phone), "nobody is written to before the child's own contact is known"
    young.confirms()
    expect(page.locator("#may + ul li").first).to_contain_text("ата-ана келісімі керек")

    # The parent reads and signs by a code on their own phone.
    parent = windows.phone()
    parent.goto(re.findall(r"https?://\S+", house.sms_with(parent_phone, "/help/consent/"))[0])
    expect(parent.locator("dl")).to_contain_text(young.name)
    expect(parent.locator("dl")).to_contain_text("Жалпы көмек")
    assert windows.width_of(parent) == 390
    parent.get_by_role("button", name="Код жіберу").click()
    fill(parent, {"code": "000000"})
    parent.get_by_role("button", name="Келісемін, қол қоямын").click()
    expect(parent.locator(".govuk-error-summary")).to_be_visible()
    fill(parent, {"code": code_of(house, parent_phone)})
    parent.get_by_role("button", name="Келісемін, қол қоямын").click()
    expect(parent.get_by_role("button", name="Келісімді қайтарып алу")).to_be_visible()

    page.reload()
    expect(page.locator("#may + ul li").first).to_contain_text("рұқсат етілген")
    expect(page.locator("#may + ul li").nth(1)).to_contain_text("рұқсат жоқ")

    # A fourth one comes too late, and the desk sees three.
    late = windows.phone()
    late.goto(link)
    expect(late.locator("[role=alert]")).to_be_visible()
    desk.goto("/kk/desk/volunteers/groups/")
    expect(desk.locator("section.d-card").first).to_contain_text("3 / 3")
