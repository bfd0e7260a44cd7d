"""By phone through the desk: who decides is offered first, a visit is moved, a caller waits and takes what is free."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.receptions import actions, links
from dauys.receptions.models import Host, Visit

pytestmark = pytest.mark.django_db

NEW = "/kk/desk/receptions/new/"
HEATING = "Көктем 5 үйінде жылу батареялары суық, екінші апта жылу жоқ."


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _most: 600)
    for module in ("day", "moving", "visit"):
        monkeypatch.setattr(f"dauys.receptions.pages.{module}.now", lambda: make.AT)
    monkeypatch.setattr("dauys.receptions.forms_of_visits.today", lambda: make.AT.date())


def at_desk(code: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff("clerk", code)[0])
    return client


def open_host(code: str = make.HOUSING, *lines: Any) -> Host:
    host = desk.host(code)
    desk.published(host, *lines)
    return host


def typed(host: Host, **about: Any) -> dict[str, Any]:
    return {
        "key": uuid4(), "name": "Асан Үлгі", "phone": "+77000000001", "text": HEATING, "area": make.AQJAR,
        "language": "kk", "host": host.pk, "when": desk.ten().isoformat(), **about,
    }  # fmt: skip


def waits(client: Client, host: Host, **about: Any) -> Visit:
    sent = client.post(NEW, typed(host, when="wait", **about))
    assert sent.status_code == 302, sent.content.decode()
    return Visit.objects.get(pk=sent["Location"].rsplit("/", 2)[1])


def test_a_caller_is_offered_who_decides_first_and_gets_the_first_wish_all_the_same() -> None:
    """The district's head receives; housing decides about heating, and its head receives too."""
    mayor, below = open_host("akmola/aqjar"), open_host()
    client, form = at_desk("akmola/aqjar"), typed(mayor)
    shown = client.post(NEW, form).content.decode()
    assert not Visit.objects.exists() and HEATING in shown and f'value="{make.HOUSING}"' in shown
    assert f'value="{below.pk} {desk.ten().isoformat()}"' in shown, "the desk of the district reaches housing"
    taken = client.post(NEW, {**form, "show": f"{below.pk} {desk.ten().isoformat()}"}).content.decode()
    assert f'value="{below.pk}" selected' in taken and HEATING in taken
    for _click in range(2):
        assert client.post(NEW, {**form, "insists": make.HOUSING}).status_code == 302
    visit = Visit.objects.get()
    assert (visit.host_id, visit.offered, visit.state) == (mayor.pk, make.body(), "booked")
    sent = client.post(NEW, typed(below, phone="+77000000002"))
    assert sent.status_code == 302, "who decides is offered nobody else"


def test_who_stands_there_out_of_schedule_is_sent_nowhere() -> None:
    mayor = open_host("akmola/aqjar")
    assert at_desk("akmola/aqjar").post(NEW, typed(mayor, when="", reason="other")).status_code == 302
    assert Visit.objects.get().kind == "unscheduled"


def test_the_desk_moves_a_visit_to_another_time_or_another_host_and_tells_the_person() -> None:
    office = desk.office("akmola/aqjar")
    host, other = desk.host("akmola/aqjar", office), desk.host(make.HOUSING, office)
    stranger = open_host(make.SOCIAL)
    for of in (host, other):
        desk.published(of)
    visit, client = desk.booked(host), at_desk("akmola/aqjar")
    desk.booked(other, minutes=20, number=2)
    page = f"/kk/desk/receptions/visits/{visit.pk}/move/"
    assert page in client.get(f"/kk/desk/receptions/visits/{visit.pk}/").content.decode()
    shown = client.get(page, {"host": other.pk}).content.decode()
    assert desk.ten().isoformat() in shown and desk.ten(20).isoformat() not in shown
    assert client.post(page, {"host": other.pk}).status_code == 422
    assert client.post(page, {"host": other.pk, "starts": desk.ten(20).isoformat()}).status_code == 409
    assert Visit.objects.get(pk=visit.pk).state == "booked"
    for _click in range(2):
        sent = client.post(page, {"host": other.pk, "starts": desk.ten(40).isoformat()})
        fresh = Visit.objects.get(state="booked", host=other, during__startswith=desk.ten(40))
        assert sent["Location"] == f"/kk/desk/receptions/visits/{fresh.pk}/"
    assert Visit.objects.get(pk=visit.pk).moved_to_id == fresh.pk and fresh.text == desk.MATTER
    letter = Message.objects.get(once=f"visit:{fresh.pk}:booked")
    assert other.name("kk") in letter.body and "10:40" in letter.body
    about: dict[str, Any] = {"visit": fresh.pk, "starts": desk.ten(), "at": make.AT}
    with pytest.raises(Denied):
        actions.move(host=stranger.pk, actor=make.staff("clerk")[1], **about)
    assert at_desk(make.SOCIAL).get(page).status_code == 404
    assert Entry.objects.filter(verb="receptions.move").count() == 1


