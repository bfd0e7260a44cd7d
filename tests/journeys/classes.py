"""A class of a school: a group made at the desk, and who joins it by its link, on a phone or without a screen."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.walks import fill
from tests.journeys.windows import Windows

SCHOOL = "127.0.0.7"
_KEY = re.compile(r'name="key" value="([^"]+)"')


def years_old(years: int) -> date:
    """A day of birth; some weeks before the birthday."""
    return localdate() - timedelta(days=366 * years + 30)


def code_of(house: House, phone: str) -> str:
    return str(re.findall(r"\b\d{6}\b", house.sms_with(phone, "код"))[0])


def open_class(desk: Page, name: str, most: int) -> str:
    """Makes the group; the link by which it is joined."""
    desk.goto("/kk/desk/volunteers/groups/")
    fill(desk, {"kind": "class", "name": name, "most": str(most)})
    desk.locator("form:has([name=most]) button").click()
    return desk.locator(".d-hash").inner_text()


class Pupil:
    """One of the class with a phone of their own, without scripts."""

    def __init__(self, house: House, windows: Windows, name: str, born_on: date, *, page: Page | None = None) -> None:
        self.house, self.windows = house, windows
        self.page, self.phone, self.name, self.born_on = page or windows.phone(), house.fresh_phone(), name, born_on

    def writes(self, at: str) -> Page:
        self.page.goto(at)
        about = {"name": self.name, "born_on": self.born_on.isoformat(), "contact": self.phone}
        fill(self.page, {**about, "area": self.house.city.place})
        self.page.get_by_label("Тамақ пісіру").check()
        self.page.get_by_label("Сенбі, таң", exact=True).check()
        return self.page

    def sends(self) -> None:
        assert self.windows.width_of(self.page) == 390
        self.page.locator("main form button.govuk-button").first.click()

    def confirms(self) -> None:
        self.page.wait_for_url("**/help/join/code/")
        self.page.locator("form:not(:has([name=code])) button").click()
        fill(self.page, {"code": code_of(self.house, self.phone)})
        self.page.locator("form:has([name=code]) button").click()
        self.page.wait_for_url("**/help/me/")

    def joins(self, at: str) -> None:
        self.writes(at)
        self.sends()
        self.confirms()


def join_unseen(house: House, link: str, name: str, born_on: date) -> None:
    """The same pages without a browser, for the rest of a large class; from their school, or other stories
    would wait for the brakes."""
    one, phone, path = Caller(house, "kk", comes_from=SCHOOL), house.fresh_phone(), urlsplit(link).path
    found = _KEY.search(one.get(path).text)
    assert found, "the form of the group has no key"
    sent = one.post(
        path, key=found[1], name=name, born_on=born_on.isoformat(), contact=phone, area=house.city.place, radius="15",
        languages="kk", free="sat-am", max_load="1",
    )  # fmt: skip
    assert sent.location.endswith("/help/join/code/"), (sent.status, sent.text)
    one.post("help/join/code/")
    done = one.post("help/join/code/", code=code_of(house, phone))
    assert done.location.endswith("/help/me/"), (done.status, done.text)
