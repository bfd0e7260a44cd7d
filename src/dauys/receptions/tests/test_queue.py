"""The queue of a centre: a number is given once, called by one counter, and never lost; screens know numbers only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.messages.models import Message
from dauys.receptions import actions
from dauys.receptions.devices import device_address
from dauys.receptions.links import secret_of
from dauys.receptions.models import Host, Office, Ticket
from dauys.receptions.queue_state import forget_kept, read_state
from dauys.receptions.rules import ImpossibleVisit

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_kept()
    for module in ("screens", "counter"):
        monkeypatch.setattr(f"dauys.receptions.pages.{module}.now", lambda: AT)
    monkeypatch.setattr("dauys.receptions.queue_state.FRESH", 0.0)


def counter(centre: Office, number: int = 1, services: tuple[str, ...] = ()) -> tuple[Host, Actor]:
    """A counter with somebody at it."""
    host = actions.add_counter(office=centre.pk, number=number, services=services, actor=desk.administrator(), at=AT)
    clerk = make.staff("clerk", make.HOUSING)[1]
    return actions.staff_counter(host=host.pk, actor=clerk, at=AT), clerk


def ticket(centre: Office, *, service: str = "advice", minutes: int = 0, **about: Any) -> Ticket:
    at = AT + timedelta(minutes=minutes)
    return actions.take_ticket(key=uuid4(), office=centre.pk, service=service, language="kk", at=at, **about)


def test_numbers_go_up_and_a_second_press_is_the_same_number() -> None:
    centre, key = desk.office(), uuid4()
    about = {"office": centre.pk, "service": "advice", "language": "kk", "at": AT}
    first = [actions.take_ticket(key=key, **about).number for _press in range(2)]
    assert first == ["А-001", "А-001"] and ticket(centre, service="land").number == "Ж-002"
    with pytest.raises(KeyError):
        ticket(centre, service="nothing")
    assert Ticket.objects.count() == 2


def test_called_in_order_of_waiting_with_a_bounded_bonus_and_booked_time() -> None:
    centre = desk.office()
    host, clerk = counter(centre)
    long_ago = ticket(centre, minutes=-30)
    plain = ticket(centre, minutes=-10)
    elder = ticket(centre, minutes=-5, first="elder")
    called = []
    for minute in range(3):
        row = actions.call_next(host=host.pk, actor=clerk, at=AT + timedelta(minutes=minute))
        assert row
        again = actions.call_next(host=host.pk, actor=clerk, at=AT)
        assert again and again.pk == row.pk, "a second click"
        called.append(row.pk)
        actions.finish(ticket=row.pk, host=host.pk, service=row.service, result="given", actor=clerk, at=AT)
    assert called == [long_ago.pk, elder.pk, plain.pk]
    assert actions.call_next(host=host.pk, actor=clerk, at=AT) is None


def test_steps_of_a_counter_and_back_into_the_queue_once() -> None:
    centre = desk.office()
    host, clerk = counter(centre)
    other, second = counter(centre, 2)
    row = ticket(centre)
    about = {"host": host.pk, "actor": clerk, "at": AT}
    actions.call_next(**about)
    assert actions.call(ticket=row.pk, **about).calls == 2
    with pytest.raises(Denied):  # it is not at that counter
        actions.serve_ticket(ticket=row.pk, host=other.pk, actor=second, at=AT)
    with pytest.raises(Denied):  # nobody acts for who sits there
        actions.call_next(host=host.pk, actor=second, at=AT)
    actions.miss_ticket(ticket=row.pk, **about)
    actions.bring_back(ticket=row.pk, actor=clerk, at=AT)
    actions.call_next(**about)
    actions.miss_ticket(ticket=row.pk, **about)
    with pytest.raises(ImpossibleVisit):
        actions.bring_back(ticket=row.pk, actor=clerk, at=AT)
    row = ticket(centre)
    actions.call_next(**about)
    actions.serve_ticket(ticket=row.pk, **about)
    ticket(centre)
    with pytest.raises(actions.StillServing):
        actions.call_next(**about)
    actions.park(ticket=row.pk, **about)
    assert actions.call(ticket=row.pk, **about).state == "called"
    actions.pass_on(ticket=row.pk, to=other.pk, service="land", **about)
    moved = Ticket.objects.get(pk=row.pk)
    assert (moved.state, moved.host_id, moved.service, moved.rank_at) == ("waiting", other.pk, "land", row.rank_at)
    nxt = actions.call_next(host=other.pk, actor=second, at=AT)
    assert nxt and nxt.pk == row.pk
    with pytest.raises(actions.CounterTaken):
        actions.staff_counter(host=host.pk, actor=second, at=AT)


def test_a_counter_calls_only_its_services() -> None:
    centre = desk.office()
    host, clerk = counter(centre, 1, ("land",))
    ticket(centre, service="advice")
    assert actions.call_next(host=host.pk, actor=clerk, at=AT) is None
    land = ticket(centre, service="land")
    row = actions.call_next(host=host.pk, actor=clerk, at=AT)
    assert row and row.pk == land.pk


@pytest.mark.django_db(transaction=True)
def test_eight_counters_at_once_call_sixty_different_people() -> None:
    centre = desk.office()
    for _number in range(60):
        ticket(centre)
    people = [counter(centre, number) for number in range(1, 9)]

    def work(one: tuple[Host, Actor]) -> list[UUID]:
        host, clerk = one
        try:
            mine = []
            while row := actions.call_next(host=host.pk, actor=clerk, at=AT):
                mine.append(row.pk)
                actions.finish(ticket=row.pk, host=host.pk, service="advice", result="given", actor=clerk, at=AT)
            return mine
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        called = [pk for mine in pool.map(work, people) for pk in mine]
    assert len(called) == len(set(called)) == 60
    assert not Ticket.objects.exclude(state="done").exists()


def test_the_range_grows_with_the_queue_and_is_silent_without_a_counter() -> None:
    centre = desk.office()
    first, second = ticket(centre, minutes=-2), ticket(centre, minutes=-1)
    state = read_state(centre.pk, AT)
    assert state.order == (first.pk, second.pk) and not state.counters
    assert [state.wait_of(pk) for pk in state.order] == [None, None]
    host, clerk = counter(centre)
    row = actions.call_next(host=host.pk, actor=clerk, at=AT)
    assert row
    actions.serve_ticket(ticket=row.pk, host=host.pk, actor=clerk, at=AT)
    third = ticket(centre)
    state = read_state(centre.pk, AT)
    waits = {pk: wait for pk in state.order if (wait := state.wait_of(pk))}
    assert waits[second.pk].high < waits[third.pk].high
    assert [call.number for call in state.calls] == [row.number]


def screen(centre: Office, kind: str) -> Client:
    device = actions.add_device(office=centre.pk, kind=kind, label="Кіреберіс", actor=desk.administrator(), at=AT)
    client = Client()
    client.get(urlsplit(device_address(device.pk)).path)
    return client


def test_a_kiosk_gives_a_number_and_the_display_calls_it_without_a_name() -> None:
    centre = desk.office()
    kiosk, display = screen(centre, "kiosk"), screen(centre, "display")
    assert Client().get("/kk/queue/").status_code == Client().get("/kk/queue/display/").status_code == 404
    assert display.get("/kk/queue/").status_code == 404
    key = str(uuid4())
    pressed = [kiosk.post("/kk/queue/", {"key": key, "service": "advice", "first": "elder"}) for _n in range(2)]
    assert pressed[0]["Location"] == pressed[1]["Location"] and Ticket.objects.count() == 1
    row = Ticket.objects.get()
    page = kiosk.get(pressed[0]["Location"]).content.decode()
    assert row.number in page and "<svg" in page
    kiosk.post(pressed[0]["Location"], {"phone": "+77000000009"})
    letter = Message.objects.get(once=f"ticket:{row.pk}")
    secret = secret_of(row.pk, "ticket")
    assert secret in letter.body and bytes(row.link_key).hex() not in letter.body
    phone = Client()
    assert "Келесі" in phone.get(f"/kk/queue/ticket/{secret}/").content.decode()
    host, clerk = counter(centre)
    actions.call_next(host=host.pk, actor=clerk, at=AT)
    shown = display.get("/kk/queue/display/now/")
    assert row.number in shown.content.decode() and "1-терезе" in shown.content.decode()
    assert display.get("/kk/queue/display/now/", headers={"if-none-match": shown["ETag"]}).status_code == 304
    assert "1-терезе" in phone.get(f"/kk/queue/ticket/{secret}/now/").content.decode()
    assert Client().get("/kk/queue/ticket/unknown/").status_code == 404


def test_an_ended_screen_is_let_in_no_more() -> None:
    centre = desk.office()
    kiosk = screen(centre, "kiosk")
    device = centre.devices.get()
    actions.end_device(device=device.pk, actor=desk.administrator(), at=AT)
    assert kiosk.get("/kk/queue/").status_code == 404
    assert kiosk.post("/kk/queue/", {"key": str(uuid4()), "service": "advice"})["Location"] == "/kk/queue/"
    assert not Ticket.objects.exists()


def test_the_page_of_a_counter_from_the_call_to_two_keystrokes() -> None:
    centre = desk.office()
    user = make.staff("clerk", make.HOUSING)[0]
    host = actions.add_counter(office=centre.pk, number=3, actor=desk.administrator(), at=AT)
    row, client = ticket(centre), Client()
    client.force_login(user)
    base = f"/kk/desk/counters/{host.pk}/"
    for step, data in (("sit", {}), ("next", {}), ("serve", {"ticket": row.pk})):
        assert client.post(f"{base}{step}/", data).status_code == 302
    assert row.number in client.get(base).content.decode()
    assert client.post(f"{base}finish/", {"ticket": row.pk, "service": "advice"}).status_code == 422
    assert client.post(f"{base}leave/").status_code == 409
    for _click in range(2):
        done = client.post(f"{base}finish/", {"ticket": row.pk, "service": "land", "result": "incomplete"})
        assert done.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.service, row.result) == ("done", "land", "incomplete")
    key = uuid4()
    for _click in range(2):
        client.post(f"{base}record/", {"key": key, "service": "advice", "result": "explained"})
    assert Ticket.objects.filter(state="done").count() == 2
    stranger = Client()
    stranger.force_login(make.staff("clerk", make.SOCIAL)[0])
    for step in ("sit", "next", "record", "give"):
        assert (
            stranger.post(f"{base}{step}/", {"key": uuid4(), "service": "advice", "result": "given"}).status_code == 404
        )
    assert Ticket.objects.count() == 2


def test_who_comes_to_a_reception_is_called_by_a_number_of_their_own() -> None:
    of = desk.host()
    centre = of.office
    display = screen(centre, "display")
    counter_of, clerk = counter(centre)
    mine, other = desk.unscheduled(of), desk.unscheduled(of, number=2)
    leader, receives = make.staff("supervisor", make.HOUSING)[1], make.staff("clerk", make.HOUSING)[1]
    for _click in range(2):
        actions.give_number(visit=mine.pk, actor=receives, at=AT)
        actions.give_number(visit=other.pk, actor=receives, at=AT)
    assert sorted(t.number for t in Ticket.objects.all()) == ["Қ-001", "Қ-002"]
    assert actions.call_next(host=counter_of.pk, actor=clerk, at=AT) is None  # no counter calls them
    assert read_state(centre.pk, AT).order == ()  # nor do they stand before anybody there
    with pytest.raises(Denied):
        actions.call_visit(visit=mine.pk, actor=receives, at=AT)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"waiting"}
    actions.call_visit(visit=mine.pk, actor=leader, at=AT)
    shown = display.get("/kk/queue/display/now/").content.decode()
    assert "Қ-001" in shown and of.name("kk") in shown and "104" in shown and "Келуші" not in shown
    with pytest.raises(actions.StillServing):
        actions.call_visit(visit=other.pk, actor=leader, at=AT)
    actions.serve(visit=mine.pk, actor=leader, at=AT + timedelta(minutes=4))
    actions.call_visit(visit=other.pk, actor=leader, at=AT + timedelta(minutes=5))
    actions.miss(visit=other.pk, actor=receives, at=AT + timedelta(minutes=9))
    assert list(Ticket.objects.order_by("serial").values_list("state", "result")) == [("done", "case"), ("missed", "")]
    actions.arrive(visit=other.pk, actor=receives, at=AT + timedelta(minutes=12))
    actions.call_visit(visit=other.pk, actor=leader, at=AT + timedelta(minutes=13))
    again = Ticket.objects.get(visit=other)
    assert (again.state, again.came_back, again.calls) == ("called", True, 2)


def test_a_number_counts_from_the_time_booked_and_only_for_who_is_here() -> None:
    of = desk.host()
    desk.published(of)
    visit, clerk = desk.booked(of), make.staff("clerk", make.HOUSING)[1]
    with pytest.raises(ImpossibleVisit):
        actions.give_number(visit=visit.pk, actor=clerk, at=AT)
    came = desk.ten(-20)
    actions.arrive(visit=visit.pk, actor=clerk, at=came)
    actions.give_number(visit=visit.pk, actor=clerk, at=came)
    assert Ticket.objects.get().counted_from == desk.ten()


def test_the_page_of_a_visit_gives_a_number_where_a_display_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.receptions.pages.visit.now", lambda: AT)
    of = desk.host()
    visit, client = desk.unscheduled(of), Client()
    client.force_login(make.staff("supervisor", make.HOUSING)[0])
    base = f"/kk/desk/receptions/visits/{visit.pk}/"
    assert "Нөмір беру" not in client.get(base).content.decode()
    screen(of.office, "display")
    assert "Нөмір беру" in client.get(base).content.decode()
    for step in ("number", "number", "call", "call"):
        assert client.post(f"{base}{step}/").status_code == 302
    page = client.get(base).content.decode()
    assert "Қ-001" in page and "Нөмірді шақыру" in page
    assert Ticket.objects.get().calls == 2
    other = desk.unscheduled(of, number=2)
    client.post(f"/kk/desk/receptions/visits/{other.pk}/number/")
    refused = client.post(f"/kk/desk/receptions/visits/{other.pk}/call/")
    assert refused.status_code == 409 and "Бұл бөлмеге басқа нөмір шақырылды" in refused.content.decode()


def test_when_the_day_is_over_who_still_waited_has_left_and_no_phone_stays() -> None:
    centre = desk.office()
    row = ticket(centre)
    actions.send_link(ticket=row.pk, phone="+77000000009", at=AT)
    assert actions.close_days(at=AT) == 0
    assert actions.close_days(at=AT + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert row.state == "left" and row.phone == ""


def test_a_counter_receives_nobody_by_schedule() -> None:
    """It stands in none of the lists of who is booked, plans a schedule, or has none this month."""
    host = desk.host()
    actions.add_counter(office=host.office_id, number=1, actor=desk.administrator(), at=AT)
    leader, admin = Client(), Client()
    leader.force_login(make.staff("supervisor", make.HOUSING)[0])
    admin.force_login(make.staff("administrator", "")[0])
    for client, path in (
        (leader, "new/"),
        (leader, "schedules/"),
        (admin, "centres/"),
        (admin, f"centres/{host.office_id}/hosts/"),
    ):
        page = client.get(f"/kk/desk/receptions/{path}").content.decode()
        assert host.name("kk") in page and "1-терезе" not in page, path
