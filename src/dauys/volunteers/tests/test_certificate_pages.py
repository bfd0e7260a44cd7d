"""Pages of certificates: anybody verifies one by its code, its holder takes it along, the office gives and takes it."""

import io
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader
from tests import factories as make
from tests import volunteers as help_

from dauys.core.credentials.verifying import verify
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.links import secret_of
from dauys.volunteers.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts() -> None:
    cache.clear()


def given_one(minutes: int = 1447) -> Certificate:
    row = help_.volunteer()
    help_.approved(row, minutes)
    made = actions.issue(key=uuid4(), volunteer=row.pk, actor=help_.lead(), at=make.AT)
    return Certificate.objects.select_related("volunteer", "office", "key").get(pk=made.pk)


def holder_of(row: Certificate) -> Client:
    client = Client()
    assert client.get(f"/kk/help/me/{secret_of(row.volunteer_id, 'volunteer')}/").status_code == 302
    return client


def at_desk(role: str = "supervisor") -> Client:
    client = Client()
    client.force_login(make.staff(role, help_.AQJAR, name="Кеңсе Үлгі")[0])
    return client


def shown(client: Client, address: str, status: int = 200, **data: Any) -> str:
    response = client.post(address, data) if data else client.get(address, follow=True)
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_anybody_sees_what_an_office_confirmed(language: str) -> None:
    row = given_one()
    page = shown(Client(), f"/{language}/proof/{row.code}/")
    with override(language):
        assert row.office.name(language) in page
    assert row.code in page and "24" in page and "did:key:z6Mk" in page
    for secret in (row.volunteer.name, row.volunteer.phone, row.holder_salt, str(row.volunteer_id)):
        assert secret not in page


def test_the_short_address_needs_no_language_and_a_code_is_typed_as_people_do() -> None:
    row = given_one()
    assert row.code in shown(Client(), f"/proof/{row.code}/")
    response = Client().get("/ru/proof/", {"code": f" {row.code.lower().replace('-', ' ')} "})
    assert response.headers["Location"] == f"/ru/proof/{row.code}/"
    assert "K7MPX-2H4TC" in shown(Client(), "/kk/proof/?code=123", 422)
    other = "22222-22222" if row.code != "22222-22222" else "33333-33333"
    assert row.office.name("kk") not in shown(Client(), f"/kk/proof/{other}/", 404)
    shown(Client(), "/kk/proof/what-is-this/", 404)


def test_the_page_says_whose_it_is_only_to_who_knows() -> None:
    row = given_one()
    address, words = f"/en/proof/{row.code}/", "Yes, this is the phone or e-mail of the holder."
    assert words in shown(Client(), address, contact=row.volunteer.phone.replace("+7", "8 "))
    assert words not in shown(Client(), address, contact="+77001009998")
    shown(Client(), address, 422, contact="?")
    for _ in range(20):
        Client().post(address, {"contact": "+77001009998"})
    assert words not in shown(Client(), address, 429, contact=row.volunteer.phone)


def test_what_was_taken_back_is_said_first() -> None:
    row = given_one()
    desk = at_desk()
    page = shown(desk, f"/en/desk/volunteers/{row.volunteer_id}/certificates/")
    assert row.code in page and "Take back" in page
    shown(desk, f"/en/desk/volunteers/certificates/{row.pk}/revoke/", 422, reason="mood")
    response = desk.post(f"/en/desk/volunteers/certificates/{row.pk}/revoke/", {"reason": "hours"})
    assert response.status_code == 302
    assert "The certificate was taken back" in shown(Client(), f"/en/proof/{row.code}/")
    page = shown(holder_of(row), "/en/help/certificates/")
    assert "The hours were wrong" in page and f"{row.pk}/token" not in page


def test_the_office_issues_what_the_ledger_holds() -> None:
    row = help_.volunteer()
    address = f"/en/desk/volunteers/{row.pk}/certificates/"
    assert "Issue a certificate" not in shown(at_desk(), address).replace('aria-label="Issue a certificate"', "")
    help_.approved(row, 90)
    assert "1 h 30 min" in shown(at_desk(), address)
    day = make.AT.date().isoformat()
    assert "No hours were approved" in shown(at_desk(), address, 422, key=str(uuid4()), since=day)
    shown(at_desk(), address, 422, key=str(uuid4()), since=day, until="2020-01-01")
    assert at_desk().post(address, {"key": str(uuid4())}).status_code == 302
    made = Certificate.objects.get()
    assert (made.minutes, made.volunteer_id) == (90, row.pk) and made.issued_by is not None
    for role in ("clerk", "officer"):
        assert at_desk(role).get(address).status_code == 200
        assert at_desk(role).post(address, {"key": str(uuid4())}).status_code == 404
    assert Certificate.objects.count() == 1


def test_the_holder_takes_along_what_any_software_verifies(settings: Any) -> None:
    row = given_one()
    client = holder_of(row)
    page = shown(client, "/kk/help/certificates/")
    files = re.findall(rf"/kk/help/certificates/{row.pk}/(\w+)/", page)
    assert files == ["paper", "document", "token"]
    base = f"/kk/help/certificates/{row.pk}"

    def list_at(address: str) -> str:
        assert address.startswith(settings.PUBLIC_URL)
        return Client().get(address.removeprefix(settings.PUBLIC_URL)).content.decode()

    for form in ("document", "token"):
        response = client.get(f"{base}/{form}/")
        assert "attachment" in response.headers["Content-Disposition"]
        found = verify(response.content.decode(), at=now(), document_of={}.__getitem__, list_at=list_at)
        assert found.document["id"] == f"{settings.PUBLIC_URL}/proof/{row.code}/" and not found.revoked
    words = PdfReader(io.BytesIO(client.get(f"{base}/paper/").content)).pages[0].extract_text()
    assert row.code in words and row.volunteer.name in words
    for form in ("paper", "document", "token", "other"):
        assert Client().get(f"{base}/{form}/").status_code == 404
    assert client.get(f"{base}/other/").status_code == 404


def test_a_stranger_sees_nobodys_certificates() -> None:
    row = given_one()
    other = help_.volunteer(2)
    client = Client()
    assert client.get("/kk/help/certificates/").status_code == 302
    client.get(f"/kk/help/me/{secret_of(other.pk, 'volunteer')}/")
    assert row.code not in shown(client, "/kk/help/certificates/")
    assert client.get(f"/kk/help/certificates/{row.pk}/paper/").status_code == 404


def test_the_keys_of_an_office_are_public_where_the_address_is_secure(settings: Any) -> None:
    row = given_one()
    address = f"/proof/offices/{help_.AQJAR}/did.json"
    assert Client().get(address).status_code == 404
    settings.PUBLIC_URL = "https://office.example"
    found = json.loads(Client().get(address).content)
    assert found["id"] == "did:web:office.example:proof:offices:volunteers:akmola:aqjar"
    assert found["verificationMethod"][0]["id"].endswith(f"#{row.key.key_id}")
    assert Client().get("/proof/offices/volunteers/nowhere/did.json").status_code == 404


def test_a_list_there_is_not_is_not_made_up() -> None:
    row = given_one()
    for name in ("1.xml", "0.jwt", "1001.jwt"):
        assert Client().get(f"/proof/status/{row.key.key_id}/{name}").status_code == 404
    assert Client().get("/proof/status/0000000000000000/1.jwt").status_code == 404
    response = Client().get(reverse("proof_status", args=[row.key.key_id, 1, "jwt"]))
    assert response.headers["Access-Control-Allow-Origin"] == "*" and response.content.count(b".") == 2
