"""A person books by themselves: a kept time, words that are never lost, a code, a link; and the waiting list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from tests import factories as make
from tests import receptions as desk

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.receptions import actions, links
from dauys.receptions.models import Host, Visit
from dauys.receptions.pages.own_visit import MOST_MOVES
from dauys.receptions.slots_open import free_slots

pytestmark = pytest.mark.django_db

PHONE = "+77000000001"


@pytest.fixture
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 424242 if most == 10**6 else 600)
    for module in ("booking", "open_schedule", "own_visit"):
        monkeypatch.setattr(f"dauys.receptions.pages.{module}.now", lambda: make.AT)
    monkeypatch.setattr("dauys.cases.code_page.now", lambda: make.AT)


def open_host(code: str = make.HOUSING) -> Host:
    host = desk.host(code)
    desk.published(host)
    return host


def typed(**about: Any) -> dict[str, Any]:
    return {"text": desk.MATTER, "area": make.AQJAR, "name": "Бір Келуші", "contact": PHONE, **about}


def keep(client: Client, host: Host, minutes: int = 0) -> Any:
    return client.post(f"/kk/meet/{host.pk}/keep/", {"starts": desk.ten(minutes).isoformat()})


def booked(client: Client, host: Host, minutes: int = 0, **about: Any) -> Visit:
    keep(client, host, minutes)
    answer = client.post("/kk/meet/coming/", typed(**about))
    assert answer.status_code == 302, answer.content.decode()
    client.post("/kk/meet/code/", {})
    assert client.post("/kk/meet/code/", {"code": "424242"}).status_code == 302
    return Visit.objects.get(state="booked", source="web", during__startswith=desk.ten(minutes))


@pytest.mark.usefixtures("_time")
def test_from_a_free_time_to_a_booked_visit_with_a_link() -> None:
    host, client = open_host(), Client()
    page = client.get(f"/kk/meet/{host.pk}/").content.decode()
    assert desk.ten().isoformat() in page and host.name("kk") in client.get("/kk/meet/").content.decode()
    visit = booked(client, host)
    assert (visit.kind, visit.text, visit.people, visit.registered_by_id) == ("scheduled", desk.MATTER, 1, None)
    letter = Message.objects.get(once=f"visit:{visit.pk}:booked")
    secret = re.search(r"/kk/meet/visit/([\w-]{24})/", letter.body)
    assert letter.address == PHONE and secret
    assert secret[1].encode() not in bytes(visit.link_key or b"") and desk.MATTER not in letter.body
    elsewhere = Client()
    assert elsewhere.get(f"/kk/meet/visit/{secret[1][:-1]}_/").status_code == 404
    assert elsewhere.get(f"/kk/meet/visit/{secret[1]}/")["Location"] == "/kk/meet/visit/"
    shown = elsewhere.get("/kk/meet/visit/")
    assert desk.MATTER in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert desk.MATTER not in Client().get("/kk/meet/visit/").content.decode()
    assert desk.ten().isoformat() not in Client().get(f"/kk/meet/{host.pk}/").content.decode()


@pytest.mark.usefixtures("_time")
def test_no_code_no_visit_and_a_second_click_is_one_visit() -> None:
    host, client = open_host(), Client()
    keep(client, host)
    assert keep(client, host).status_code == 302 and Visit.objects.count() == 1
    assert client.post("/kk/meet/code/", {"code": "424242"})["Location"] == "/kk/meet/coming/"
    client.post("/kk/meet/coming/", typed())
    assert client.post("/kk/meet/code/", {"code": "424242"}).status_code == 422  # none was sent
    client.post("/kk/meet/code/", {})
    assert client.post("/kk/meet/code/", {"code": "111111"}).status_code == 422
    assert Visit.objects.get().state == "held" and not Entry.objects.filter(verb="receptions.book").exists()
    for _click in range(2):
        assert client.post("/kk/meet/code/", {"code": "424242"})["Location"] == "/kk/meet/visit/"
    assert Entry.objects.filter(verb="receptions.book").count() == 1
    assert Message.objects.filter(once__endswith=":booked").count() == 1


@pytest.mark.usefixtures("_time")
def test_another_time_takes_the_words_along_and_wrong_input_loses_none() -> None:
    host, client = open_host(), Client()
    keep(client, host)
    wrong = client.post("/kk/meet/coming/", typed(contact="12", people="x"))
    assert wrong.status_code == 422 and desk.MATTER in wrong.content.decode()
    assert 'href="#id_contact"' in wrong.content.decode() and 'href="#id_people"' in wrong.content.decode()
    client.post("/kk/meet/coming/", typed(companions="Екінші Келуші\nҮшінші Келуші", people="3"))
    keep(client, host, 20)
    page = client.get("/kk/meet/coming/").content.decode()
    assert desk.MATTER in page and "Үшінші Келуші" in page and PHONE in page
    assert sorted(Visit.objects.values_list("state", "text")) == [("expired", ""), ("held", desk.MATTER)]


@pytest.mark.usefixtures("_time")
def test_a_hold_that_ran_out_is_still_good_unless_somebody_else_took_it() -> None:
    host, client = open_host(), Client()
    keep(client, host)
    Visit.objects.update(state="expired", hold_until=make.AT - timedelta(minutes=1))
    assert client.post("/kk/meet/coming/", typed()).status_code == 302
    assert Visit.objects.get().state == "held"
    Visit.objects.update(state="expired", hold_until=make.AT - timedelta(minutes=1))
    desk.booked(host, number=7)
    answer = client.post("/kk/meet/coming/", typed(text=desk.MATTER + " Тағы."))
    assert answer.status_code == 422
    late = Visit.objects.get(source="web")
    assert (late.state, late.text) == ("expired", desk.MATTER + " Тағы.")
    assert keep(client, host, 20).status_code == 302
    assert desk.MATTER + " Тағы." in client.get("/kk/meet/coming/").content.decode()


@pytest.mark.usefixtures("_time")
def test_who_decides_is_offered_first_and_never_forced() -> None:
    """The district's head receives; housing decides about heating, and its head receives too."""
    mayor, below = open_host("akmola/aqjar"), open_host(make.HOUSING)
    client = Client()
    keep(client, mayor)
    heating = "Көктем 5 үйінде жылу батареялары суық, екінші апта жылу жоқ."
    assert client.post("/kk/meet/coming/", typed(text=heating))["Location"] == "/kk/meet/first/"
    page = client.get("/kk/meet/first/").content.decode()
    assert str(below.pk) in page and Visit.objects.get().offered == make.body(make.HOUSING)
    assert client.post("/kk/meet/first/")["Location"] == "/kk/meet/code/"
    keep(client, below)  # and who takes the offer does not write anew
    assert heating in client.get("/kk/meet/coming/").content.decode()
    assert client.post("/kk/meet/coming/", typed(text=heating))["Location"] == "/kk/meet/code/"


