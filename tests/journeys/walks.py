"""The roads every story shares: filling the public form, answering at the desk; by a browser or without one."""

import json
import re
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, Response

from tests.factories import BLOCKS
from tests.journeys.caller import Caller
from tests.journeys.cities import KZ, City
from tests.journeys.house import House

_MARKS = count(1)
CONTINUE = "main form .govuk-button-group button"
NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{7}-\d")


def fresh_text(about: str = "Көшемізде үш күннен бері су жоқ, көмектесіңіздерші.") -> str:
    """Words no other case has, so that a case is found by them. The mark comes first: it is in the subject too."""
    return f"Өтініш {next(_MARKS)}-{uuid4().hex[:6]}: {about}"


def link_in(text: str, part: str) -> str:
    """The address in a message that holds `part`."""
    return str(re.findall(rf"https?://\S*{part}\S*", text)[0])


def answers(city: City = KZ, **about: str) -> dict[str, dict[str, str]]:
    """What a citizen answers to each question, in order. `where` is asked level by level."""
    given = {
        "text": about.get("text") or fresh_text(),
        "place_note": "Бәйтерек көшесі, 14",
        "topic": "water",
        "kind": city.kind,
        "for_whom": "self",
        "name": "Айгүл Сынақова",
        "phone": "",
        "email": "",
        "answer_by": "sms",
        "answer_language": city.language,
        **about,
    }
    fields = {
        "what": ("text",),
        "place": ("place_note",),
        "about": ("topic",),
        "kind": ("kind",),
        "who": ("for_whom",),
        "you": ("name", "phone", "email"),
        "answer": ("answer_by", "answer_language"),
    }
    steps = {step: {name: given[name] for name in names} for step, names in fields.items()}
    return {"what": steps.pop("what"), "where": {"area": city.area}, **steps}


def fill(page: Page, values: dict[str, str]) -> None:
    """Types, chooses and ticks what the fields with these names take."""
    for name, value in values.items():
        named = f"[name={name}]"
        tag, kind = page.locator(f"main {named}").first.evaluate("e => [e.tagName, e.type]")
        if kind == "radio":
            named += f'[value="{value}"]'
        field = page.locator(f"main {named}")
        if not field.first.is_visible():
            page.locator("details:not([open])", has=page.locator(named)).locator("summary").click()
        if kind == "radio":
            field.check()
        elif tag == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def go_on(page: Page) -> Response:
    """Presses the main button of the question; the answer to it."""
    with page.expect_response(lambda r: r.request.method == "POST") as sent:
        page.locator(CONTINUE).first.click()
    page.wait_for_load_state()
    return sent.value


def walk(page: Page, language: str, steps: dict[str, dict[str, str]], each: Any = None, city: City = KZ) -> None:
    """Answers every question up to the page that shows all answers; `each` is called on every page."""
    page.goto(f"/{language}/say/")
    for step, values in steps.items():
        levels = city.levels if step == "where" else ("",)
        for level in levels:
            assert f"/say/{step}/" in page.url, f"expected the question {step}, the page is {page.url}"
            fill(page, {"area": level} if level else values)
            if each:
                each()
            go_on(page)
    assert page.url.endswith(f"/{language}/say/check/")


def draft(caller: Caller, steps: dict[str, dict[str, str]]) -> Caller:
    """Answers every question without a browser, up to the page that shows all answers."""
    for step, values in steps.items():
        below = {"in": caller.house.city.levels[-2]} if step == "where" else {}
        reply = caller.post(f"say/{step}/", **values, **below)
        assert reply.status == 302, f"{step}: {reply.status}"
    assert caller.get("say/check/").status == 200
    return caller


@dataclass(frozen=True)
class Receipt:
    """What the person holds after sending."""

    case_id: str
    obligation_id: str
    number: str
    code: str
    text: str
    phone: str


def filed(house: House, **about: str) -> Receipt:
    """A fresh case by the public interface for machines, at the body that answers for water."""
    text, phone = about.pop("text", "") or fresh_text(), about.pop("phone", "") or house.fresh_phone()
    body = {"text": text, "area": house.city.area, "topic": "water", "name": "Болат Сынақов", "phone": phone, **about}
    reply = Caller(house).post_json("/api/v1/cases", json.dumps(body).encode(), **{"Idempotency-Key": str(uuid4())})
    assert reply.status in (200, 201), reply.text
    made = json.loads(reply.text)
    return Receipt(*ids_of(house, text), made["number"], made["code"], text, phone)


def ids_of(house: House, words: str) -> tuple[str, str]:
    """The case and its newest obligation, found by words of the text."""
    ((case_id, _serial),) = house.cases_saying(words)
    newest = house.value("SELECT id FROM cases_obligation WHERE case_id = %s ORDER BY leg DESC LIMIT 1", case_id)
    return str(case_id), str(newest)


def state_of(house: House, obligation_id: str) -> str:
    return str(house.value("SELECT state FROM cases_obligation WHERE id = %s", obligation_id))


def open_by_code(visitor: Caller, receipt: Receipt) -> Caller:
    """Number and code open the tracking page."""
    reply = visitor.post("track/", number=receipt.number, code=receipt.code)
    assert reply.status == 302, reply.status
    return visitor


def answered(house: House, obligation_id: str, *, language: str = "") -> None:
    """Officer and supervisor of the body answer, without a browser."""
    officer, supervisor = at_desk(house, "officer"), at_desk(house, "supervisor")
    path = f"desk/obligations/{obligation_id}"
    reply = officer.post(f"{path}/answer/", **BLOCKS, language=language or house.city.language, revision=0, submit=1)
    assert reply.status == 302, reply.text
    assert state_of(house, obligation_id) == "in_approval"
    assert supervisor.approve(path).status == 302
    assert state_of(house, obligation_id) == "answered"


_AT_DESK: dict[tuple[str, str], Caller] = {}


def at_desk(house: House, who: str) -> Caller:
    """A member of staff signed in, without a browser; the same one again for the same house, while the session lasts.

    Turning a second factor on or off ends the account's other sessions, so it is asked first.
    """
    key = (house.address, who)
    if key not in _AT_DESK or _AT_DESK[key].get("desk/security/").status != 200:
        _AT_DESK[key] = Caller(house).sign_in(house.staff[who])
    return _AT_DESK[key]
