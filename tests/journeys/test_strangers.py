"""Strangers try what is not theirs: guessed codes, borrowed cookies, another body's cases, a page elsewhere."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from pypdf import PdfWriter

from tests.factories import BLOCKS
from tests.journeys.caller import Caller, Reply
from tests.journeys.house import House
from tests.journeys.walks import (
    Receipt,
    answered,
    answers,
    at_desk,
    filed,
    fill,
    fresh_text,
    go_on,
    ids_of,
    open_by_code,
    state_of,
    walk,
)
from tests.journeys.windows import Windows

WRONG = "AAAAA-AAAAA"
pytestmark = pytest.mark.every_pack


def looks_up(visitor: Caller, number: str, code: str) -> Reply:
    return visitor.post("track/", number=number, code=code)


def test_guessing_shuts_the_number_and_no_other(house: House, visitor: Caller) -> None:
    victim, other = filed(house), filed(house)
    short = "-".join(victim.number.split("-")[-2:])
    for n in range(10):
        reply = looks_up(visitor, victim.number if n % 2 else short.lower(), WRONG)
        assert reply.status == 422
    assert looks_up(visitor, victim.number, victim.code).status == 422, "the right code opened a number under attack"
    assert looks_up(Caller(house), victim.number, victim.code).status == 422, "a fresh browser is enough to go on"
    assert looks_up(visitor, other.number, other.code).location == f"/{house.city.language}/track/case/"


def test_a_wrong_code_and_a_number_that_is_not_there_look_the_same(house: House) -> None:
    there = filed(house)
    nowhere = f"{there.number[:3]}2026-9999999-1"
    pages = []
    for number in (there.number, nowhere):
        reply = looks_up(Caller(house), number, WRONG)
        assert reply.status == 422
        pages.append(reply.text.replace(number, "").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert pages[0] == pages[1]


def test_a_cookie_opens_its_own_case_only(house: House) -> None:
    mine, theirs = filed(house), filed(house)
    answered(house, theirs.obligation_id)
    me = open_by_code(Caller(house), mine)
    assert mine.number in me.get("track/case/").text
    before = house.settled()
    reply = me.post(f"track/rate/{theirs.obligation_id}/", solved="not_solved", score=1)
    assert (reply.status, reply.location) == (302, f"/{house.city.language}/track/")
    assert house.settled() == before

    # A cookie that was cut, changed or made for a draft opens nothing.
    value = next(c["value"] for c in me.cookies() if c["name"] == "dauys_case")
    writer = Caller(house)
    writer.post("say/what/", text=fresh_text())
    of_draft = next(c["value"] for c in writer.cookies() if c["name"] == "dauys_draft")
    for forged in (value[:-2], value.replace(":", ":x", 1), of_draft, f'"{theirs.case_id}"'):
        stranger = Caller(house).take_cookies([{"name": "dauys_case", "value": forged}])
        for page in ("track/case/", "receipt/", "track/confirm/"):
            assert stranger.get(page).location == f"/{house.city.language}/track/"


@pytest.fixture(scope="module")
def full_case(house: House, browser: Any) -> Receipt:
    """A case with a picture and a document, waiting for approval: something behind every address."""
    windows, phone, words, city = Windows(house, browser), house.fresh_phone(), fresh_text(), house.city
    page = windows.phone()
    page.goto(f"/{city.language}/say/")
    fill(page, {"text": words})
    pdf, jpeg = io.BytesIO(), io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(pdf)
    Image.new("RGB", (20, 20)).save(jpeg, "JPEG")
    page.locator("#files").set_input_files(
        [
            {"name": "doc.pdf", "mimeType": "application/pdf", "buffer": pdf.getvalue()},
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": jpeg.getvalue()},
        ]
    )
    go_on(page)
    steps = {k: v for k, v in answers(city, text=words, phone=phone).items() if k != "what"}
    walk(page, city.language, steps, city=city)
    page.locator("form:not([action]) .govuk-button-group button").click()
    number, code = page.locator("#num").inner_text().strip(), page.locator(".d-code").inner_text().strip()
    assert windows.close() == []
    case_id, obligation_id = ids_of(house, words)
    reply = at_desk(house, "officer").post(
        f"desk/obligations/{obligation_id}/answer/", **BLOCKS, language=city.language, revision=0, submit=1
    )
    assert reply.status == 302
    return Receipt(case_id, obligation_id, number, code, words, phone)


def files_of(house: House, receipt: Receipt) -> dict[str, str]:
    """Addresses of the case's files by their type."""
    rows = house.rows("SELECT media_type, id::text FROM files_storedfile WHERE holder = %s", receipt.case_id)
    return {kind: f"desk/cases/{receipt.case_id}/files/{file_id}/" for kind, file_id in rows}


