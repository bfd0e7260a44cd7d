"""A code to the contact opens the list of one's own cases: for its holder, for half an hour, and nobody learns more."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from tests.support import counted_sql

from dauys.cases.of_contact import PAGE
from dauys.cases.queries import number_of
from dauys.channels.contact_keys import COOKIE, LIFE, SILENCE
from dauys.ground.accounts.actions import CODES_AN_HOUR
from dauys.ground.accounts.models import OneTimeCode
from dauys.ground.messages.actions import send_due
from dauys.ground.messages.models import Message
from dauys.ground.moment import now

PHONE, OTHER, NOBODY = "+77001234567", "+77019998877", "+77055555555"


@pytest.fixture(autouse=True)
def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock that signatures are dated by."""
    moved = [0.0]
    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + moved[0])

    def move(by: timedelta) -> None:
        moved[0] += by.total_seconds()

    return move


def signed_in(contact: str = PHONE) -> Client:
    client = Client()
    assert client.post("/kk/my/", {"contact": contact})["Location"] == "/kk/my/code/"
    assert client.post("/kk/my/code/", {"code": "424242"})["Location"] == "/kk/my/"
    return client


def text(client: Client, address: str = "/kk/my/") -> str:
    response = client.get(address)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_a_code_opens_the_list_and_the_list_its_cases(db: None, make: Any, sms: Any) -> None:
    made, theirs = make.case(phone=PHONE), make.case(phone=OTHER)
    client = Client()
    assert "Менің жолданымдарым" in text(client)
    assert client.post("/kk/my/", {"contact": "8 700 123-45-67"})["Location"] == "/kk/my/code/"
    send_due(at=now())
    code = re.search(r"\b\d{6}\b", sms.texts[-1])
    assert code and sms.messages[-1]["to"] == PHONE
    assert client.post("/kk/my/code/", {"code": code[0]})["Location"] == "/kk/my/"
    page = text(client)
    assert number_of(made.case) in page and number_of(theirs.case) not in page
    assert client.get(f"/kk/my/{made.id}/")["Location"] == "/kk/track/case/"
    assert made.case.voice.subject in text(client, "/kk/track/case/")
    assert made.code in text(client, "/kk/receipt/"), "the slip can be printed again"


def test_an_email_opens_its_own(db: None, make: Any) -> None:
    made = make.case(phone=PHONE, email="Aigul@example.kz", answer_by="email")
    assert number_of(made.case) in text(signed_in(" aigul@EXAMPLE.kz "))
    assert Message.objects.get().channel == "mail"


def test_nobody_learns_who_has_written(db: None, make: Any) -> None:
    """Known or not: the same answer by the same statements, none of which looks at a case."""
    make.case(phone=PHONE)
    answers, shapes = [], []
    for contact in (PHONE, NOBODY):
        client = Client()
        with counted_sql() as sql:
            response = client.post("/kk/my/", {"contact": contact})
        assert not [s for s in sql.statements if "cases_" in s]
        shapes.append([re.sub(r"\d+", "", s) for s in sql.statements])
        code = client.get("/kk/my/code/").content.decode()
        masked = re.sub(r'<b class="d-num">.*?</b>|csrfmiddlewaretoken" value="\w+"', "", code)
        answers.append((response.status_code, response["Location"], masked))
    assert answers[0] == answers[1] and shapes[0] == shapes[1]
    assert Message.objects.count() == OneTimeCode.objects.count() == 2


def test_who_has_written_nothing_is_told_so_after_the_code(db: None, make: Any) -> None:
    make.case(phone=PHONE)
    page = text(signed_in(NOBODY))
    assert "өз атыңыздан жазылған жолданым жоқ" in page and "/kk/say/" in page


@pytest.mark.parametrize("typed", ["", "  ", "менің телефоным", "123", "x@", "+7 700 123", "112"])
def test_what_is_no_contact_is_said_beside_the_field(db: None, typed: str) -> None:
    response = Client().post("/kk/my/", {"contact": typed})
    page = response.content.decode()
    assert response.status_code == 422 and 'id="id_contact-error"' in page
    assert not typed.strip() or f'value="{typed}"' in page
    assert not OneTimeCode.objects.exists() and not Message.objects.exists()


def test_a_wrong_code_opens_nothing(db: None, make: Any) -> None:
    made = make.case(phone=PHONE)
    client = Client()
    client.post("/kk/my/", {"contact": PHONE})
    for wrong in ("424243", "", "x", "424242 0"):
        response = client.post("/kk/my/code/", {"code": wrong})
        assert response.status_code == 422 and COOKIE not in response.cookies
    assert client.get(f"/kk/my/{made.id}/")["Location"] == "/kk/my/"
    assert number_of(made.case) not in text(client)


def test_a_code_opens_only_in_the_browser_that_asked(db: None, make: Any) -> None:
    make.case(phone=PHONE)
    asked, other = Client(), Client()
    asked.post("/kk/my/", {"contact": PHONE})
    assert other.post("/kk/my/code/", {"code": "424242"})["Location"] == "/kk/my/"
    other.post("/kk/my/", {"contact": OTHER})
    other.cookies["dauys_contact_asked"] = other.cookies["dauys_contact_asked"].value[:-2] + "zz"
    assert other.post("/kk/my/code/", {"code": "424242"})["Location"] == "/kk/my/"
    assert COOKIE not in other.cookies


