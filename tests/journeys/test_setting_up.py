"""An administrator sets an office up from nothing: bodies, staff, letters, a deputy, one who leaves and comes again."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import opened
from tests.journeys.house import SOURCE, House
from tests.journeys.waiting import eventually
from tests.journeys.windows import PHONE, Windows
from tests.support import ServerOfTests

PARKS = "akmola/aqjar/parks"
HEAD = "code,kind,area,name_kk,name_ru"
WRONG = f"""{HEAD}
{PARKS},department,kz/11/aqjar,Саябақтар,Парки
{PARKS}/trees,grove,kz/11/aqjar,Ағаштар,Деревья
"""
RIGHT = WRONG.replace("grove", "department")
PASSWORD = "қой-жұлдыз-терезе-бұлақ"
ADMIN, OFFICER, CHIEF, SECOND, GUEST = (f"n{n}@office.example" for n in range(5))
NAMES = {ADMIN: "Әкімгер Үлгі", OFFICER: "Айдос Үлгі", CHIEF: "Сабыр Үлгі", SECOND: "Екінші Үлгі", GUEST: "Жаңа Үлгі"}


def staff_table(language: str) -> str:
    rows = ((OFFICER, "officer", PARKS), (CHIEF, "supervisor", PARKS), (SECOND, "administrator", "*"))
    lines = [f"{email},{NAMES[email]},{role},{body},{language}" for email, role, body in rows]
    return "\n".join(["email,name,role,body,language", *lines]) + "\n"


@pytest.fixture
def office(server_of_tests: ServerOfTests) -> Iterator[House]:
    """An installation nobody works in yet: the pack is loaded, web and worker run, there is no account."""
    with opened(server_of_tests, purpose="office", staffed=False) as house:
        yield house


@pytest.fixture
def windows(office: House, browser: Any) -> Iterator[Windows]:
    opened = Windows(office, browser)
    yield opened
    troubles = opened.close()
    assert not troubles, "the browser complained:\n" + "\n".join(troubles)


def first_letter(office: House, language: str) -> str:
    """What the operator types on the server, and the path it prints."""
    command = [sys.executable, "-m", "dauys", "staff", "invite", ADMIN, "--name", NAMES[ADMIN], "--language", language]
    done = subprocess.run(command, env=office.environment, cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return urlsplit(done.stdout.strip()).path


def letter(office: House, email: str, nth: int = 1) -> str:
    """The path in the letter that arrived, or in a later one."""
    mails = eventually(lambda: office.mail_to(email) if len(office.mail_to(email)) >= nth else [], f"letter {nth}")
    found = re.search(r"\S+/invitation/\S+", mails[nth - 1].get_content())
    assert found
    return urlsplit(found[0]).path


def press(page: Page) -> None:
    page.locator("main form button.govuk-button").first.click()


def chooses_a_password(page: Page, path: str) -> None:
    page.goto(path)
    for first, again in (("қысқа", "қысқа"), (PASSWORD, "басқа сөз болды"), (PASSWORD, PASSWORD)):
        page.fill("#id_password", first)
        page.fill("#id_again", again)
        press(page)
    page.locator('main a[href$="/login/"]').click()


def signs_in(page: Page, email: str) -> None:
    page.fill("#id_email", email)
    page.fill("#id_password", PASSWORD)
    press(page)


def brings(page: Page, table: str) -> None:
    page.set_input_files("#table", {"name": "t.csv", "mimeType": "text/csv", "buffer": table.encode()})
    page.locator("form:has(#table) button").click()


def state_of(page: Page, path: str, nth: int = 0) -> str:
    """Which mark stands beside an item of the checklist that leads there."""
    row = page.locator(f'tr:has(a.d-subject[href="{path}"])').nth(nth)
    return str(row.locator(".d-tag").get_attribute("class"))


@pytest.mark.parametrize(("language", "small"), [("ru", False), ("kk", True)], ids=["ru", "kk on a phone"])
def test_from_no_account_to_a_working_office(office: House, windows: Windows, language: str, small: bool) -> None:
    opens: Callable[[], Page] = windows.phone if small else windows.desk
    widths: list[int] = []

    def look(page: Page) -> None:
        assert page.locator("html").get_attribute("lang") == language
        widths.append(windows.width_of(page))

    here = f"/{language}/desk/office/"
    admin = opens()
    chooses_a_password(admin, first_letter(office, language))
    signs_in(admin, ADMIN)
    admin.locator(f'a[href="{here}"]').first.click()
    assert "d-tag--late" in state_of(admin, f"{here}staff/", 1), "one administrator alone"
    look(admin)

    # The table of bodies has a wrong line; nothing is written until it is mended.
    admin.locator(f'a.d-subject[href="{here}bodies/"]').click()
    brings(admin, WRONG)
    cells = admin.locator(".govuk-error-summary + table tbody tr").first.locator("td").all_inner_texts()
    assert (cells[0].strip(), cells[1].strip()) == ("3", "kind") and "grove" in cells[2]
    assert not office.value("SELECT count(*) FROM directory_organization WHERE source = 'office'")
    look(admin)
    brings(admin, RIGHT)
    look(admin)
    press(admin)
    assert office.value("SELECT count(*) FROM directory_organization WHERE source = 'office'") == 2
    look(admin)

    # The staff; a letter goes out to each, and one of them chooses a password and signs in.
    admin.goto(f"{here}staff/")
    brings(admin, staff_table(language))
    look(admin)
    press(admin)
    for email in (OFFICER, CHIEF, SECOND):
        letter(office, email)
    officer, chief = opens(), opens()
    for window, email in ((officer, OFFICER), (chief, CHIEF)):
        chooses_a_password(window, letter(office, email))
        signs_in(window, email)
        assert NAMES[email] in window.locator(".d-rail__me").inner_text()
    look(officer)
    officer.goto(letter(office, OFFICER))
    assert officer.locator("#id_password").count() == 0, "the letter works once"
    officer.goto(f"/{language}/desk/")

    # A deputy for the officer's leave, beginning today.
    admin.goto(f"{here}staff/")
    look(admin)
    admin.locator("a.d-subject", has_text=NAMES[OFFICER]).click()
    about = admin.url
    chief_id = office.value("SELECT id::text FROM accounts_user WHERE email = %s", CHIEF)
    admin.select_option("#id_deputy", chief_id)
    admin.fill("#id_until", f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}")
    admin.locator('form[action$="/deputies/"] button').click()
    assert admin.locator("li", has_text=NAMES[CHIEF]).is_visible()
    look(admin)

    # Who leaves is out at once and cannot come in again.
    officer.goto(f"/{language}/desk/")
    assert officer.url.endswith(f"/{language}/desk/")
    admin.locator('form[action$="/end/"] button.govuk-button--warning').click()
    assert admin.locator("#id_sure-error").is_visible()
    admin.check("#id_sure")
    admin.locator('form[action$="/end/"] button.govuk-button--warning').click()
    assert admin.url == about and admin.locator('a[href$="/back/"]').is_visible()
    look(admin)
    officer.goto(f"/{language}/desk/")
    assert "/login/" in officer.url
    signs_in(officer, OFFICER)
    assert officer.locator("#id_password-error").is_visible()
    look(officer)

    # Who comes again gets a new letter, and a role chosen anew.
    admin.locator('a[href$="/back/"]').click()
    press(admin)
    assert admin.locator("#id_role-error").is_visible() and admin.locator("#id_place-error").is_visible()
    look(admin)
    admin.select_option("#id_role", "clerk")
    admin.select_option("#id_place", PARKS)
    press(admin)
    assert admin.url == about
    chooses_a_password(officer, letter(office, OFFICER, 2))
    signs_in(officer, OFFICER)
    assert NAMES[OFFICER] in officer.locator(".d-rail__me").inner_text()

    # One more is added by the form; what was typed stays beside the error.
    admin.goto(f"{here}staff/new/")
    admin.fill("#id_name", NAMES[GUEST])
    admin.fill("#id_email", OFFICER)
    admin.select_option("#id_role", "officer")
    admin.select_option("#id_place", PARKS)
    press(admin)
    assert admin.locator("#id_email-error").is_visible() and admin.input_value("#id_name") == NAMES[GUEST]
    look(admin)
    admin.fill("#id_email", GUEST)
    admin.select_option("#id_language", language)
    press(admin)
    assert letter(office, GUEST)

    # What was missing is there; what was done stands in the journal of the office.
    admin.goto(here)
    assert "d-tag--done" in state_of(admin, f"{here}bodies/")
    assert "d-tag--done" in state_of(admin, f"{here}staff/", 1)
    admin.goto(f"{here}journal/")
    told = admin.locator("main table").inner_text()
    assert all(name in told for name in (NAMES[OFFICER], NAMES[CHIEF], NAMES[SECOND]))
    look(admin)
    assert max(widths) <= PHONE["width"], widths
