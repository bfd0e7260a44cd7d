"""Rules of a schedule against an outside expander, and around a change of the clock."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar, Event, vRecur

from dauys.core.recurrence import BadRule, Opening, check_rule, openings

ALMATY = ZoneInfo("Asia/Almaty")


def wall(*parts: int) -> datetime:
    """A moment as a clock on the wall shows it, without a zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _random_rule(dice: random.Random) -> str:
    freq = dice.choice(("DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={freq}", f"INTERVAL={dice.randint(1, 4)}"]
    if freq == "WEEKLY":
        parts.append("BYDAY=" + ",".join(sorted(dice.sample(DAYS, dice.randint(1, 3)), key=DAYS.index)))
    if freq == "MONTHLY":
        if dice.random() < 0.6:
            parts.append(f"BYDAY={dice.choice(('1', '2', '3', '-1'))}{dice.choice(DAYS)}")
        else:
            parts.append("BYMONTHDAY=" + ",".join(map(str, sorted(dice.sample(range(1, 32), 2)))))
    if dice.random() < 0.4:
        parts.append(f"COUNT={dice.randint(1, 40)}")
    return ";".join(parts)


@pytest.mark.parametrize("seed", range(200))
def test_it_expands_as_an_outside_expander_does(seed: int) -> None:
    dice = random.Random(seed)
    rule = _random_rule(dice)
    first = wall(2023, dice.randint(1, 12), dice.randint(1, 28), dice.randint(8, 17), dice.choice((0, 30)))
    first = _begins_by_its_rule(rule, first)
    length = timedelta(minutes=dice.choice((30, 90, 240)))
    after, before = date(2023, 6, 1), date(2025, 2, 1)
    event = Event()
    event.add("uid", str(seed))
    event.add("dtstart", first.replace(tzinfo=ALMATY))
    event.add("duration", length)
    event.add("rrule", vRecur.from_ical(rule))
    held = sorted(o.starts.date() for o in openings(rule, first, length, ALMATY, after, before))
    skip = set(held[::5]) if seed % 4 == 0 else set()
    for day in skip:
        event.add("exdate", datetime.combine(day, first.time(), tzinfo=ALMATY))
    book = Calendar()
    book.add_component(event)
    ours = [o.starts for o in openings(check_rule(rule), first, length, ALMATY, after, before, skip=skip)]
    theirs = sorted(e["DTSTART"].dt for e in recurring_ical_events.of(book).between(after, before))
    assert ours == [t for t in theirs if t.date() >= after]  # theirs also has what began before and still lasts


def _begins_by_its_rule(rule: str, first: datetime) -> datetime:
    """DTSTART as the standard wants it: itself a day of the rule."""
    for opening in openings(rule, first, timedelta(hours=1), ALMATY, first.date(), date(2026, 1, 1)):
        return opening.starts.replace(tzinfo=None)
    raise AssertionError(rule)


def test_ten_is_ten_before_and_after_the_change_of_the_clock() -> None:
    """Almaty went from UTC+6 to UTC+5 on 1 March 2024."""
    found = list(
        openings("FREQ=WEEKLY", wall(2024, 2, 22, 10), timedelta(hours=2), ALMATY, date(2024, 2, 1), date(2024, 3, 9))
    )
    assert [o.starts.hour for o in found] == [10, 10, 10]
    assert [o.starts.astimezone(UTC).hour for o in found] == [4, 4, 5]
    assert {o.ends - o.starts for o in found} == {timedelta(hours=2)}


def test_an_opening_across_the_change_lasts_as_long_as_it_was_planned() -> None:
    (found,) = openings("", wall(2024, 2, 29, 23), timedelta(hours=3), ALMATY, date(2024, 2, 29), date(2024, 3, 1))
    assert found.ends.astimezone(UTC) - found.starts.astimezone(UTC) == timedelta(hours=3)


def test_without_a_rule_it_is_once() -> None:
    first = wall(2026, 3, 3, 10)
    once = list(openings("", first, timedelta(hours=1), ALMATY, date(2026, 3, 1), date(2026, 4, 1)))
    assert once == [Opening(first.replace(tzinfo=ALMATY), datetime(2026, 3, 3, 11, tzinfo=ALMATY))]
    assert not list(openings("", first, timedelta(hours=1), ALMATY, date(2026, 3, 4), date(2026, 4, 1)))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=9", "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;FREQ=DAILY",
        "nonsense", "FREQ=WEEKLY;BYHOUR=9", "FREQ=WEEKLY;", "FREQ=WEEKLY;COUNT=many", "FREQ=DAILY;X=1",
        "FREQ=MONTHLY;BYMONTHDAY=40",
    ],
)  # fmt: skip
def test_what_is_no_rule_of_days_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        check_rule(rule)


def test_a_rule_is_written_in_one_way() -> None:
    assert check_rule(" rrule:freq=weekly;byday=tu ") == "FREQ=WEEKLY;BYDAY=TU"
    assert check_rule("") == ""