def test_a_caller_waits_for_the_wished_days_and_takes_what_is_free_at_the_desk() -> None:
    host, client = open_host(), at_desk()
    week = desk.THURSDAY + timedelta(days=7)
    visit = waits(client, host, wished_since=str(week), wished_until=str(week))
    assert (visit.state, visit.source, visit.topic) == ("waiting", "phone", "heating")
    listed = client.get("/kk/desk/receptions/?waiting=1").content.decode()
    assert f"/visits/{visit.pk}/" in listed and visit.subject not in listed, "the matter is not the clerk's"
    assert f"/visits/{visit.pk}/" not in at_desk(make.SOCIAL).get("/kk/desk/receptions/?waiting=1").content.decode()
    assert actions.offer(at=make.AT) == 1
    row = Visit.objects.get(pk=visit.pk)
    assert row.state == "held" and row.during.lower == desk.ten(day=week), "not the Thursday before"
    page = f"/kk/desk/receptions/visits/{visit.pk}/"
    assert f"{page}take/" in client.get(page).content.decode()
    assert at_desk(make.SOCIAL).post(f"{page}take/").status_code == 404
    for _click in range(2):
        assert client.post(f"{page}take/").status_code == 302
    assert Visit.objects.get(pk=visit.pk).state == "booked"
    assert Entry.objects.filter(verb="receptions.book").count() == 1
    assert Message.objects.filter(once=f"visit:{visit.pk}:booked").exists()


def test_the_desk_takes_no_time_that_a_stranger_is_still_writing_for() -> None:
    host, client = open_host(), at_desk()
    about: dict[str, Any] = {"actor": make.Actor(kind="citizen"), "at": make.AT}
    held = actions.hold(host=host.pk, starts=desk.ten(), source="web", language="kk", **about)
    words: dict[str, Any] = {"person": desk.person(), "text": desk.MATTER, "area_path": make.AQJAR}
    actions.book(visit=held.pk, confirmed=False, **words, **about)
    page = f"/kk/desk/receptions/visits/{held.pk}/"
    assert f"{page}take/" not in client.get(page).content.decode()
    assert client.post(f"{page}take/").status_code == 409
    assert Visit.objects.get().state == "held" and links.by_link(links.secret_of(held.pk)) is None


def test_who_waits_leaves_a_contact_and_days_that_are_ahead() -> None:
    host, client = open_host(), at_desk()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"phone": ""}, "id_phone"),
        ({"wished_until": "2020-01-01"}, "id_wished_until"),
        ({"wished_since": "2026-03-20", "wished_until": "2026-03-10"}, "id_wished_until"),
        ({"wished_since": "ертең"}, "id_wished_since"),
    ]
    for given, field in wrong:
        answer = client.post(NEW, typed(host, when="wait", **given))
        assert answer.status_code == 422 and f'href="#{field}"' in answer.content.decode()
    assert not Visit.objects.exists()


def test_whose_days_are_over_leaves_the_list_and_a_free_time_is_taken_off_it() -> None:
    host, client = open_host(make.HOUSING, desk.line(first=date(2026, 6, 25), rule="")), at_desk()
    gone = waits(client, host, wished_until=str(desk.THURSDAY))
    stays = waits(client, host, phone="+77000000002")
    assert actions.offer(at=desk.ten(60 * 24)) == 0
    assert [Visit.objects.get(pk=v.pk).state for v in (gone, stays)] == ["expired", "waiting"]
    assert client.post(f"/kk/desk/receptions/visits/{stays.pk}/cancel/").status_code == 302
    assert Visit.objects.get(pk=stays.pk).state == "cancelled"
