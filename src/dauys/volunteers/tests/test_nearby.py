"""Who can come now, compared with looking at everybody one by one."""

from datetime import date, timedelta
from math import acos, cos, radians, sin
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories as make
from tests import volunteers as help_

from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local
from dauys.volunteers import nearby
from dauys.volunteers.models import Consent, Held, Line, Offer, Pin, Volunteer
from dauys.volunteers.nearby import who_can_come
from dauys.volunteers.people import NewPlace
from dauys.volunteers.rules import ALL_WEEK, bits_of, is_quiet
from dauys.volunteers.standing import may_do

pytestmark = pytest.mark.django_db
TEN = make.AT + timedelta(days=1)  # Thursday at ten
PERSON = st.fixed_dictionaries(
    {
        "homes": st.lists(
            st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.sampled_from([5, 15, 40])), min_size=1, max_size=2
        ),
        "state": st.sampled_from(["active", "active", "active", "paused", "unconfirmed"]),
        "paused_until": st.sampled_from([None, None, TEN.date() - timedelta(days=1), TEN.date()]),
        "vetting": st.sampled_from(["new", "checked", "refused"]),
        "free": st.sampled_from([ALL_WEEK, ALL_WEEK, bits_of(["thu-am"]), bits_of(["fri-am"])]),
        "max_load": st.integers(1, 2),
        "languages": st.sampled_from([["kk"], ["kk", "ru"], []]),
        "quiet": st.sampled_from([(None, None), (9, 11), (22, 8), (20, 11)]),
        "age": st.sampled_from([12, 16, 30]),
        "consent": st.sampled_from([None, TEN.date(), TEN.date() - timedelta(days=1)]),
        "skill": st.sampled_from([None, "cooking", "medicine", "checked", "run out"]),
        "asked": st.sampled_from([None, None, "here", "then", "that week", "declined here"]),
        "idle": st.sampled_from([0, 3, 40]),
        "forbidden": st.booleans(),
    }
)


def km(lat: float, lon: float, place: Any) -> float:
    one, two = radians(lat), radians(place.lat)
    inner = sin(one) * sin(two) + cos(one) * cos(two) * cos(radians(lon - place.lon))
    return 6371.0088 * acos(min(max(inner, -1.0), 1.0))