@pytest.mark.usefixtures("_time")
def test_move_and_cancel_by_the_person_alone() -> None:
    host, client = open_host(), Client()
    visit = booked(client, host)
    stranger = Client()
    for step in ("move", "cancel", "take", "about"):
        stranger.post(f"/kk/meet/visit/do/{step}/", {"starts": desk.ten(20).isoformat()})
    assert Visit.objects.get().state == "booked"
    for _click in range(2):
        answer = client.post("/kk/meet/visit/do/move/", {"starts": desk.ten(40).isoformat()})
        assert answer.status_code == 302
    fresh = Visit.objects.get(state="booked")
    assert fresh.during.lower == desk.ten(40) and Visit.objects.count() == 2
    Visit.objects.filter(pk=fresh.pk).update(sequence=MOST_MOVES)
    assert client.post("/kk/meet/visit/do/move/", {"starts": desk.ten(20).isoformat()}).status_code == 409
    assert Visit.objects.get(state="booked").during == fresh.during, "times are not kept from others by moving about"
    old = links.link(visit.pk, "kk").rsplit("/", 2)[1]  # the first letter's link still leads to it
    elsewhere = Client()
    elsewhere.get(f"/kk/meet/visit/{old}/")
    assert "10:40" in elsewhere.get("/kk/meet/visit/").content.decode()
    for _click in range(2):
        assert elsewhere.post("/kk/meet/visit/do/cancel/").status_code == 302
    assert Visit.objects.get(pk=fresh.pk).state == "cancelled"
    assert Entry.objects.filter(verb="receptions.cancel").count() == 1
    assert client.post("/kk/meet/visit/do/move/", {"starts": desk.ten().isoformat()}).status_code == 409


