"""Parts of the site switched off and on in the browser: at once, once, by administrators of everything only."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from tests import factories as make
from tests.threads import together

from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.rooms import actions, state
from dauys.ground.rooms.invariants import INVARIANTS
from dauys.ground.rooms.models import SwitchedOff

PAGE = "/ru/desk/office/rooms/"


def switch(client: Client, room: str, to: str) -> Any:
    return client.post(f"{PAGE}{room}/", {"to": to})


def told() -> list[tuple[str, str]]:
    rows = Entry.objects.filter(verb__startswith="rooms.").order_by("id")
    return [(row.verb, row.payload["room"]) for row in rows]


def test_a_room_goes_with_its_links_at_once_and_comes_back(admin: Client) -> None:
    assert "/ru/figures/" in admin.get("/ru/").content.decode()
    for _double_click in range(2):
        assert switch(admin, "figures", "off")["Location"] == PAGE
    assert told() == [("rooms.switch_off", "figures")]
    page = admin.get("/ru/").content.decode()
    assert "/ru/figures/" not in page and "d-kpis" not in page
    for address in ("/ru/figures/", "/figures.json"):
        gone, never = admin.get(address), admin.get("/ru/such-a-page/")
        assert gone.status_code == never.status_code == 404
    assert [i.state for i in admin.get("/ru/desk/office/").context["items"] if i.route == "office_rooms"] == ["look"]
    assert "выключен" in admin.get(PAGE).content.decode()
    assert "Публичные числа" in admin.get("/ru/desk/office/journal/").content.decode()
    switch(admin, "figures", "on")
    assert told() == [("rooms.switch_off", "figures"), ("rooms.switch_on", "figures")]
    assert "/ru/figures/" in admin.get("/ru/").content.decode() and admin.get("/ru/figures/").status_code == 200


def test_closed_doors_leave_no_link_and_say_where_to_go(admin: Client) -> None:
    made = make.case(owner=make.HOUSING)
    clerk = Client()
    clerk.force_login(make.staff("clerk", "akmola/aqjar")[0])
    case = f"/ru/desk/cases/{made.id}/"
    assert "/slip/" in clerk.get(case).content.decode()
    switch(admin, "publication", "off")
    switch(admin, "channels", "off")
    assert 'href="tel:8 800 000 00 00"' in Client().get("/ru/").content.decode()
    for visitor, address in ((Client(), "/ru/"), (Client(), "/ru/login/"), (clerk, "/ru/desk/"), (clerk, case)):
        page = visitor.get(address)
        assert page.status_code == 200
        for gone in ("/ru/say/", "/ru/track/", "/ru/check/", "/ru/my/", "/register/", "/slip/", "/ru/voices/"):
            assert f'"{gone}' not in page.content.decode() and f'{gone}"' not in page.content.decode(), (address, gone)
    assert Client().get("/api/v1/openapi.json").status_code == 404
    assert Client().post("/ru/say/what/", {"text": make.TEXT}).status_code == 404


def test_a_room_that_another_stands_on_stays(admin: Client) -> None:
    assert "Публичные голоса" in admin.get(f"{PAGE}channels/").content.decode()
    refused = switch(admin, "channels", "off")
    assert refused.status_code == 409 and "Сначала выключите" in refused.content.decode()
    assert not SwitchedOff.objects.exists() and not told()
    switch(admin, "publication", "off")
    switch(admin, "channels", "off")
    refused = switch(admin, "publication", "on")
    assert refused.status_code == 409 and "Сначала включите" in refused.content.decode()
    assert set(state.switched_off()) == {"channels", "publication"}
    assert not [i.code for i in INVARIANTS if i.find().broken]


@pytest.mark.parametrize("room", ["office", "cases", "no-such-room"])
def test_what_cannot_be_switched_reads_like_no_page(admin: Client, room: str) -> None:
    assert switch(admin, room, "off").status_code == admin.get(f"{PAGE}{room}/").status_code == 404
    assert not SwitchedOff.objects.exists() and not told()


def test_what_the_settings_took_away_is_shown_and_not_switched(admin: Client, settings: Any) -> None:
    settings.ROOMS = ("channels", "office")
    assert "DAUYS_ROOMS" in admin.get(PAGE).content.decode()
    assert switch(admin, "figures", "on").status_code == 404
    assert admin.get("/ru/figures/").status_code == 404


def test_an_odd_form_changes_nothing(admin: Client) -> None:
    assert switch(admin, "figures", "sideways").status_code == 200
    assert not SwitchedOff.objects.exists()


@pytest.mark.parametrize(("role", "body"), [("administrator", make.HOUSING), ("head", ""), ("auditor", "")])
def test_others_may_not(db: None, role: str, body: str) -> None:
    client = Client()
    client.force_login(make.staff(role, body)[0])
    assert switch(client, "figures", "off").status_code == client.get(PAGE).status_code == 404
    assert not SwitchedOff.objects.exists() and state.is_open("figures")


def test_another_process_sees_it_without_a_statement_until_then(admin: Client, sql_count: Any) -> None:
    with sql_count() as sql:
        assert state.is_open("figures")
    assert len(sql) == 0
    SwitchedOff.objects.create(room="figures", at=make.AT)  # as another process would
    assert state.is_open("figures")
    state.MARK.touch()
    state._looked_at = -state.LOOK  # a moment later
    with sql_count() as sql:
        assert not state.is_open("figures") and not state.is_open("figures")
    assert len(sql) == 1


def test_a_database_that_is_away_is_asked_once_and_closes_nothing(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def away(*_names: str, **_how: Any) -> None:
        asked.append(1)
        raise OperationalError

    SwitchedOff.objects.create(room="figures", at=make.AT)
    with monkeypatch.context() as patched:
        patched.setattr(SwitchedOff.objects, "values_list", away)
        state._known = None
        assert all(state.is_open(room) for room in ("figures", "channels", "figures")) and len(asked) == 1
    monkeypatch.setattr(state, "_failed_at", -state.PAUSE)
    assert not state.is_open("figures")


def test_two_administrators_never_leave_a_room_without_its_ground(transactional_db: None) -> None:
    actions.switch_off(room="publication", actor=SYSTEM, at=make.AT)

    def work(index: int) -> bool:
        verb, room = (actions.switch_off, "channels") if index else (actions.switch_on, "publication")
        return verb(room=room, actor=SYSTEM, at=make.AT)

    results = together(2, work)
    assert sorted(type(result).__name__ for result in results) == ["StandsOn", "bool"]
    assert not [i.code for i in INVARIANTS if i.find().broken]