def test_a_code_works_once_but_for_the_second_of_two_clicks(db: None, make: Any) -> None:
    make.case(phone=PHONE)
    client = Client()
    client.post("/kk/my/", {"contact": PHONE})
    held = client.cookies["dauys_contact_asked"].value
    assert client.post("/kk/my/code/", {"code": "424242"}).status_code == 302
    again = Client()
    again.cookies["dauys_contact_asked"] = held
    assert again.post("/kk/my/code/", {"code": "424242"})["Location"] == "/kk/my/"
    OneTimeCode.objects.update(used_at=now() - timedelta(seconds=11))
    late = Client()
    late.cookies["dauys_contact_asked"] = held
    assert late.post("/kk/my/code/", {"code": "424242"}).status_code == 422


def test_codes_to_one_contact_are_few(db: None) -> None:
    for n in range(CODES_AN_HOUR):
        assert Client().post("/kk/my/", {"contact": PHONE}, REMOTE_ADDR=f"10.0.0.{n}").status_code == 302
    refused = Client().post("/kk/my/", {"contact": PHONE}, REMOTE_ADDR="10.0.1.1")
    assert refused.status_code == 422 and 'id="id_contact-error"' in refused.content.decode()
    assert Message.objects.count() == CODES_AN_HOUR


def test_one_address_cannot_try_codes_of_many(db: None) -> None:
    for n in range(30):
        client = Client()
        client.post("/kk/my/", {"contact": f"+7701000{n:04d}"}, REMOTE_ADDR=f"10.0.{n}.1")
        assert client.post("/kk/my/code/", {"code": "000000"}, REMOTE_ADDR="10.9.9.9").status_code == 422
    client = Client()
    client.post("/kk/my/", {"contact": PHONE}, REMOTE_ADDR="10.9.9.9")
    assert client.post("/kk/my/code/", {"code": "424242"}, REMOTE_ADDR="10.9.9.9").status_code == 422
    assert client.post("/kk/my/code/", {"code": "424242"}, REMOTE_ADDR="10.9.9.8").status_code == 302


def test_a_case_of_others_does_not_open(db: None, make: Any) -> None:
    make.case(phone=PHONE)
    theirs = make.case(phone=OTHER)
    client = signed_in()
    response = client.get(f"/kk/my/{theirs.id}/")
    assert response["Location"] == "/kk/my/" and "dauys_case" not in response.cookies
    assert client.get("/kk/track/case/")["Location"] == "/kk/track/"


def test_half_an_hour_of_silence_ends_it_with_the_opened_case(db: None, make: Any, later: Any) -> None:
    made = make.case(phone=PHONE)
    client = signed_in()
    client.get(f"/kk/my/{made.id}/")
    for _ in range(3):
        later(SILENCE - timedelta(minutes=1))
        assert client.get("/kk/track/case/").status_code == 200, "a page begins the half hour anew"
    later(SILENCE + timedelta(seconds=1))
    assert client.get("/kk/track/case/")["Location"] == "/kk/track/"
    assert number_of(made.case) not in text(client)
    assert client.get(f"/kk/my/{made.id}/")["Location"] == "/kk/my/"


def test_four_hours_are_the_longest(db: None, make: Any, later: Any) -> None:
    made = make.case(phone=PHONE)
    client = signed_in()
    for _ in range(int(LIFE / timedelta(minutes=29))):
        assert number_of(made.case) in text(client)
        later(timedelta(minutes=29))
    assert number_of(made.case) in text(client)
    later(timedelta(minutes=29))
    assert number_of(made.case) not in text(client)


def test_leaving_forgets_contact_and_case(db: None, make: Any) -> None:
    made = make.case(phone=PHONE)
    client = signed_in()
    client.get(f"/kk/my/{made.id}/")
    client.post("/kk/track/close/")
    assert number_of(made.case) not in text(client)
    assert client.get("/kk/track/case/")["Location"] == "/kk/track/"


def test_a_case_opened_from_one_list_is_closed_under_another(db: None, make: Any) -> None:
    mine = make.case(phone=PHONE)
    client, other = signed_in(), signed_in(OTHER)
    client.get(f"/kk/my/{mine.id}/")
    client.cookies[COOKIE] = other.cookies[COOKIE].value
    assert client.get("/kk/track/case/")["Location"] == "/kk/track/"


def test_a_case_opened_by_its_code_stays_open_without_a_contact(db: None, make: Any) -> None:
    made = make.case(phone=PHONE)
    client = Client()
    client.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
    assert client.get("/kk/track/case/").status_code == 200
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("salt", ["dauys.case", "dauys.contact", "dauys.contact.asked"])
def test_a_cookie_signed_for_another_use_opens_nothing(db: None, make: Any, salt: str) -> None:
    made = make.case(phone=PHONE)
    client = Client()
    key = signed_in().cookies[COOKIE].value
    inner = signing.loads(key, salt="dauys.contact.seen")
    for value in (signing.dumps(inner, salt=salt), inner, "x", signing.dumps("x", salt="dauys.contact.seen")):
        client.cookies[COOKIE] = value
        assert number_of(made.case) not in text(client)


def test_the_list_has_pages(db: None, make: Any) -> None:
    made = [make.case(phone=PHONE, at=make.AT + timedelta(minutes=n)) for n in range(PAGE + 2)]
    client = signed_in()
    first = text(client)
    numbers = [number_of(m.case) for m in made]
    assert [n in first for n in numbers] == [False, False] + [True] * PAGE
    mark = re.search(r'href="\?after=([0-9a-f-]+)"', first)
    assert mark
    second = text(client, f"/kk/my/?after={mark[1]}")
    assert [n in second for n in numbers] == [True, True] + [False] * PAGE
    assert text(client, "/kk/my/?after=x").count("/kk/my/") > PAGE


@pytest.mark.parametrize("address", ["/kk/", "/kk/track/"])
def test_pages_lead_to_the_list(db: None, client: Client, address: str) -> None:
    assert 'href="/kk/my/"' in client.get(address).content.decode().split("<main")[1]