@pytest.mark.usefixtures("_time")
def test_a_slot_given_back_is_shown_to_strangers_after_a_while_and_to_the_desk_at_once() -> None:
    host, client = open_host(), Client()
    visit = booked(client, host)
    actions.cancel(visit=visit.pk, actor=ANONYMOUS, at=make.AT)
    day = desk.THURSDAY

    def free(minutes: int, *, online: bool) -> bool:
        at = make.AT + timedelta(minutes=minutes)
        found = free_slots([host.pk], day, day + timedelta(days=1), at, online=online)[host.pk]
        return any(slot.starts == desk.ten() for slot in found)

    assert free(0, online=False)
    assert [free(minutes, online=True) for minutes in (0, 14, 16)] == [False, False, True]


@pytest.mark.usefixtures("_time")
def test_who_waits_longest_is_offered_what_becomes_free_and_has_it_kept() -> None:
    host = open_host()
    for number, minutes in enumerate(range(0, 120, 20), 11):
        desk.booked(host, minutes=minutes, number=number)
    waiting = []
    for number in (1, 2):
        client = Client()
        client.post(f"/kk/meet/{host.pk}/keep/", {"wait": "1"})
        client.post("/kk/meet/coming/", typed(contact=f"+770000000{number:02d}", text=f"{desk.MATTER} {number}"))
        client.post("/kk/meet/code/", {})
        client.post("/kk/meet/code/", {"code": "424242"})
        row = Visit.objects.get(text=f"{desk.MATTER} {number}")
        Visit.objects.filter(pk=row.pk).update(created_at=make.AT + timedelta(seconds=number))
        waiting.append((client, row))
    assert [v.state for _c, v in waiting] == ["waiting", "waiting"]
    only = Visit.objects.filter(source="phone").order_by("during").first()
    # Later Thursdays are free, but here only this one counts.
    actions.cancel(visit=only.pk, actor=make.staff("clerk")[1], at=make.AT)  # type: ignore[union-attr]
    first, second = (Visit.objects.get(pk=v.pk) for _c, v in waiting)
    assert first.state == "held" and first.during.lower == desk.ten()
    assert first.hold_until == make.AT + timedelta(hours=2)
    assert Message.objects.filter(once=f"visit:{first.pk}:offered").exists()
    assert second.during is None or second.during.lower != desk.ten()
    assert waiting[0][0].post("/kk/meet/visit/do/take/").status_code == 302
    assert Visit.objects.get(pk=first.pk).state == "booked"


@pytest.mark.usefixtures("_time")
def test_an_offer_nobody_took_goes_to_the_next_in_line() -> None:
    host = desk.host()
    desk.published(host, desk.line(minutes=20, rule=""))
    taken = desk.booked(host, number=9)
    rows = []
    for number in (1, 2):
        asked = make.AT + timedelta(seconds=number)
        row = actions.ask_to_wait(host=host.pk, language="kk", hold_until=make.AT + actions.HOLD, at=asked)
        actions.book(visit=row.pk, person=desk.person(number), text=desk.MATTER, area_path=make.AQJAR, confirmed=False,
                     actor=ANONYMOUS, at=make.AT)  # fmt: skip
        rows.append(actions.confirm(visit=row.pk, actor=ANONYMOUS, at=make.AT + timedelta(seconds=number)).pk)
    assert actions.offer(at=make.AT) == 0  # nothing is free
    actions.cancel(visit=taken.pk, actor=ANONYMOUS, at=make.AT)
    states = lambda: [Visit.objects.get(pk=pk).state for pk in rows]  # noqa: E731
    assert states() == ["held", "waiting"]
    later = make.AT + timedelta(hours=2, minutes=1)
    assert actions.offer(at=later) == 1 and states() == ["expired", "held"]
    assert actions.offer(at=later) == 0
    with pytest.raises(actions.HoldOver):
        actions.confirm(visit=rows[0], actor=ANONYMOUS, at=later)