def twin(line: Line, at: Any) -> list[tuple[UUID, float]]:
    """Everybody who can come with what asking them costs, by reading rows one by one."""
    found = []
    day = local(line.during.lower).date()
    for person in Volunteer.objects.all():
        reached = [far for place in person.places.all() if (far := km(line.lat, line.lon, place)) <= place.radius_km]
        offers = list(person.offers.all())
        busy = [one for one in offers if one.state in ("offered", "reserve", "accepted", "came")]
        monday = day - timedelta(days=day.weekday())
        week = [one for one in busy if monday <= local(one.during.lower).date() < monday + timedelta(days=7)]
        held = {
            one.skill for one in person.skills.all()
            if one.skill != "medicine" or (one.checked_at and (one.until is None or one.until >= day))
        }  # fmt: skip
        bad = (
            not reached,
            person.state not in ("active", "paused") or (person.state == "paused" and person.paused_until is None),
            person.paused_until is not None and person.paused_until >= day,
            person.vetting == "refused",
            not person.free & bits_of(["thu-am"]),
            line.language and line.language not in (*person.languages, person.language),
            line.work == "general" and is_quiet(local(at), person.quiet_since, person.quiet_until),
            not set(line.skills) <= held,
            any(one.line_id == line.pk and one.state not in ("planned", "dropped") for one in offers),
            any(one.during.lower < line.during.upper and line.during.lower < one.during.upper for one in busy),
            person.pins.filter(line=line, kind="forbid").exists(),
            len(week) >= person.max_load,
            not may_do(person, line.work, day).allowed,
        )
        if not any(bad):
            since = person.last_task_on or person.created_at.date()
            idle = min((local(at).date() - since).days // 30, 60)
            k = len(week) + 1
            found.append((person.pk, round(min(reached) * 10) - 5 * idle + 150 * k * (k - 1)))
    return sorted(found, key=lambda one: (one[1], one[0]))


def asked(line: Line, person: Volunteer, state: str) -> None:
    Offer.objects.create(
        id=new_id(make.AT), line=line, volunteer=person, state=state, source="desk", during=line.during,
        created_at=make.AT,
    )  # fmt: skip


def somebody(number: int, about: dict[str, Any], lines: dict[str, Line]) -> None:
    places = [NewPlace(make.AQJAR, 51.2 + north, 70.9 + east, radius) for north, east, radius in about["homes"]]
    skill = about["skill"] if about["skill"] in (None, "cooking") else "medicine"
    person = help_.volunteer(
        number, places=places, free=about["free"], max_load=about["max_load"], languages=about["languages"],
        quiet_since=about["quiet"][0], quiet_until=about["quiet"][1], skills={skill: ""} if skill else {},
        born_on=date(2026 - about["age"], 1, 1), language="ru",
    )  # fmt: skip
    fields = {name: about[name] for name in ("state", "paused_until", "vetting")}
    last = make.AT.date() - timedelta(days=30 * about["idle"]) if about["idle"] else None
    Volunteer.objects.filter(pk=person.pk).update(**fields, last_task_on=last)
    if about["skill"] in ("checked", "run out"):
        until = TEN.date() - timedelta(days=1) if about["skill"] == "run out" else TEN.date()
        by = make.staff("officer", help_.AQJAR)[0]
        Held.objects.filter(volunteer=person).update(checked_at=make.AT, checked_by=by, until=until)
    if about["consent"]:
        Consent.objects.create(
            id=uuid4(), volunteer=person, until=about["consent"], kind="guardian", way="code", asked_at=make.AT,
            signed_at=make.AT, digest=b"d",
        )  # fmt: skip
    if about["asked"]:
        where = {"here": "here", "declined here": "here"}.get(about["asked"], about["asked"])
        asked(lines[where], person, "declined" if about["asked"] == "declined here" else "accepted")
    if about["forbidden"]:
        by = make.staff("officer", help_.AQJAR)[0]
        Pin.objects.create(id=uuid4(), line=lines["here"], volunteer=person, kind="forbid", made_by=by, made_at=make.AT)


@settings(max_examples=25)
@given(
    people=st.lists(PERSON, min_size=3, max_size=9),
    wanted=st.sampled_from([{}, {}, {"language": "kk"}, {"skills": ["medicine"]}, {"work": "disaster"}]),
)
def test_it_is_who_looking_at_everybody_finds(people: list[Any], wanted: dict[str, Any]) -> None:
    for table in (Pin, Offer, Consent, Held):
        table.objects.all().delete()  # type: ignore[attr-defined]
    Volunteer.objects.all().delete()
    here, then, week = help_.need(
        help_.line(starts=TEN, people=20, **wanted), help_.line(starts=TEN + timedelta(hours=1), people=20),
        help_.line(starts=TEN + timedelta(days=1), people=20),
    )  # fmt: skip
    for number, about in enumerate(people):
        somebody(number, about, {"here": here, "then": then, "that week": week})
    found = who_can_come(here, at=make.AT)
    expected = twin(here, make.AT)
    assert {one.volunteer for one in found} == {key for key, _cost in expected}
    costs = dict(expected)
    assert all(abs(one.cost - costs[one.volunteer]) <= 1 for one in found)
    assert [one.cost for one in found] == sorted(one.cost for one in found)


def test_more_places_are_looked_at_while_too_few_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "STEPS", {2: 1.0, 4: 0.5, 100: 0.0})
    line = help_.need(help_.line(skills=["cooking"]))[0]
    for number in range(1, 8):
        skills = {"cooking": ""} if number in (5, 7) else {}
        help_.volunteer(number, places=[NewPlace(make.AQJAR, 51.2 + number / 100, 70.9)], skills=skills)
    found = who_can_come(line, 2, at=make.AT)
    assert [Volunteer.objects.get(pk=one.volunteer).name for one in found] == ["Ерікті 5", "Ерікті 7"]


def test_the_nearest_come_first_and_no_more_than_asked_for(django_assert_max_num_queries: Any) -> None:
    line = help_.need()[0]
    people = [help_.volunteer(n, places=[NewPlace(make.AQJAR, 51.2 + n / 100, 70.9)]) for n in range(1, 6)]
    with django_assert_max_num_queries(1):
        found = who_can_come(line, 3, at=make.AT)
    assert [one.volunteer for one in found] == [person.pk for person in people[:3]]
    assert found[0].km == pytest.approx(1.1, abs=0.05)


def test_work_that_the_pack_does_not_know_finds_nobody() -> None:
    line = help_.need()[0]
    line.work = "dancing"
    help_.volunteer(1)
    assert who_can_come(line, at=make.AT) == []
