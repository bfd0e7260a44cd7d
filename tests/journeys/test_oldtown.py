"""A city with other languages, kinds and clocks: nothing of Kazakhstan is left on its pages."""

import json
import subprocess
import sys
from uuid import uuid4

import pytest

from tests.journeys.caller import Caller
from tests.journeys.cities import OLDTOWN
from tests.journeys.house import House
from tests.journeys.walks import answers, at_desk, draft, filed, fresh_text

pytestmark = pytest.mark.second_pack
PUBLIC = ("", "say/what/", "track/", "rules/", "privacy/", "accessibility/", "check/", "voices/", "figures/", "login/")
AT_DESK = {
    "clerk": ("desk/", "desk/register/", "desk/find/"),
    "supervisor": ("desk/", "desk/board/"),
    "administrator": ("desk/office/bodies/",),
}
FOREIGN = ("IIN", "ИИН", "ЖСН", "Қаз", "KZ-", "Any akimat", "акимат", "region", "регион")


@pytest.fixture
def oldtown(house: House) -> House:
    assert house.city is OLDTOWN
    return house


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("house", ["oldtown"], indirect=True)


def test_addresses_in_another_language_lead_to_the_same_page(oldtown: House) -> None:
    visitor = Caller(oldtown)
    for asked, led in (
        ("/kk/", "/en/"),
        ("/kk/track/", "/en/track/"),
        ("/kk/voices/?topic=water", "/en/voices/?topic=water"),
        ("/kk//evil.example/", "/en//evil.example/"),
    ):
        reply = visitor.get(asked)
        assert (reply.status, reply.location) == (302, led)
    assert visitor.post("/kk/track/", number="1", code="2").status == 404
    assert visitor.get("/", **{"Accept-Language": "kk"}).location == "/en/"
    assert visitor.get("/", **{"Accept-Language": "ru"}).location == "/ru/"
    assert 'hreflang="kk"' not in visitor.get("/en/").text
    assert 'hreflang="ru"' in visitor.get("/en/").text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages_speak_of_this_city_only(oldtown: House, language: str) -> None:
    visitor = Caller(oldtown, language)
    pages = [(visitor, path) for path in PUBLIC]
    for who, paths in AT_DESK.items():
        desk = Caller(oldtown, language).sign_in(oldtown.staff[who])
        pages += [(desk, path) for path in paths]
    for caller, path in pages:
        reply = caller.get(path)
        assert reply.status == 200, (path, reply.status)
        assert not [word for word in FOREIGN if word in reply.text], path
    assert OLDTOWN.kind in Caller(oldtown, language).sign_in(oldtown.staff["clerk"]).get("desk/register/").text


def test_the_form_asks_for_no_number_of_a_person_and_wants_the_code_of_a_country(oldtown: House) -> None:
    me = draft(Caller(oldtown), answers(OLDTOWN, text=fresh_text(), phone="+447700900123"))
    page = me.get("say/you/").text
    assert "national_id" not in page
    refused = me.post("say/you/", name="Ada Sample", phone="7700 900123")
    assert refused.status == 422
    assert "Write the phone with a plus and the code of the country" in refused.text
    for language in ("en", "ru"):
        assert f'value="{language}"' in me.get("say/answer/").text
    assert 'value="kk"' not in me.get("say/answer/").text


def test_the_interface_for_machines_speaks_the_languages_of_the_pack(oldtown: House) -> None:
    def send(**about: str) -> tuple[int, dict[str, object]]:
        body = {"text": fresh_text(), "area": OLDTOWN.area, "name": "Ada Sample", "phone": "+447700900124", **about}
        key = {"Idempotency-Key": str(uuid4())}
        reply = Caller(oldtown).post_json("/api/v1/cases", json.dumps(body).encode(), **key)
        return reply.status, json.loads(reply.text)

    status, made = send()
    assert status == 201
    assert str(made["number"]).startswith("OT-")
    assert str(made["track"]).endswith("/en/track/")
    assert made["kind"] == "Request"
    status, refused = send(language="kk")
    assert status == 422
    assert "language" in refused["fields"]  # type: ignore[operator]
    assert send(kind="application")[0] == 422


def test_the_term_is_fourteen_calendar_days(oldtown: House) -> None:
    receipt = filed(oldtown)
    ((registered, due),) = oldtown.rows(
        "SELECT registered_on, due_on FROM cases_obligation WHERE id = %s", receipt.obligation_id
    )
    assert 14 <= (due - registered).days <= 15  # one more when the last day is off
    assert due.isoweekday() != 7
    assert "calendar day" in Caller(oldtown).get("rules/").text


def test_the_table_of_bodies_has_the_languages_of_the_pack(oldtown: House) -> None:
    table = at_desk(oldtown, "administrator").get("desk/office/bodies/file/")
    assert table.status == 200
    headings = table.text.lstrip("\ufeff").splitlines()[0].split(",")
    assert [name for name in headings if name.startswith("name_")] == ["name_ru", "name_en"]


def test_its_database_takes_no_other_pack_and_none_with_errors(oldtown: House) -> None:
    before = oldtown.value("SELECT count(*) FROM places_area")
    with pytest.raises(AssertionError, match="belongs to the pack oldtown, not to kz"):
        House(oldtown.server, oldtown.database, oldtown.folder, oldtown.mail).migrate()
    for pack, said in (("kz", "belongs to the pack oldtown, not to kz"), ("nowhere", "nowhere: is not a directory")):
        command = [sys.executable, "-m", "dauys", "worker"]
        about = oldtown.environment | {"DAUYS_PACK": pack}
        done = subprocess.run(command, env=about, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert said in done.stderr and "Traceback" not in done.stderr
    assert oldtown.value("SELECT count(*) FROM places_area") == before