@pytest.mark.usefixtures("_time")
def test_an_earlier_appeal_is_attached_only_if_it_is_the_persons_own() -> None:
    host, client = open_host(), Client()
    own, others = make.case(phone=PHONE), make.case(phone="+77000000055")
    visit = booked(client, host)
    page = client.get("/kk/meet/visit/").content.decode()
    assert str(own.id) in page and str(others.id) not in page
    assert client.post("/kk/meet/visit/do/about/", {"case": str(others.id)}).status_code == 404
    assert Visit.objects.get().case_id is None
    client.post("/kk/meet/visit/do/about/", {"case": str(own.id)})
    assert Visit.objects.get(pk=visit.pk).case_id == own.id


@pytest.mark.usefixtures("_time")
def test_the_calendars_are_valid_and_tell_nothing_of_anybody() -> None:
    host, client = open_host(), Client()
    booked(client, host)
    for address in (f"/kk/meet/{host.pk}/schedule.ics", "/kk/meet/visit/calendar.ics"):
        answer = client.get(address)
        body = answer.content.decode()
        assert answer["Content-Type"].startswith("text/calendar")
        events = Calendar.from_ical(body).walk("VEVENT")
        assert events and all(e.errors == [] for e in events)
        assert "Келуші" not in body and PHONE not in body and desk.MATTER[:20] not in body
    feed = Calendar.from_ical(Client().get(f"/kk/meet/{host.pk}/schedule.ics").content)
    assert next(e["dtstart"].dt for e in feed.walk("VEVENT")) == desk.ten()


def test_the_brief_names_what_the_person_wrote_and_said_before() -> None:
    host, head = open_host(), make.staff("head")
    earlier = make.case(owner=make.HOUSING, phone="+77000000001")
    visit = desk.begun(host)
    made = desk.written(visit, "explained")
    actions.sign(protocol=made.pk, revision=made.revision, actor=head[1], at=make.AT)
    again = desk.unscheduled(host, text=desk.MATTER + " Екінші рет.")
    client = Client()
    client.force_login(head[0])
    page = client.get(f"/kk/desk/receptions/visits/{again.pk}/brief/").content.decode()
    assert str(earlier.id) in page and str(visit.pk) in page and "Екінші рет." in page
    clerk = Client()
    clerk.force_login(make.staff("clerk")[0])
    assert clerk.get(f"/kk/desk/receptions/visits/{again.pk}/brief/").status_code == 404


@pytest.mark.usefixtures("_time")
def test_who_was_received_gets_the_signed_protocol_and_nobody_else_does() -> None:
    visit = desk.begun(open_host())
    client = Client()
    client.get(f"/kk/meet/visit/{links.secret_of(visit.pk)}/")
    assert client.get("/kk/meet/visit/protocol.pdf").status_code == 404  # not signed yet
    made = desk.written(visit, "solved")
    assert desk.DECIDED not in client.get("/kk/meet/visit/").content.decode()
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    letter = Message.objects.get(once=f"visit:{visit.pk}:signed:1")
    assert links.secret_of(visit.pk) in letter.body and desk.DECIDED not in letter.body
    assert desk.DECIDED in client.get("/kk/meet/visit/").content.decode()
    paper = client.get("/kk/meet/visit/protocol.pdf")
    assert paper.content.startswith(b"%PDF") and "no-store" in paper["Cache-Control"]
    assert Client().get("/kk/meet/visit/protocol.pdf").status_code == 404
