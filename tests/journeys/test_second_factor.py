"""An officer turns the second factor on with a phone, without scripts, in Kazakh, and signs in with it."""

import base64
import re
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page

from tests.journeys.house import House
from tests.journeys.windows import PHONE, Windows


def device(secret: str, steps: int) -> str:
    """What the app shows, some steps of thirty seconds from now."""
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)
    return totp.generate(int(datetime.now(UTC).timestamp()) + 30 * steps).decode()


def press(page: Page) -> None:
    page.locator("main form button.govuk-button").first.click()


def signs_in(page: Page, house: House, code: str) -> None:
    who = house.staff["clerk of letters"]
    page.goto("/kk/desk/today/")
    page.fill("#id_email", who.email)
    page.fill("#id_password", who.password)
    press(page)
    if code:
        assert page.url.endswith("/kk/login/code/")
        page.fill("#id_code", code)
        press(page)


def test_turned_on_by_a_phone_and_asked_for_ever_after(house: House, windows: Windows) -> None:
    page = windows.phone()
    signs_in(page, house, "")
    assert page.viewport_size == PHONE and page.url.endswith("/kk/desk/today/")
    page.locator('a[href="/kk/desk/security/"]').click()
    widths = [windows.width_of(page)]
    press(page)
    assert page.url.endswith("/kk/desk/security/set-up/") and page.locator("svg.d-qr").is_visible()
    widths.append(windows.width_of(page))
    secret = page.locator(".d-spelled").inner_text()
    page.fill("#id_code", "12345")
    press(page)
    assert page.locator("#id_code-error").is_visible()
    page.fill("#id_code", device(secret, 0))
    press(page)
    codes = page.locator(".d-codes li").all_inner_texts()
    assert len(codes) == 10 and all(re.fullmatch(r"\w{5}-\w{5}", code) for code in codes)
    widths.append(windows.width_of(page))

    # Elsewhere: the next code of the device; a recovery code typed in Cyrillic, once; the page wanted is reached.
    for code, good in ((device(secret, 1), True), (cyrillic(codes[0]), True), (codes[0], False)):
        other = windows.phone()
        signs_in(other, house, code)
        assert other.url.endswith("/kk/desk/today/" if good else "/kk/login/code/"), code
        if not good:
            assert other.locator("#id_code-error").is_visible()
            widths.append(windows.width_of(other))

    page.goto("/kk/desk/security/off/")
    page.fill("#id_code", codes[1].lower())
    press(page)
    assert page.url.endswith("/kk/desk/security/")
    who = house.staff["clerk of letters"].id
    assert not house.value("SELECT count(*) FROM accounts_authenticator WHERE user_id = %s", who)
    assert max(widths) <= PHONE["width"], widths


def cyrillic(code: str) -> str:
    return code.lower().translate(str.maketrans("abcehkmptx", "авсенкмртх"))
