"""By video or phone: how to join is told to who booked, to the host and the desk, and nobody is sent to the centre."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.ground.messages.models import Message
from dauys.receptions import actions, links
from dauys.receptions.models import Host, Visit, Window

pytestmark = pytest.mark.django_db

ROOM = "https://video.example.kz/room-7f3a"
ADDRESS = "Достық көшесі, 5"


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("open_schedule", "own_visit", "day", "setting_up"):
        monkeypatch.setattr(f"dauys.receptions.pages.{module}.now", lambda: make.AT)
    monkeypatch.setattr("dauys.receptions.forms.today", lambda: make.AT.date())


def signed_in(role: str, code: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def remote(mode: str = "video", join: str = ROOM) -> Host:
    host = desk.host()
    host.office.address = dict.fromkeys(("kk", "ru", "en"), ADDRESS)
    host.office.save(update_fields=["address"])
    desk.published(host, desk.line(mode=mode, join=join))
    return host


def letter(visit: Visit, what: str) -> str:
    return str(Message.objects.get(once=f"visit:{visit.pk}:{what}").body)


@pytest.mark.parametrize(("mode", "join"), [("video", ROOM), ("phone", "+77172555555"), ("live_line", "+77172555555")])
def test_who_booked_is_told_how_to_join_and_not_where_the_centre_is(mode: str, join: str) -> None:
    visit = desk.booked(remote(mode, join))
    assert (visit.mode, visit.join) == (mode, join)
    assert join in letter(visit, "booked") and ADDRESS not in letter(visit, "booked")
    own = Client()
    own.get(f"/kk/meet/visit/{links.secret_of(visit.pk)}/")
    shown = own.get("/kk/meet/visit/").content.decode()
    assert join in shown and ADDRESS not in shown
    assert join in own.get("/kk/meet/visit/calendar.ics").content.decode().replace("\r\n ", "")


def test_the_host_and_the_desk_see_it_and_nobody_else() -> None:
    host = remote()
    visit = desk.booked(host)
    page = f"/kk/desk/receptions/visits/{visit.pk}/"
    for role in ("clerk", "head"):
        assert ROOM in signed_in(role).get(page).content.decode()
    for address in (f"/kk/meet/{host.pk}/", "/kk/meet/", f"/kk/meet/{host.pk}/schedule.ics", "/kk/meet/visit/"):
        assert "room-7f3a" not in Client().get(address).content.decode()
    about: dict[str, Any] = {"actor": make.Actor(kind="citizen"), "at": make.AT}
    held = actions.hold(host=host.pk, starts=desk.ten(20), source="web", language="kk", **about)
    assert held.join == ROOM, "kept with the time, told once it is booked"
    actions.cancel(visit=visit.pk, actor=make.staff("clerk")[1], at=make.AT)
    own = Client()
    own.get(f"/kk/meet/visit/{links.secret_of(visit.pk)}/")
    assert ROOM not in own.get("/kk/meet/visit/").content.decode()


def test_without_a_way_to_join_nobody_is_sent_to_the_centre_either() -> None:
    told = letter(desk.booked(remote(join="")), "booked")
    assert ADDRESS not in told and "орталық" in told


def test_in_person_all_is_as_it_was() -> None:
    host = remote("in_person", "")
    assert ADDRESS in letter(desk.booked(host), "booked")


def test_who_moves_to_another_way_is_told_of_the_new_one() -> None:
    host = remote()
    visit = desk.booked(host)
    desk.published(host, desk.line(mode="phone", join="+77172555555"))
    fresh = actions.move(visit=visit.pk, starts=desk.ten(20), actor=make.staff("clerk")[1], at=make.AT)
    assert (fresh.mode, fresh.join) == ("phone", "+77172555555") and ROOM not in letter(fresh, "booked")


@pytest.mark.parametrize(
    ("mode", "typed", "kept"),
    [
        ("video", ROOM, ROOM),
        ("phone", "8 7172 555 555", "+77172555555"),
        ("video", "http://video.example.kz/1", None),
        ("video", "https://", None),
        ("video", "https://video.example.kz/ a", None),
        ("in_person", ROOM, None),
        ("video", "", ""),
    ],
)
def test_a_line_takes_a_safe_link_or_a_number(mode: str, typed: str, kept: str | None) -> None:
    host = desk.host()
    about: dict[str, Any] = {
        "since": "2026-03-01", "until": "2026-06-30", "l0-first": str(desk.THURSDAY), "l0-opens": "10:00",
        "l0-closes": "12:00", "l0-repeat": "week", "l0-mode": mode, "l0-join": typed,
    }  # fmt: skip
    sent = signed_in("clerk").post(f"/kk/desk/receptions/schedules/{host.pk}/", about)
    if kept is None:
        assert sent.status_code == 422 and "id_l0-join-error" in sent.content.decode()
        assert not Window.objects.exists()
    else:
        assert sent.status_code == 302 and Window.objects.get().join == kept


def test_a_time_offered_from_the_waiting_list_says_how_to_join_once_it_is_taken() -> None:
    host, clerk = remote(), make.staff("clerk")[1]
    waits = actions.wait_at_desk(
        key=uuid4(), host=host.pk, wished=None, language="kk", person=desk.person(), text=desk.MATTER,
        area_path=make.AQJAR, actor=clerk, at=make.AT,
    )  # fmt: skip
    assert actions.offer(at=make.AT) == 1
    assert ROOM not in letter(waits, "offered")
    actions.confirm(visit=waits.pk, actor=clerk, at=make.AT)
    assert ROOM in letter(waits, "booked")
