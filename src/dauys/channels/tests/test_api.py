"""The API: one case for a key, a receipt, and errors in the caller's language that never become failures."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dauys.cases.models import Case, Party, Voice
from dauys.cases.queries import number_of

ADDRESS = "/api/v1/cases"
GOOD = {
    "text": "Біздің көшеде үш күннен бері су жоқ, көмектесіңіздерші.",
    "area": "kz/11/aqjar/dostyq",
    "topic": "water",
    "name": "Айгүл",
    "phone": "8 700 123 45 67",
    "language": "kk",
}


def post(client: Client, body: Any, key: Any = None, language: str = "ru") -> Any:
    headers = {"Accept-Language": language}
    if key is not False:
        headers["Idempotency-Key"] = str(key or uuid4())
    return client.post(ADDRESS, body, content_type="application/json", headers=headers)


def test_a_voice_is_filed_once_for_its_key(db: None, client: Client) -> None:
    key = uuid4()
    first, again = post(client, GOOD, key), post(client, {**GOOD, "text": "Басқа мәтін, бірақ сол кілтпен тағы."}, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    case = Case.objects.get()
    assert first.json()["number"] == number_of(case) and case.channel == "api"
    assert first.json()["by_law"] is False
    assert Party.objects.get().phone == "+77001234567"


def test_the_receipt_opens_the_case(db: None, client: Client) -> None:
    receipt = post(client, GOOD).json()
    assert client.post("/kk/track/", {"number": receipt["number"], "code": receipt["code"]}).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "қысқа"}, "text"),
        ({"text": " " * 40}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "Нөлі бар мәтін \x00 осылай жіберілді"}, "text"),
        ({"text": ["a", "list", "of", "words"]}, "text"),
        ({"name": " "}, "name"),
        ({"name": "Ай\x00гүл"}, "name"),
        ({"place_note": "\x00"}, "place_note"),
        ({"area": "kz/99"}, "area"),
        ({"area": "kz/11/../"}, "area"),
        ({"kind": "shout"}, "kind"),
        ({"topic": "nonsense"}, "topic"),
        ({"phone": "12"}, "phone"),
        ({"phone": "", "email": ""}, "phone"),
        ({"email": "no at sign"}, "email"),
        ({"language": "de"}, "language"),
    ],
)
def test_a_bad_field_is_named_and_files_nothing(db: None, client: Client, change: dict[str, Any], field: str) -> None:
    response = post(client, {**GOOD, **change})
    assert response.status_code == 422, response.content
    assert set(response.json()["fields"]) == {field}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"text"', "{}", '{"text": "\\ud800 lone surrogate in a text"}']
)
def test_a_body_that_is_no_voice_is_refused(db: None, client: Client, body: str) -> None:
    response = post(client, body)
    assert response.status_code in (400, 422)
    assert not Case.objects.exists()


@pytest.mark.parametrize("key", [False, "7", "x" * 36])
def test_without_a_proper_key_nothing_is_filed(db: None, client: Client, key: Any) -> None:
    assert post(client, GOOD, key).status_code == 422
    assert not Case.objects.exists()


def test_errors_speak_the_callers_language(db: None, client: Client) -> None:
    said = {language: post(client, {}, language=language).json()["message"] for language in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3


def test_the_sender_cannot_claim_to_be_known(db: None, client: Client) -> None:
    extra = {
        "identity": "signed",
        "urgent": True,
        "received_at": "2020-01-01",
        "channel": "visit",
        "code_generation": 5,
    }
    refused = post(client, {**GOOD, **extra})
    assert refused.status_code == 422 and set(refused.json()["fields"]) == set(extra)
    assert not Case.objects.exists()
    assert post(client, GOOD).json()["by_law"] is False
    case = Case.objects.get()
    assert (case.identity, case.channel, case.urgent, case.code_generation) == ("none", "api", False, 0)


def test_words_arrive_as_they_were_written(db: None, client: Client) -> None:
    text = "Қатар 1: «тырнақша», \\ кері қиғаш, {жақша} %s $1 ' \" <b>тег</b> 💧 соңы"
    post(client, {**GOOD, "text": text})
    assert Voice.objects.get().text == text


def test_a_flood_from_one_address_is_braked(db: None, client: Client) -> None:
    codes = [post(client, {}).status_code for _ in range(3)]
    assert codes == [422] * 3
    from django.core.cache import cache

    for _ in range(121):
        last = post(client, GOOD, key="8400e1a2-0000-7000-8000-000000000000")
    assert last.status_code == 429 and last.json()["message"]
    cache.clear()


def test_the_description_names_every_field(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["components"]["schemas"]["NewCase"]["properties"]) >= set(GOOD)
