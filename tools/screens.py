"""Saves pictures of the main pages of a running demonstration into docs/screens/, wide and narrow, kk and ru.

Usage: python tools/screens.py http://127.0.0.1:8000
"""

import argparse
import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDTHS = {1280: 900, 390: 800}
LANGUAGES = ("kk", "ru")
CONTINUE = "main form .govuk-button-group button"
SEND = "form:not([action]) .govuk-button-group button"
CLERK, OFFICER, HEAD = "akimat@demo.example", "housing@demo.example", "head@demo.example"
SAID = {
    "kk": {
        "text": "Бәйтерек көшесінде үш күннен бері ауыз су жоқ. Ауылда бала көп, суды көрші көшеден тасимыз.",
        "place_note": "Бәйтерек көшесі, 14",
        "name": "Айгүл Сынақова",
    },
    "ru": {
        "text": "На улице Байтерек три дня нет питьевой воды. В ауле много детей, носим воду с соседней улицы.",
        "place_note": "улица Байтерек, 14",
        "name": "Айгуль Пробная",
    },
}


class Camera:
    """Takes every page in both widths, in one language."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.address, self.language = page, address.rstrip("/"), language
        self.saved: list[Path] = []

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}/{self.language}/{path}")
        if answer is None or not answer.ok:
            raise SystemExit(f"{path} answered {answer.status if answer else 'nothing'}")

    def take(self, name: str) -> None:
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            target = FOLDER / f"{name}-{self.language}-{width}.png"
            save_small(self.page.screenshot(full_page=True, animations="disabled"), target)
            self.saved.append(target)
        self.page.set_viewport_size({"width": 1280, "height": WIDTHS[1280]})

    def answer(self, *fields: tuple[str, str]) -> None:
        """Fills the question that is open and goes on to the next."""
        for name, value in fields:
            field = self.page.locator(f"main [name={name}]")
            radio = self.page.locator(f'main [name={name}][value="{value}"]')
            if radio.count():
                if not radio.is_visible():
                    self.page.locator("details:not([open])", has=radio).locator("summary").click()
                radio.check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.locator(CONTINUE).first.click()

    def become(self, email: str) -> None:
        self.go("demo/")
        self.page.locator("tr", has=self.page.get_by_text(email, exact=True)).locator(
            'form[action*="/become/"] button'
        ).click()
        self.page.wait_for_url("**/desk/**")


def save_small(png: bytes, target: Path) -> None:
    """A PNG of at most 256 colours: flat pages lose nothing the eye sees, and a third of the size stays."""
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(target, "PNG", optimize=True)


def citizen(camera: Camera) -> None:
    """From the front page to the receipt of a fresh appeal, and an appeal that was answered."""
    said, page = SAID[camera.language], camera.page
    camera.go("")
    camera.take("home")
    camera.go("voices/")
    camera.take("voices")
    camera.go("figures/")
    camera.take("figures")
    camera.go("say/what/")
    page.locator("#id_text").fill(said["text"])
    camera.take("say-what")
    camera.answer()
    for area in ("kz/11/", "kz/11/aqjar/", "kz/11/aqjar/dostyq/"):
        camera.answer(("area", area))
    camera.answer(("place_note", said["place_note"]))
    page.locator('[name=topic][value="water"]').check()
    camera.take("say-about")
    camera.answer(("topic", "water"))
    camera.answer(("kind", "application"))
    camera.answer(("for_whom", "self"))
    camera.answer(("name", said["name"]), ("phone", "+7 701 000 00 00"))
    camera.answer(("answer_by", "sms"), ("answer_language", camera.language))
    camera.take("say-check")
    page.locator(SEND).click()
    camera.take("receipt")
    camera.go("demo/")
    page.locator('main form[action$="/track/"] button').first.click()
    page.wait_for_url("**/track/case/")
    camera.take("tracking")


def staff(camera: Camera) -> None:
    """The desk: sign-in, an officer's list, a case, the answer, and a clerk's form."""
    page = camera.page
    camera.go("login/")
    camera.take("sign-in")
    camera.become(OFFICER)
    camera.go("desk/?view=body")
    camera.take("worklist")
    camera.go("desk/?view=mine")
    links = [link.get_attribute("href") for link in page.locator("tr[data-row] a.d-subject").all()]
    for link in filter(None, links):
        page.goto(camera.address + link)
        if page.locator('a[href$="/answer/"]').count():
            break
    else:
        raise SystemExit("The officer has no case to answer.")
    camera.take("case")
    page.locator('a[href$="/answer/"]').first.click()
    camera.take("answer")
    camera.become(CLERK)
    camera.go("desk/register/")
    camera.take("register")
    camera.become(HEAD)
    camera.go("desk/board/")
    camera.take("board")
    camera.go("desk/")
    page.fill("#q", "лифт")
    page.press("#q", "Enter")
    page.wait_for_url("**/desk/find/")
    camera.take("search")


def take_all(browser: Browser, address: str) -> list[Path]:
    saved: list[Path] = []
    for language in LANGUAGES:
        for story in (citizen, staff):
            context = browser.new_context(locale=f"{language}-KZ", reduced_motion="reduce")
            camera = Camera(context.new_page(), address, language)
            story(camera)
            context.close()
            saved += camera.saved
            print(f"{language}: {story.__name__}", file=sys.stderr)
    return saved


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="of a running demonstration, like http://127.0.0.1:8000")
    address = parser.parse_args().address
    chromium = shutil.which("chromium")
    if not chromium:
        print("screens: Chromium is not installed", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        saved = take_all(browser, address)
        browser.close()
    size = sum(path.stat().st_size for path in saved)
    print(f"{len(saved)} pictures, {size // 1024} KB, in {FOLDER.relative_to(FOLDER.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
