"""An officer adds a passkey in a real browser and signs in with it; without scripts the way by password stays."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

from tests.journeys.house import House
from tests.journeys.test_second_factor import device
from tests.journeys.windows import PHONE, Windows

WHO = "stranger"


@pytest.fixture
def by_name(house: House) -> Iterator[str]:
    """The house under a name, for a browser makes no passkey for an address in numbers."""
    address = f"http://localhost:{house.port}"
    house.restart_web(DAUYS_URL=address)
    yield address
    house.restart_web()


def with_authenticator(page: Page) -> tuple[CDPSession, str]:
    """The window's computer has a place for passkeys that knows its holder's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def gives_password(page: Page, house: House, address: str) -> None:
    page.goto(f"{address}/kk/login/")
    page.fill("#id_email", house.staff[WHO].email)
    page.fill("#id_password", house.staff[WHO].password)
    page.locator("main form button.govuk-button").first.click()


def signs_out(page: Page) -> None:
    page.locator('form[action="/kk/logout/"] button').click()
    page.wait_for_url("**/kk/")


def found_by_axe(page: Page) -> list[str]:
    violations: list[Any] = Axe().run(page).response["violations"]
    return [f"{page.url}: {v['id']}" for v in violations if v["impact"] in ("serious", "critical")]


def test_added_used_instead_of_password_and_code_and_gone(house: House, windows: Windows, by_name: str) -> None:
    page, wrong = windows.desk(), []
    authenticator, key = with_authenticator(page)
    gives_password(page, house, by_name)
    page.goto(f"{by_name}/kk/desk/security/")
    page.locator('form[action$="/security/begin/"] button').click()
    secret = page.locator(".d-spelled").inner_text()
    page.fill("#id_code", device(secret, 0))
    page.locator("main form button.govuk-button").first.click()
    codes = page.locator(".d-codes li").all_inner_texts()

    page.goto(f"{by_name}/kk/desk/security/")
    page.locator('a[href$="/passkeys/add/"]').click()
    page.fill("#id_name", "Жұмыс компьютері")
    page.fill("#id_code", "000000")
    page.locator("main form button.govuk-button").first.click()
    assert page.locator("#id_code-error").is_visible() and page.input_value("#id_name") == "Жұмыс компьютері"
    wrong += found_by_axe(page)
    page.fill("#id_code", codes[0])
    page.locator("main form button.govuk-button").first.click()
    page.wait_for_url("**/passkeys/create/")
    wrong += found_by_axe(page)
    page.locator('[data-passkey="create"]').click()
    page.wait_for_url("**/kk/desk/security/")
    assert page.get_by_text("Жұмыс компьютері").first.is_visible()
    assert len(authenticator.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    house.mail_with(house.staff[WHO].email, "Кіру кілті қосылды")
    wrong += found_by_axe(page)

    # In place of password and code; a finger that is not the holder's opens nothing.
    signs_out(page)
    page.goto(f"{by_name}/kk/login/?next=/kk/desk/calendar/")
    page.locator('a[href^="/kk/login/passkey/"]').click()
    wrong += found_by_axe(page)
    authenticator.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.locator('[data-passkey="get"]').click()
    page.locator("[data-passkey-failed]").wait_for(state="visible")
    assert page.url.startswith(f"{by_name}/kk/login/passkey/")
    authenticator.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.locator('[data-passkey="get"]').click()
    page.wait_for_url("**/kk/desk/calendar/")

    # After the password, in place of the code.
    signs_out(page)
    gives_password(page, house, by_name)
    assert page.url.endswith("/kk/login/code/")
    wrong += found_by_axe(page)
    page.locator('[data-passkey="get"]').click()
    page.wait_for_url("**/desk/**")

    # And where a code is asked for at the desk: turning all of it off.
    page.goto(f"{by_name}/kk/desk/security/off/")
    page.locator('[data-passkey="get"]').click()
    page.wait_for_url("**/kk/desk/security/")
    who = house.staff[WHO].id
    assert not house.value("SELECT count(*) FROM accounts_passkey WHERE user_id = %s", who)
    assert not house.value("SELECT count(*) FROM accounts_authenticator WHERE user_id = %s", who)
    house.mail_with(house.staff[WHO].email, "Кіру кілті өшірілді")
    signs_out(page)
    page.goto(f"{by_name}/kk/login/passkey/")
    page.locator('[data-passkey="get"]').click()
    page.locator(".govuk-error-summary").wait_for()
    assert not wrong, "\n".join(wrong)


def test_without_scripts_the_page_leads_to_the_password(house: House, windows: Windows, by_name: str) -> None:
    page, widths = windows.phone(), []
    for language in ("kk", "ru"):
        page.goto(f"{by_name}/{language}/login/?next=/{language}/desk/calendar/")
        widths.append(windows.width_of(page))
        page.locator(f'a[href^="/{language}/login/passkey/"]').click()
        assert page.locator("[data-passkey-without]").is_visible() and not page.locator("[data-passkey]").is_visible()
        widths.append(windows.width_of(page))
        page.locator(f'main p a[href^="/{language}/login/?next="]').click()
        assert page.locator("#id_password").is_visible()
    assert max(widths) <= PHONE["width"], widths
