"""A student takes their hours along: the signed file and the paper, which nobody has to believe us."""

import json
import re
from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from dauys.core.credentials import contexts, dids
from tests.journeys.house import House
from tests.journeys.test_night_of_the_flood import MAIN, walk_in
from tests.journeys.walks import fill, link_in
from tests.journeys.windows import Windows
from tests.outside.installed import verify_by_node

NAME = "Студент Үлгіұлы"


def download(page: Page, form: str, folder: Path) -> Path:
    """What the browser keeps of one form of the only certificate, under the name that the house gave it. It would show
    the paper by itself, and is told by a key to keep it."""
    with page.expect_download() as saved:
        page.locator(f'main a[href$="/{form}/"]').click(modifiers=["Alt"])
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    return file


def test_a_student_downloads_what_others_verify(house: House, windows: Windows, tmp_path: Path) -> None:
    desk, lead = windows.desk("coordinator"), windows.desk("volunteer lead")
    phone = walk_in(desk, house, NAME, 20)
    person = desk.url
    desk.goto(f"{person}hours/")
    day = (localdate() - timedelta(days=1)).isoformat()
    fill(desk, {"work": "mentoring", "day": day, "since": "10:00", "until": "13:00"})
    desk.locator(MAIN).click()
    desk.wait_for_load_state()
    lead.goto("/kk/desk/volunteers/hours/")
    lead.locator("tr", has_text=NAME).locator("[name=presence]").set_checked(True)
    lead.locator(MAIN).click()
    lead.wait_for_load_state()

    # Their own page, by its link on a small phone; the office gives the certificate once they ask for it.
    own = windows.phone()
    own.goto(link_in(house.sms_with(phone, "/help/me/"), "/help/me/"))
    own.get_by_role("link", name="Менің сағаттарым мен куәліктерім").click()
    assert "3 сағ" in own.locator("main").inner_text() and not own.locator("main section").count()
    lead.goto(f"{person}certificates/")
    lead.locator("aside form button").dblclick()
    expect(lead.locator("main section")).to_have_count(1)
    own.reload()
    assert own.locator("main section").count() == 1, "a double click is one certificate"
    assert windows.width_of(own) == 390

    # Whoever reads the short address on the paper finds the hours and no name.
    file = download(own, "document", tmp_path)
    (paper,) = PdfReader(download(own, "paper", tmp_path)).pages
    printed = paper.extract_text()
    (address,) = re.findall(rf"{re.escape(house.address)}/proof/[0-9A-Z-]+/", "".join(printed.split()))
    assert NAME in printed and file.stem in address
    anybody = windows.phone()
    anybody.goto(address)
    shown = anybody.locator("main").inner_text()
    assert "Куәлік жарамды" in shown and "3 сағ" in shown
    assert "Үлгіұлы" not in anybody.content() and phone not in anybody.content()
    assert windows.width_of(anybody) == 390

    # The file is accepted outside, and refused once it says more.
    text = file.read_text("utf-8")
    good, forged = json.loads(text), json.loads(text.replace('"creditsEarned": 3.0', '"creditsEarned": 30.0'))
    assert good != forged and file.suffix == ".json" and "Үлгіұлы" not in text and phone not in text
    did = good["issuer"]["id"]
    pinned = {address: contexts.load(address)["document"] for address in contexts.PINNED}
    asked = {"contexts": pinned, "documents": {did: dids.key_document(did)}, "credentials": [good, forged]}
    assert verify_by_node(asked) == [True, False]
