"""The clerk writes a place by its name: found without a script, never guessed, and the page stays light."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dauys.cases.fields import places_near
from dauys.cases.models import Case

PAGE = "/ru/desk/register/"


@pytest.fixture
def clerk(db: None, make: Any) -> Client:
    client = Client()
    client.force_login(make.staff("clerk", "akmola/aqjar")[0])
    return client


def send(client: Client, make: Any, area: str) -> Any:
    call = {"key": str(uuid4()), "channel": "phone", "name": "Айгүл", "phone": "+77001234567", "text": make.TEXT}
    rest = {"kind": "application", "identity": "none", "answer_by": "phone", "answer_language": "kk"}
    return client.post(PAGE, {**call, **rest, "area": area})


@pytest.mark.parametrize(
    "area", ["Акжарский район, Достык", "ақмола облысы, АҚЖАР, достық кенті", "kz/11/aqjar/dostyq"]
)
def test_a_place_by_its_name(clerk: Client, make: Any, area: str) -> None:
    assert send(clerk, make, area).status_code == 302
    assert Case.objects.select_related("area").get().area.path == "kz/11/aqjar/dostyq/"


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("", "Напишите место"),
        ("Нигдебад", "Места с таким названием нет. Напишите"),
        ("Казахстан", "Так называется несколько мест"),
        ("Акмолинская область, Акж", "Возможно: Акмолинская область, Акжарский район"),
        ("Акмолинская область, Акжар", "Так называется несколько мест"),
    ],
)
def test_what_is_not_one_place_is_told_beside_the_field(clerk: Client, make: Any, area: str, told: str) -> None:
    page = send(clerk, make, area)
    text = page.content.decode()
    assert page.status_code == 422 and told in text and 'href="#id_area"' in text and not Case.objects.exists()
    assert f'value="{area}"' in text or not area, "nothing typed is lost"
    assert make.TEXT[:20] in text


def test_what_was_begun_is_offered_and_then_accepted(clerk: Client, make: Any) -> None:
    offered = send(clerk, make, "Бурабай").context["places"]
    assert "Акмолинская область, Бурабайский район, посёлок Бурабай" in offered
    assert send(clerk, make, offered[-1]).status_code == 302


def test_the_page_offers_the_offices_places_and_few_others(clerk: Client, make: Any) -> None:
    places = clerk.get(PAGE).context["places"]
    assert places and all("Акжарский район" in name for name in places)
    everywhere = places_near("kz/", "", 100)
    assert len(everywhere) <= 100 and "город Астана" in everywhere
    central = Client()
    central.force_login(make.staff("clerk", "")[0])
    assert len(central.get(PAGE).content) < 60_000