def addresses(house: House, receipt: Receipt) -> dict[str, dict[str, Any]]:
    """Every address of the desk that leads to one case, with what a form there sends."""
    case, obligation = f"desk/cases/{receipt.case_id}", f"desk/obligations/{receipt.obligation_id}"
    answer = {**BLOCKS, "language": house.city.language, "revision": 1}
    return {
        f"{case}/": {},
        **{path: {} for path in files_of(house, receipt).values()},
        f"{case}/contacts/": {"purpose": "call_back"},
        f"{case}/slip/": {},
        f"{obligation}/answer/": {**answer, "save": 1},
        f"{obligation}/answer/autosave/": answer,
        f"{obligation}/check/": {"send": 1},
        f"{obligation}/read-out/": {"proof": "Өзі тыңдады, бәрі түсінікті деді."},
        f"{obligation}/kind/": {"choice": "complaint"},
        f"{obligation}/body/": {"choice": house.city.elsewhere},
        f"{obligation}/take/": {},
        f"{obligation}/give/": {"choice": house.staff["stranger"].id},
    }


def test_an_officer_of_another_body_finds_nothing_there(house: House, full_case: Receipt) -> None:
    stranger, token = at_desk(house, "stranger"), at_desk(house, "stranger").token()
    assert stranger.get("desk/").status == 200
    paths, before = addresses(house, full_case), house.settled()
    wrong = []
    for path, fields in paths.items():
        got, sent = stranger.get(path).status, stranger.post(path, token, **fields).status
        posts_only = path.endswith(("/slip/", "/autosave/", "/take/"))
        reads_only = path.endswith(f"{full_case.case_id}/") or "/files/" in path
        if got != (405 if posts_only else 404):
            wrong.append(f"GET {path}: {got}")
        if sent != (405 if reads_only else 404):
            wrong.append(f"POST {path}: {sent}")
    assert not wrong, "\n".join(wrong)
    assert house.settled() == before
    assert state_of(house, full_case.obligation_id) == "in_approval"
    for words in (full_case.number, full_case.text.split()[0], full_case.number[-7:]):
        for reply in (stranger.get(f"desk/find/?q={quote(words)}"), stranger.post("desk/find/", token, q=words)):
            assert reply.status == 200
            assert full_case.text not in reply.text and full_case.case_id not in reply.text
    assert full_case.text.split(":")[0] not in stranger.get("desk/?view=body").text


def test_who_is_not_signed_in_is_asked_to(house: House, full_case: Receipt) -> None:
    nobody, before = Caller(house), house.settled()
    paths = [*addresses(house, full_case), "desk/", "desk/find/", "desk/register/", "desk/today/", "desk/undelivered/"]
    for path in paths:
        sent = nobody.get(path)
        if sent.status == 405:
            sent = nobody.post(path)
        assert sent.status == 302, path
        assert sent.location.startswith(f"/{house.city.language}/login/?next="), path
    assert house.settled() == before


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(house: House, elsewhere: str) -> None:
    clerk, visitor = house.staff["clerk"], Caller(house)
    assert "elsewhere" not in visitor.get(f"login/?next={elsewhere}").text
    reply = visitor.post("login/", email=clerk.email, password=clerk.password, next=elsewhere)
    assert reply.status == 302
    assert reply.location.startswith(f"/{house.city.language}/desk/")


def test_signing_in_leads_back_to_the_page_wanted(house: House, full_case: Receipt) -> None:
    clerk, wanted = house.staff["supervisor"], f"/{house.city.language}/desk/cases/{full_case.case_id}/"
    reply = Caller(house).post("login/", email=clerk.email, password=clerk.password, next=wanted)
    assert reply.location == wanted


def test_files_are_shown_but_never_run(house: House, full_case: Receipt) -> None:
    officer = at_desk(house, "officer")
    for kind, path in files_of(house, full_case).items():
        reply = officer.get(path)
        assert reply.status == 200
        assert reply.headers["Content-Type"] == kind
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in reply.headers["Content-Security-Policy"]
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "no-store" in reply.headers["Cache-Control"]
        disposition = reply.headers.get("Content-Disposition", "")
        assert disposition.startswith("attachment"), kind
    assert officer.get(f"desk/cases/{full_case.case_id}/files/{full_case.case_id}/").status == 404


def strict(headers: Any) -> None:
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_every_answer_carries_its_headers(house: House, full_case: Receipt) -> None:
    owner = open_by_code(Caller(house), full_case)
    writer = Caller(house)
    writer.post("say/what/", text=fresh_text())
    officer = at_desk(house, "officer")
    ours: list[tuple[Caller, str]] = [
        (owner, "track/case/"),
        (owner, "receipt/"),
        (owner, "track/confirm/"),
        (writer, "say/what/"),
        (writer, "say/where/"),
        (officer, "desk/"),
        (officer, f"desk/cases/{full_case.case_id}/"),
        (officer, f"desk/cases/{full_case.case_id}/contacts/"),
    ]
    for caller, path in ours:
        reply = caller.get(path)
        assert reply.status == 200, path
        strict(reply.headers)
        assert "no-store" in reply.headers["Cache-Control"], path
    public: list[Callable[[], Reply]] = [
        lambda: owner.get(f"/{house.city.language}/"),
        lambda: owner.get("login/"),
        lambda: owner.get("no-such-page/"),
        lambda: looks_up(Caller(house), "KZ-2026-9999998-1", WRONG),
    ]
    for ask in public:
        strict(ask().headers)
    for caller in (owner, writer, officer):
        for cookie in caller.jar:
            assert cookie.has_nonstandard_attr("HttpOnly"), cookie.name
            assert cookie.get_nonstandard_attr("SameSite") == "Lax", cookie.name
