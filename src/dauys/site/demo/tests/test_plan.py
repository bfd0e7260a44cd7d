"""The plan of the invented cases: the same every time, in order of time, never in the future."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from dauys.core.national_id import is_valid_iin
from dauys.core.phone_numbers import normalize_phone
from dauys.core.routing import find_urgent
from dauys.ground.packs.current import current
from dauys.site.demo.fates import DANGER, ELSEWHERE, MAIN
from dauys.site.demo.plan import Story, in_order, plan
from dauys.site.demo.staff import STAFF
from dauys.site.demo.texts import unknown_authors, voices

AT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return plan(current(), AT)


def test_the_same_moment_gives_the_same_cases(stories: list[Story]) -> None:
    assert plan(current(), AT) == stories


def test_about_three_hundred_cases_with_every_voice_and_every_fate(stories: list[Story]) -> None:
    nameless = len(unknown_authors())
    assert len(stories) == sum(f.count for f in (*MAIN, *DANGER, *ELSEWHERE)) + nameless
    assert 280 <= len(stories) <= 340
    assert {s.text.code for s in stories} == {v.code for v in (*voices(), *unknown_authors())}
    assert {s.fate for s in stories} == {f.code for f in (*MAIN, *DANGER, *ELSEWHERE)} | {"unknown_author"}


def test_unknown_authors_tell_of_crimes_and_of_other_things_in_every_language(stories: list[Story]) -> None:
    nameless = [story for story in stories if story.data.get("anonymous")]
    told = Counter((s.text.language, bool(find_urgent(s.data["text"], current().crime_words()))) for s in nameless)
    assert told == {(language, crime): 2 for language in ("kk", "ru", "en") for crime in (True, False)}
    assert not any(s.data["name"] or s.data["phone"] or s.data["email"] for s in nameless)


def test_all_doors_are_used_and_keys_are_different(stories: list[Story]) -> None:
    assert set(Counter(s.channel for s in stories)) == {"web", "phone", "visit", "letter", "email", "api"}
    assert len({s.key for s in stories}) == len(stories)
    assert any(s.data.get("for_whom") == "other" for s in stories)


@pytest.mark.parametrize(
    "at",
    [
        AT,
        datetime(2026, 3, 26, 3, 0, tzinfo=UTC),
        datetime(2026, 1, 3, 23, 59, tzinfo=UTC),
        datetime(2027, 5, 10, tzinfo=UTC),
    ],
    ids=["November", "after Nauryz", "after New Year", "May"],
)
def test_steps_go_forward_and_none_lies_in_the_future(at: datetime) -> None:
    for story in plan(current(), at):
        moments = [step.at for step in story.steps]
        assert story.steps[0].verb == "file"
        assert moments == sorted(moments)
        assert moments[-1] < at
        assert moments[0] > at - timedelta(days=75)
        assert story.received_at is None or story.received_at < moments[0]


def test_all_steps_together_are_in_order_of_time(stories: list[Story]) -> None:
    moments = [step.at for _, step in in_order(stories)]
    assert moments == sorted(moments)
    assert len(moments) == sum(len(s.steps) for s in stories)


def test_staff_act_on_working_days_only(stories: list[Story]) -> None:
    calendar = current().calendar()
    staff = {w.login for w in STAFF}
    for _, step in in_order(stories):
        if step.who:
            assert step.who in staff
            assert step.verb == "file" or calendar.is_working(step.at.astimezone(calendar.zone).date())


def test_contacts_are_synthetic(stories: list[Story]) -> None:
    for story in stories:
        data = story.data
        assert bool(data["phone"] or data["email"]) != bool(data.get("anonymous"))
        if data["phone"]:
            assert normalize_phone(data["phone"]) == data["phone"]
            assert data["phone"].startswith("+7700000")
        if data["email"]:
            assert data["email"].endswith("@demo.example")
        if data["national_id"]:
            assert is_valid_iin(data["national_id"])
            assert data["national_id"][7:11] == "0000"
