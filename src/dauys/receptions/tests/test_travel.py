"""Villages are listed by the day a head last received there, as the schedules had it that were in force."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make
from tests import receptions as desk
from tests.support import counted_sql

from dauys.ground.access.permissions import allows
from dauys.ground.messages.models import Message
from dauys.receptions.actions import Line
from dauys.receptions.links import remember
from dauys.receptions.models import Schedule, Window
from dauys.receptions.travel import in_force, villages

AQJAR = "akmola/aqjar"
BAITEREK = "kz/11/aqjar/baiterek/"
TOWN = "kz/11/aqjar/aqjar/"
MONTH = timedelta(days=31)


def visiting(day: date, village: str = make.AQJAR, rule: str = "") -> Line:
    return desk.line(first=day, opens=time(10), rule=rule, mode="visiting", area_path=village, place="Мектеп")


def seen(at: datetime, months: int = 3) -> list[tuple[str, bool, date | None, date | None]]:
    akim = make.staff("head", AQJAR)[1]

    def day(trip: object) -> date | None:
        return trip.starts.date() if trip else None  # type: ignore[attr-defined]

    return [(v.area.path, v.due, day(v.last), day(v.following)) for v in villages(akim, at, months)]


@pytest.mark.django_db
def test_who_waits_longest_stands_first_and_the_next_reception_beside() -> None:
    host = desk.host(AQJAR)
    planned = [visiting(date(2026, 3, 5)), visiting(date(2026, 4, 2), TOWN), visiting(date(2026, 6, 25))]
    desk.published(host, *planned)
    fifth = date(2026, 3, 5)
    assert seen(desk.ten(day=date(2026, 4, 3))) == [
        (BAITEREK, True, None, None),
        (make.AQJAR, False, fifth, date(2026, 6, 25)),
        (TOWN, False, date(2026, 4, 2), None),
    ]
    assert [(path, due) for path, due, *_days in seen(desk.ten(day=date(2026, 6, 5)))] == [
        (BAITEREK, True), (make.AQJAR, True), (TOWN, False),
    ]  # fmt: skip
    assert seen(desk.ten(day=date(2026, 6, 5)), 4)[1][1] is False
    assert (make.AQJAR, True, None, fifth) in seen(desk.ten(-1))


@pytest.mark.django_db
def test_what_was_replaced_before_its_day_was_not_held() -> None:
    host = desk.host(AQJAR)
    desk.published(host, visiting(date(2026, 3, 5)), visiting(date(2026, 4, 2)))
    first = Schedule.objects.get()
    replacing = desk.published(host, visiting(date(2026, 3, 26), TOWN), since=date(2026, 3, 10))
    Schedule.objects.filter(pk=replacing.pk).update(published_at=desk.ten(day=date(2026, 3, 10)))
    assert Schedule.objects.get(pk=first.pk).state == "replaced"
    assert {path: last for path, _due, last, _next in seen(desk.ten(day=date(2026, 5, 1)))} == {
        BAITEREK: None, make.AQJAR: date(2026, 3, 5), TOWN: date(2026, 3, 26),
    }  # fmt: skip


@pytest.mark.django_db
def test_a_stranger_sees_nothing_of_it() -> None:
    desk.published(desk.host(AQJAR), visiting(date(2026, 3, 5)))
    at = desk.ten(day=date(2026, 4, 3))
    elsewhere = villages(make.staff("head", "gov/moh")[1], at, 3)
    assert elsewhere and all(v.last is None for v in elsewhere)
    for role in ("clerk", "officer", "controller", "administrator"):
        actor = make.staff(role, AQJAR if role != "administrator" else "")[1]
        assert not allows(actor, "receptions.travel")


@pytest.mark.django_db
def test_the_page_asks_the_same_few_times_for_one_village_and_for_many() -> None:
    host = desk.host(AQJAR)
    client = Client()
    client.force_login(make.staff("head", AQJAR)[0])
    asked = []
    for lines in (
        [visiting(date(2026, 3, 5))],
        [visiting(date(2026, 3, n), v) for n in (6, 7) for v in (TOWN, BAITEREK)],
    ):
        desk.published(host, *lines)
        with counted_sql() as sql:
            answer = client.get("/ru/desk/receptions/travel/")
        asked.append(len(sql))
        assert answer.status_code == 200
    assert asked[0] == asked[1] <= 6
    page = answer.content.decode()
    assert "посёлок Достык" in page and host.name("ru") in page


@pytest.mark.django_db
def test_a_visiting_line_names_its_village_and_everybody_sees_it() -> None:
    host = desk.host(AQJAR)
    client = Client()
    client.force_login(make.staff("supervisor", AQJAR)[0])
    typed = {
        "since": "2026-12-01", "until": "2026-12-30", "l0-first": "2026-12-03", "l0-opens": "10:00",
        "l0-closes": "12:00", "l0-repeat": "once", "l0-mode": "visiting", "l0-area": "", "l0-place": "Мектеп",
    }  # fmt: skip
    url = f"/ru/desk/receptions/schedules/{host.pk}/"
    refused = client.post(url, typed)
    assert refused.status_code == 422 and "id_l0-area" in refused.content.decode() and not Window.objects.exists()
    assert client.post(url, {**typed, "l0-area": "посёлок Достык", "l0-mode": "video"}).status_code == 422
    assert client.post(url, {**typed, "l0-area": "посёлок Достык"}).status_code == 302
    made = Window.objects.get()
    assert (made.area_path, made.place, made.mode) == (make.AQJAR, "Мектеп", "visiting")
    desk.published(host, visiting(date(2026, 12, 3)), since=date(2026, 11, 1), until=date(2026, 12, 31))
    assert "посёлок Достык, Мектеп" in Client().get(f"/ru/meet/{host.pk}/").content.decode()


@pytest.mark.django_db
def test_who_is_booked_in_a_village_is_told_the_village() -> None:
    host = desk.host(AQJAR)
    desk.published(host, visiting(desk.THURSDAY))
    visit = desk.booked(host)
    assert (visit.held_in, visit.held_at) == (make.AQJAR, "Мектеп")
    letter = Message.objects.get(once=f"visit:{visit.pk}:booked")
    assert "Достық кенті, Мектеп" in (letter.body or "") and desk.WORDS["kk"] not in (letter.body or "")
    client, answer = Client(), HttpResponse()
    remember(answer, visit.pk)
    client.cookies.load({name: morsel.value for name, morsel in answer.cookies.items()})
    page = client.get("/ru/meet/visit/").content.decode()
    assert "посёлок Достык, Мектеп" in page and desk.WORDS["ru"] not in page


DAYS = st.integers(0, 40)


@given(st.lists(st.tuples(DAYS, DAYS, DAYS), min_size=1, max_size=5, unique_by=lambda made: made[2]), DAYS)
def test_the_schedule_in_force_is_the_one_a_diary_would_name(made: list[tuple[int, int, int]], day: int) -> None:
    """The twin writes, day by day of publishing, which schedule each day follows."""
    first = date(2026, 3, 1)
    rows = [
        Schedule(
            version=n,
            valid=DateRange(first + timedelta(a), first + timedelta(a + length + 1)),
            published_at=datetime.combine(first + timedelta(p), time(0), tzinfo=make.AT.tzinfo),
        )
        for n, (a, length, p) in enumerate(made)
    ]
    diary: dict[int, int] = {}
    for n, (a, length, p) in sorted(enumerate(made), key=lambda pair: pair[1][2]):
        diary |= {d: n for d in range(a, a + length + 1) if d >= p}
    starts = datetime.combine(first + timedelta(day), time(10), tzinfo=make.AT.tzinfo)
    assert [n for n, row in enumerate(rows) if in_force(row, starts, rows)] == ([diary[day]] if day in diary else [])
