"""The copy of everything held: its author gets all of it and nobody else's; who looked stands in it and on the page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import factories as make

from dauys.cases import actions as cases
from dauys.cases.queries import number_of
from dauys.channels.pages.own_copy import COPIES_AN_HOUR
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now

from .test_mine import OTHER, PHONE, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)


def copy_of(client: Client) -> dict[str, Any]:
    response = client.post("/kk/my/copy/", {"as": "json"})
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    return dict(json.loads(response.content))


def records(copied: dict[str, Any], what: str) -> list[dict[str, Any]]:
    return [r for part in (*copied["appeals"], copied["contact"]) for r in part if r["what"] == what]


def test_who_confirmed_nothing_gets_nothing() -> None:
    make.case(phone=PHONE)
    response = Client().post("/kk/my/copy/", {"as": "json"})
    assert response["Location"] == "/kk/my/"
    assert not Entry.objects.filter(verb="cases.hand_copy").exists()


def test_the_copy_is_journalled_and_names_itself() -> None:
    made, other = make.case(phone=PHONE), make.case(phone=OTHER)
    copied = copy_of(signed_in())
    (entry,) = Entry.objects.filter(verb="cases.hand_copy")
    assert (entry.case_id, entry.actor_kind, entry.payload) == (made.id, "citizen", {"form": "json", "seen": "code"})
    assert [r["number"] for r in records(copied, "case")] == [number_of(made.case)]
    assert any("көшірмесі" in r["fact"] for r in records(copied, "history"))
    assert number_of(other.case) not in json.dumps(copied)


def test_as_a_document() -> None:
    make.case(phone=PHONE)
    response = signed_in().post("/kk/my/copy/", {"as": "pdf"})
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")
    assert "attachment" in response["Content-Disposition"]


def test_with_nothing_held_it_is_empty() -> None:
    client = signed_in()
    assert copy_of(client)["appeals"] == []
    assert client.post("/kk/my/copy/", {"as": "pdf"}).content.startswith(b"%PDF")


def test_there_are_so_many_an_hour() -> None:
    make.case(phone=PHONE)
    client = signed_in()
    for _ in range(COPIES_AN_HOUR):
        copy_of(client)
    assert client.post("/kk/my/copy/", {"as": "json"}).status_code == 429
    assert Entry.objects.filter(verb="cases.hand_copy").count() == COPIES_AN_HOUR
    assert client.get("/kk/my/").status_code == 200


def test_who_wrote_for_somebody_gets_their_own_row_only() -> None:
    made = make.case(for_whom="other", other_name="Бөтен Кісі", consent=True, phone=PHONE, name="Өкіл Кісі")
    copied = copy_of(signed_in())
    (party,) = records(copied, "party")
    assert (party["name"], party["phone"], party["number"]) == ("Өкіл Кісі", PHONE, number_of(made.case))
    said = json.dumps(copied, ensure_ascii=False)
    assert "Бөтен Кісі" not in said and make.TEXT not in said


def test_who_looked_is_told_without_a_name() -> None:
    made = make.case(owner=make.HOUSING, phone=PHONE)
    user, officer = make.staff("officer", make.HOUSING, name="Құпия Есім")
    cases.show_contact(case_id=made.id, purpose="clarify", actor=officer, at=now())
    _clerk_user, clerk = make.staff("clerk", "akmola/aqjar")
    cases.find_person(phone=PHONE, actor=clerk, at=now() + timedelta(seconds=1))
    client = signed_in()
    found = records(copy_of(client), "look")
    assert [r["purpose"] for r in found] == ["Сізді телефоныңыз не нөміріңіз арқылы іздеді", "Мән-жайын нақтылау"]
    assert all(r["role"] and r["body"] for r in found)
    client.get(f"/kk/my/{made.id}/")
    page = client.get("/kk/track/case/").content.decode()
    assert "Мән-жайын нақтылау" in page and found[1]["body"] in page and user.name not in page


def test_nobody_looked() -> None:
    made = make.case(phone=PHONE)
    client = signed_in()
    client.get(f"/kk/my/{made.id}/")
    assert "Байланыс деректеріңізді ешкім ашқан жоқ" in client.get("/kk/track/case/").content.decode()


def test_the_desk_prints_it_for_who_showed_a_document() -> None:
    user, clerk = make.staff("clerk", "akmola/aqjar")
    made = make.case(channel="visit", actor=clerk, desk="akmola/aqjar", identity="in_person")
    client, address = Client(), f"/kk/desk/cases/{made.id}/copy/"
    client.force_login(user)
    assert address in client.get(f"/kk/desk/cases/{made.id}/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    assert not Entry.objects.filter(verb="cases.hand_copy").exists()
    assert client.post(address, {"seen": "on"}).content.startswith(b"%PDF")
    (entry,) = Entry.objects.filter(verb="cases.hand_copy")
    assert (entry.case_id, entry.actor_id, entry.payload["seen"]) == (made.id, user.pk, "document")


def test_an_officer_does_not_print_it() -> None:
    made = make.case(owner=make.HOUSING)
    user, _officer = make.staff("officer", make.HOUSING)
    client = Client()
    client.force_login(user)
    assert client.post(f"/kk/desk/cases/{made.id}/copy/", {"seen": "on"}).status_code == 404
    assert not Entry.objects.filter(verb="cases.hand_copy").exists()


def test_an_erased_person_is_in_no_copy() -> None:
    user, clerk = make.staff("clerk", "akmola/aqjar")
    made = make.case(channel="visit", actor=clerk, desk="akmola/aqjar", identity="in_person", phone=PHONE)
    cases.withdraw(case_id=made.id, asked_by="page", actor=clerk, at=now())
    cases.erase(case_id=made.id, actor=clerk, at=now())
    assert copy_of(signed_in())["appeals"] == []
    client = Client()
    client.force_login(user)
    assert client.post(f"/kk/desk/cases/{made.id}/copy/", {"seen": "on"}).status_code == 302
