"""Saves pictures of the main pages of a running demonstration into docs/screens/, wide and narrow, kk and ru.

Usage: ./dauys demo --port 8000, then: python tools/screens.py http://127.0.0.1:8000 [PICTURE ...]

Named pictures (home, office, import ...) are saved alone; all pages on the way are still visited.
"""

import argparse
import io
import re
import shutil
import sys
from collections.abc import Collection
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
ADMINISTRATOR = "admin@demo.example"
HIGHEST = 2000  # points: the rest of a long page tells nothing new
COLOURS = 96
PHONE = {"kk": "+7 701 000 00 01", "ru": "+7 701 000 00 02"}
# What an administrator and a clerk bring, each with lines that are wrong.
BODIES = (
    "code,kind,area,name_kk,name_ru\n"
    "akmola/aqjar/parks,department,kz/11/aqjar,Саябақ бөлімі,Отдел парков\n"
    "akmola/aqjar/roads,section,kz/11/aqjar,Жол бөлімі,Отдел дорог\n"
    "akmola/aqjar/trees,department,kz/11/nowhere,Ағаш бөлімі,\n"
)
APPEALS = (
    "external_number,received_on,name,text\n"
    "ЖТ-101,2026-03-02,Асан Үлгі,Біздің көшеде үш күннен бері су жоқ. Көмектесіңіздерші.\n"
    "ЖТ-102,02.03.2026,Мария Пробная,На нашей улице третий день нет света. Помогите.\n"
    "ЖТ-103,күні белгісіз,Ерлан Үлгі,Аулада шам жанбайды, балалар қараңғыда қайтады.\n"
)
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

    def __init__(self, page: Page, address: str, language: str, wanted: Collection[str]) -> None:
        self.page, self.address, self.language, self.wanted = page, address.rstrip("/"), language, wanted
        self.saved: list[Path] = []

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}/{self.language}/{path}")
        if answer is None or not answer.ok:
            raise SystemExit(f"{path} answered {answer.status if answer else 'nothing'}")

    def take(self, name: str) -> None:
        if self.wanted and name not in self.wanted:
            return
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
    """A PNG of few colours: flat pages lose nothing the eye sees, and a quarter of the size stays."""
    with Image.open(io.BytesIO(png)) as picture:
        seen = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, HIGHEST)))
        small = seen.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
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
    camera.answer(("name", said["name"]), ("phone", PHONE[camera.language]))
    camera.answer(("answer_by", "sms"), ("answer_language", camera.language))
    camera.take("say-check")
    page.locator(SEND).click()
    camera.take("receipt")
    by_a_code(camera)
    camera.go("demo/")
    page.locator('main form[action$="/track/"] button').first.click()
    page.wait_for_url("**/track/case/")
    camera.take("tracking")


def by_a_code(camera: Camera) -> None:
    """All one's own appeals, opened by a code that came to the phone."""
    page = camera.page
    camera.go("my/")
    page.locator("#id_contact").fill(PHONE[camera.language])
    page.locator("main form .govuk-button").first.click()
    page.wait_for_url("**/my/code/")
    for _ in range(20):
        camera.go("demo/postbox/")
        messages = page.locator("article", has_text=PHONE[camera.language].replace(" ", "")).all_inner_texts()
        codes = re.findall(r"(?<!\d)\d{6}(?!\d)", "\n".join(messages))
        if codes:
            break
        page.wait_for_timeout(1000)
    else:
        raise SystemExit("No code came.")
    camera.go("my/code/")
    page.locator("#code").fill(codes[0])
    page.locator("main form .govuk-button").first.click()
    page.wait_for_url("**/my/")
    camera.take("my")


def office(camera: Camera) -> None:
    """What is missing before the doors open, a table of bodies with errors, and appeals of another system."""
    camera.become(ADMINISTRATOR)
    camera.go("desk/office/")
    camera.take("office")
    camera.go("desk/office/bodies/")
    bring(camera, "bodies.csv", BODIES)
    camera.take("table-errors")
    camera.become(CLERK)
    camera.go("desk/imports/")
    bring(camera, "appeals.csv", APPEALS)
    camera.take("import")


def bring(camera: Camera, name: str, text: str) -> None:
    camera.page.locator("#table").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    camera.page.locator('form[enctype="multipart/form-data"] button').click()
    camera.page.wait_for_load_state()


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


def take_all(browser: Browser, address: str, wanted: Collection[str]) -> list[Path]:
    saved: list[Path] = []
    for language in LANGUAGES:
        for story in (citizen, staff, office):
            context = browser.new_context(locale=f"{language}-KZ", reduced_motion="reduce")
            camera = Camera(context.new_page(), address, language, wanted)
            story(camera)
            context.close()
            saved += camera.saved
            print(f"{language}: {story.__name__}", file=sys.stderr)
    return saved


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="of a running demonstration, like http://127.0.0.1:8000")
    parser.add_argument("picture", nargs="*", help="only these")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if not chromium:
        print("screens: Chromium is not installed", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        saved = take_all(browser, asked.address, asked.picture)
        browser.close()
    size = sum(path.stat().st_size for path in saved)
    print(f"{len(saved)} pictures, {size // 1024} KB, in {FOLDER.relative_to(FOLDER.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
