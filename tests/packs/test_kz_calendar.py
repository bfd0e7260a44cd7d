"""The calendar of Kazakhstan against known vectors, counted by a plain loop that shares nothing with the clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from dauys.core.clock import reckon
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.packs.load import built_in, load_pack

KZ = built_in("kz")
ONE = timedelta(days=1)


def listed() -> dict[date, str]:
    years = yaml.load((KZ / "calendar.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return {date.fromisoformat(day["date"]): day["kind"] for year in years for day in year["days"]}


DAYS = listed()


def worked(day: date) -> bool:
    return DAYS[day] == "working" if day in DAYS else day.weekday() < 5


def plain_loop(start: date, amount: int) -> date:
    day = start
    while amount:
        day += ONE
        amount -= worked(day)
    return day


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 4), date(2026, 3, 31)),
        (date(2025, 12, 26), date(2026, 1, 21)),
        (date(2024, 4, 26), date(2024, 5, 22)),
    ],
)
def test_fifteen_working_days(received: date, due: date) -> None:
    assert plain_loop(received, 15) == due
    pack = load_pack(KZ)
    moment = datetime(received.year, received.month, received.day, 10, tzinfo=ZoneInfo("Asia/Almaty"))
    assert reckon(pack.calendar(), pack.terms("application"), moment).due_on == due


@pytest.mark.parametrize(("year", "amount"), [(2023, 246), (2024, 249), (2025, 246), (2026, 247), (2027, 247)])
def test_working_days_of_a_year(year: int, amount: int) -> None:
    days = [date(year, 1, 1) + ONE * step for step in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert sum(map(worked, days)) == amount
    assert load_pack(KZ).calendar().count_working(days[0], days[-1]) == amount


def test_the_clock_and_the_loop_agree_on_every_day() -> None:
    calendar = load_pack(KZ).calendar()
    day = calendar.first
    while day <= calendar.last:
        assert calendar.is_working(day) == worked(day), day
        day += ONE


@pytest.mark.parametrize(
    ("exchanged", "free"),
    [
        (date(2023, 7, 1), date(2023, 7, 7)),
        (date(2024, 5, 4), date(2024, 5, 8)),
        (date(2025, 1, 5), date(2025, 1, 3)),
    ],
)
def test_days_exchanged_by_decree(exchanged: date, free: date) -> None:
    calendar = load_pack(KZ).calendar()
    assert calendar.is_working(exchanged) and exchanged.weekday() >= 5
    assert not calendar.is_working(free) and free.weekday() < 5


def test_christmas_and_kurban_ait_do_not_move() -> None:
    calendar = load_pack(KZ).calendar()
    assert calendar.is_working(date(2023, 1, 9)), "7 January 2023 was a Saturday"
    assert calendar.is_working(date(2024, 6, 17)), "Kurban Ait of 2024 fell on a Sunday"


def test_constitution_day_moves_to_march_in_2027() -> None:
    calendar = load_pack(KZ).calendar()
    assert not calendar.is_working(date(2025, 9, 1))
    assert calendar.is_working(date(2026, 8, 31))
    assert not calendar.is_working(date(2027, 3, 15))
    assert calendar.is_working(date(2027, 8, 30))


def test_guessed_days_are_marked() -> None:
    pack = load_pack(KZ)
    guessed = [day.date for year in pack.calendar_years for day in year.days if day.estimated]
    assert guessed == [date(2026, 5, 27), date(2027, 5, 16)]
    special = pack.special_day(date(2026, 3, 9))
    assert special is not None and special.name.get("ru") == "Выходной за 8 марта"
    assert pack.special_day(date(2026, 3, 10)) is None


def test_it_refuses_to_guess_a_year_it_lacks() -> None:
    with pytest.raises(CalendarNotCovered):
        load_pack(KZ).calendar().is_working(date(2028, 1, 10))
