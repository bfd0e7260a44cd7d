"""Places for days: a run is booked whole or not at all, the list follows its rule, and the sheet says who came."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests import receptions as desk
from tests.support import counted_sql

from dauys.cases.models import Case
from dauys.core.queue import rank
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.ui.moments import today
from dauys.receptions import actions
from dauys.receptions.day_places import day_of, in_line, missed_before
from dauys.receptions.invariants import INVARIANTS
from dauys.receptions.models import Host, Schedule, Visit
from dauys.receptions.queries import day_span
from dauys.receptions.rules import ImpossibleVisit, missed_running
from dauys.receptions.slots_open import days_open, free_slots
from dauys.receptions.words import WORKDAYS

NAMES = {"kk": "Оңалту орталығы", "ru": "Центр реабилитации", "en": "Rehabilitation centre"}
NEED = "Инсульттен кейін күндізгі оңалту керек."
MONDAY = date(2026, 3, 16)
DB = pytest.mark.django_db


def place(lanes: int = 2) -> Host:
    host = actions.add_place(
        office=desk.office().pk, names=NAMES, room="1", actor=desk.administrator(), at=make.AT
    )  # fmt: skip
    desk.published(host, desk.line(first=date(2026, 3, 2), opens=time(9), minutes=480, slot_minutes=480, rule=WORKDAYS,
                                   lanes=lanes))  # fmt: skip
    return host


def about(host: Host, number: int = 1, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "key": uuid4(), "host": host.pk, "days": 3, "person": desk.person(number), "text": NEED,
        "area_path": make.AQJAR, "language": "kk", "actor": make.staff("clerk")[1], "at": make.AT,
    }  # fmt: skip
    return {**values, **more}


def booked(host: Host, number: int = 1, since: date = MONDAY, **more: Any) -> list[Visit]:
    return actions.book_days(since=since, **about(host, number, **more))


def days_of(rows: list[Visit]) -> list[date]:
    return [row.during.lower.astimezone(make.AT.tzinfo).date() for row in rows]


def sound() -> None:
    assert {i.code: found for i in INVARIANTS if (found := i.find()).broken} == {}


@DB
def test_a_run_leaves_out_weekends_and_holidays_and_a_second_click_finds_it() -> None:
    host, key = place(), uuid4()
    rows = booked(host, since=date(2026, 3, 19), days=4, key=key)
    # 21 to 25 March are the weekend, Nauryz, and days moved because of it.
    days = days_of(rows)
    assert days[:2] == [date(2026, 3, 19), date(2026, 3, 20)] and days[2] > date(2026, 3, 23)
    assert [row.pk for row in booked(host, since=date(2026, 3, 19), days=4, key=key)] == [row.pk for row in rows]
    assert Visit.objects.count() == 4 and {row.first_day_id for row in rows[1:]} == {key} and rows[0].days == 4
    assert Entry.objects.filter(verb="receptions.book").count() == 4 and not Case.objects.exists()
    sound()


@DB
def test_a_full_day_is_named_and_nothing_is_booked() -> None:
    host = place(lanes=1)
    booked(host, 1, since=MONDAY + timedelta(2), days=1)
    with pytest.raises(actions.DaysFull) as error:
        booked(host, 2, days=5)
    assert error.value.days == [MONDAY + timedelta(2)] and Visit.objects.count() == 1
    with pytest.raises(actions.AlsoBooked):
        booked(place(), 1, since=MONDAY + timedelta(1), days=3)
    assert Visit.objects.count() == 1
    Schedule.objects.filter(host=host).update(valid=("2026-03-01", "2026-03-19"))
    with pytest.raises(actions.NotSoLong):
        booked(host, 3, days=30)
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_for_the_last_places_one_gets_all_days() -> None:
    host, both = place(lanes=1), Barrier(2)
    wanted = [about(host, n) for n in (1, 2)]

    def click(number: int) -> int:
        both.wait()
        try:
            return len(actions.book_days(since=MONDAY, **wanted[number]))
        except actions.DaysFull:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == [0, 3]
    assert Visit.objects.filter(state="booked").count() == 3


@DB
def test_the_place_goes_to_who_is_next_by_wait_and_need() -> None:
    host, clerk = place(), make.staff("clerk")[1]
    early = actions.wait_for_days(**about(host, 1, at=make.AT))
    late = actions.wait_for_days(**about(host, 2, at=make.AT + timedelta(days=20), reason="child"))
    latest = actions.wait_for_days(**about(host, 3, at=make.AT + timedelta(days=40), reason="child"))
    assert [v.pk for v in in_line(host.pk)] == [late.pk, early.pk, latest.pk]
    at = make.AT + timedelta(days=41)
    run: dict[str, Any] = {"since": at.date() + timedelta(2), "days": 3, "actor": clerk, "at": at}
    with pytest.raises(actions.NotNext):
        actions.give_place(visit=early.pk, **run)
    assert not Visit.objects.filter(state="booked").exists()
    given = actions.give_place(visit=late.pk, **run)
    assert [row.pk for row in actions.give_place(visit=late.pk, **run)] == [row.pk for row in given]
    assert len(given) == 3 and given[0].pk == late.pk and Visit.objects.filter(state="booked").count() == 3
    actions.cancel(visit=early.pk, actor=clerk, at=at)
    with pytest.raises(ImpossibleVisit):
        actions.give_place(visit=early.pk, **run)
    assert actions.offer(host=host.pk, at=at) == 0
    assert Visit.objects.get(pk=latest.pk).state == "waiting"
    sound()


@DB
def test_strangers_book_no_place_by_themselves() -> None:
    host = place()
    assert free_slots([host.pk], MONDAY, MONDAY + timedelta(5), make.AT, online=True) == {host.pk: []}
    assert days_open(host.pk, MONDAY, make.AT)[0].free == 2


@DB
def test_the_sheet_says_who_came_and_can_be_set_right() -> None:
    host, clerk = place(), make.staff("clerk")[1]
    (one, *_rest), (two, *_more) = booked(host, 1), booked(host, 2)
    said: dict[str, Any] = {"host": host.pk, "day": MONDAY, "actor": clerk, "at": desk.ten(day=MONDAY)}
    assert actions.attend(came={one.pk}, missed={two.pk}, **said) == 2
    assert actions.attend(came={one.pk}, missed={two.pk, uuid4()}, **said) == 0
    assert {v.pk: v.state for v in day_of(host.pk, MONDAY)} == {one.pk: "arrived", two.pk: "no_show"}
    assert actions.attend(came={two.pk}, missed={one.pk}, **said) == 2
    assert not Case.objects.exists()
    for role, code in (("officer", make.HOUSING), ("clerk", make.SOCIAL), ("administrator", "")):
        with pytest.raises(Denied):
            actions.attend(came={one.pk}, missed=set(), **{**said, "actor": make.staff(role, code)[1]})
    assert Visit.objects.get(pk=one.pk).state == "no_show"
    with pytest.raises(ImpossibleVisit):
        actions.serve(visit=two.pk, actor=make.staff("supervisor")[1], at=make.AT)
    sound()


@DB
def test_who_comes_late_does_not_take_the_place_another_got() -> None:
    host, clerk = place(lanes=1), make.staff("clerk")[1]
    (one, *_rest) = booked(host, 1, days=1)
    said: dict[str, Any] = {"host": host.pk, "day": MONDAY, "actor": clerk, "at": desk.ten(-50, MONDAY)}
    actions.attend(came=set(), missed={one.pk}, **said)
    (other,) = booked(host, 2, days=1, at=desk.ten(-20, MONDAY))
    with pytest.raises(actions.SlotTaken):
        actions.attend(came={one.pk, other.pk}, missed=set(), **said)
    assert {v.state for v in day_of(host.pk, MONDAY)} == {"no_show", "booked"}


@DB
def test_days_running_without_coming_are_counted_up_to_the_day() -> None:
    host, clerk = place(), make.staff("clerk")[1]
    rows = booked(host, days=4)
    for row, came in zip(rows, (True, False, False, True), strict=True):
        day = row.during.lower.astimezone(make.AT.tzinfo).date()
        ids = ({row.pk}, set()) if came else (set(), {row.pk})
        actions.attend(host=host.pk, day=day, came=ids[0], missed=ids[1], actor=clerk, at=desk.ten(day=day))
    key = bytes(rows[0].person_key or b"")
    ends = [day_span(MONDAY + timedelta(n)).upper for n in range(4)]
    assert [missed_before(host.pk, [key], end)[key] for end in ends] == [0, 1, 2, 0]


@DB
def test_what_was_asked_for_a_place_is_emptied_a_month_after_the_day() -> None:
    host, clerk = place(), make.staff("clerk")[1]
    (row,) = booked(host, days=1)
    day = {"day": MONDAY, "actor": clerk, "at": desk.ten(day=MONDAY)}
    actions.attend(host=host.pk, came={row.pk}, missed=set(), **day)
    assert actions.forget(at=desk.ten(day=MONDAY + timedelta(29))) == 0
    assert actions.forget(at=desk.ten(day=MONDAY + timedelta(32))) == 1
    found = Visit.objects.get(pk=row.pk)
    assert (found.text, found.person_key, found.state) == ("", None, "arrived")
    sound()


@DB
def test_one_reminder_for_the_whole_run() -> None:
    host = place()
    booked(host, days=3)
    assert [actions.remind(at=desk.ten(day=MONDAY + timedelta(n))) for n in (-1, 0, 1)] == [1, 0, 0]


@DB
def test_the_pages_from_the_centre_to_the_sheet() -> None:
    admin, boss = Client(), Client()
    admin.force_login(make.staff("administrator", "")[0])
    boss.force_login(make.staff("supervisor")[0])
    office = desk.office()
    url = f"/kk/desk/receptions/centres/{office.pk}/hosts/"
    names = {f"place-name_{code}": name for code, name in NAMES.items()}
    assert admin.post(url, {**names, "place-room": "1", "place-name_ru": ""}).status_code == 422
    assert not Host.objects.exists()
    assert [admin.post(url, {**names, "place-room": "1"}).status_code for _click in range(2)] == [302, 302]
    host = Host.objects.get()
    typed = {"since": "2026-12-01", "until": "2027-02-28", "l0-first": "2026-12-01", "l0-opens": "09:00",
             "l0-closes": "17:00", "l0-repeat": "workdays", "l0-lanes": "3"}  # fmt: skip
    assert boss.post(f"/kk/desk/receptions/schedules/{host.pk}/", typed).status_code == 302
    window = Schedule.objects.get().windows.get()
    assert (window.slot_minutes, window.minutes, window.lanes, window.rule) == (480, 480, 3, WORKDAYS)


def test_an_unknown_day_is_no_page(db: None) -> None:
    host, client = place(), Client()
    client.force_login(make.staff("clerk")[0])
    assert client.get(f"/kk/desk/receptions/places/{host.pk}/2026-13-01/").status_code == 404
    head = desk.host(at_office=host.office)
    assert client.get(f"/kk/desk/receptions/places/{head.pk}/").status_code == 404
    shown = client.get(f"/ru/desk/receptions/places/{host.pk}/").content.decode()
    assert f'value="{(today() + timedelta(days=1)).isoformat()}"' in shown


@DB
def test_pages_ask_the_same_few_times_for_one_person_and_for_many() -> None:
    host, client, asked = place(lanes=20), Client(), []
    client.force_login(make.staff("clerk")[0])
    client.get(f"/ru/desk/receptions/places/{host.pk}/")
    for number in range(0, 9, 3):
        booked(host, number, days=1)
        actions.wait_for_days(**about(host, number + 1))
        counts = []
        for page in ("", f"{host.pk}/", f"{host.pk}/{MONDAY}/"):
            with counted_sql() as sql:
                assert client.get(f"/ru/desk/receptions/places/{page}").status_code == 200
            counts.append(len(sql))
        asked.append(counts)
    assert asked[0] == asked[1] == asked[2] and max(asked[0]) <= 6


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=30))
def test_nobody_is_overtaken_by_who_came_later_than_the_largest_need(people: list[tuple[int, int]]) -> None:
    """The twin looks at each pair: who stands before me came before me, or needs more, but never beyond the bound."""
    most = max((bonus for _came, bonus in people), default=0)
    order = sorted(people, key=lambda p: (rank(make.AT + timedelta(days=p[0]), timedelta(days=p[1])), p[0]))
    for place_, mine in enumerate(order):
        for before in order[:place_]:
            assert before[0] <= mine[0] + most and (before[0] <= mine[0] or before[1] > mine[1])
    assert all(a[0] - a[1] <= b[0] - b[1] for a, b in pairwise(order))


@given(st.lists(st.sampled_from(["arrived", "no_show"]), max_size=12))
def test_days_running_are_counted_as_by_hand(states: list[str]) -> None:
    by_hand = "".join("x" if s == "no_show" else "." for s in states).split(".")[0]
    assert missed_running(states) == len(by_hand)


@DB
def test_no_place_is_open_on_a_day_beyond_all_schedules() -> None:
    assert days_open(place().pk, date(9999, 12, 31), make.AT) == []
