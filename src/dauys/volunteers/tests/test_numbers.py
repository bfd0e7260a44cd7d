"""The figures for heads, against what was done; in the reach of who asks only."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests import factories as make
from tests import volunteers as people

from dauys.ground.access.actors import ANONYMOUS
from dauys.volunteers import actions
from dauys.volunteers.actions import AS_PLANNED, Told
from dauys.volunteers.models import Line, Offer
from dauys.volunteers.numbers import hours, sums, unmet

pytestmark = pytest.mark.usefixtures("db")
AT = make.AT
MARCH = date(2026, 3, 1)
LATER = AT + timedelta(days=3)


def asked(line: Line, *numbers: int, minutes: int = 30) -> list[Offer]:
    """Who is asked says yes so many minutes later."""
    persons = [people.volunteer(number, skills=dict.fromkeys(line.skills, "")) for number in numbers]
    sent = actions.invite(
        line=line.pk, volunteers=[p.pk for p in persons], source="desk", actor=people.coordinator(), at=AT
    )
    for offer in sent.offers:
        actions.accept(offer=offer.pk, actor=ANONYMOUS, at=AT + timedelta(minutes=minutes))
    return list(sent.offers)


def came(line: Line, offers: list[Offer], absent: int = 0) -> None:
    """All but the last `absent` are checked in; of those it is said that they were not there."""
    at, there = line.during.lower, len(offers) - absent
    for offer in offers[:there]:
        actions.arrive(offer=offer.pk, actor=people.coordinator(), at=at)
    over = line.during.upper + timedelta(minutes=5)
    for number, offer in enumerate(offers):
        told = AS_PLANNED if number < there else Told("absent")
        said = actions.say_presence(offer=offer.pk, told=told, leader=None, actor=people.coordinator(), at=over)
        if number < there:
            actions.approve(presence=said.pk, actor=people.lead(), at=over + timedelta(minutes=5))


def test_what_is_missing_stands_by_district_work_and_skill() -> None:
    first, second = people.need(people.line(people=4, skills=["cooking"]), people.line(people=2))
    came(first, asked(first, 1, 2, 3), absent=1)
    off = people.need(people.line(people=9))[0]
    actions.stand_down(line=off.pk, actor=people.coordinator(), at=AT)
    rows = unmet([people.office().pk], MARCH, MARCH, LATER)
    assert [(r.area, r.work, r.skill, r.lines, r.asked, r.filled, r.unmet) for r in rows] in (
        [(make.AQJAR, "general", "cooking", 1, 4, 2, 2), (make.AQJAR, "general", "", 2, 11, 0, 2)],
        [(make.AQJAR, "general", "", 2, 11, 0, 2), (make.AQJAR, "general", "cooking", 1, 4, 2, 2)],
    )
    assert second.capacity == 2
    assert unmet([people.office("volunteers/turkistan").pk], MARCH, MARCH, LATER) == []
    assert unmet([people.office().pk], date(2026, 4, 1), date(2026, 4, 1), LATER) == []


def test_before_the_work_is_over_a_yes_fills_a_place() -> None:
    line = people.need(people.line(people=3))[0]
    asked(line, 1)
    assert [r.unmet for r in unmet([people.office().pk], MARCH, MARCH, AT + timedelta(hours=1))] == [2]
    assert [r.unmet for r in unmet([people.office().pk], MARCH, MARCH, LATER)] == [3], "over, and nobody came"


def test_the_first_yes_and_who_did_not_come() -> None:
    quick, slow, never = people.need(*(people.line(people=3) for _ in range(3)))
    came(quick, asked(quick, 1, 2, 3, minutes=10), absent=1)
    asked(slow, 4, minutes=90)
    found = sums([people.office().pk], MARCH, MARCH, LATER)
    assert (found.lines, found.helped, found.half, found.most) == (3, 2, 10, 90)
    assert (found.came, found.absent, found.unknown) == (2, 1, 1)
    assert found.no_show == pytest.approx(1 / 3) and never.capacity == 3


def test_the_funnel_goes_from_the_sign_up_to_the_third_task() -> None:
    helper, lead, clerk = people.volunteer(1), people.lead(), people.coordinator()
    people.volunteer(2)
    for day in (1, 2, 3):
        starts = AT - timedelta(days=day)
        row = actions.write_presence(
            key=uuid4(), volunteer=helper.pk, work="mentoring", starts=starts, ends=starts + timedelta(hours=1),
            actor=clerk, at=AT,
        )  # fmt: skip
        actions.approve(presence=row.pk, actor=lead, at=AT)
    found = sums([people.office().pk], MARCH, MARCH, LATER)
    assert (found.willing, found.registered, found.first, found.third) == (2, 2, 1, 1)
    assert (found.people, found.active, found.share_active) == (2, 1, 0.5)
    given = hours([people.office().pk], date(2026, 2, 1), MARCH, LATER)
    assert [(row.work, row.minutes, row.people) for row in given] == [("mentoring", 180, 1)]


def signed_in(role: str, code: str = people.AQJAR) -> Client:
    client = Client()
    client.force_login(make.staff(role, code, name="Аға Үлгі")[0])
    return client


def test_only_who_leads_an_office_sees_them_and_only_of_their_own() -> None:
    line = people.need(people.line(people=7))[0]
    query = f"?since={line.during.lower:%Y-%m}&until={line.during.lower:%Y-%m}"
    for role in ("clerk", "officer"):
        assert signed_in(role).get(f"/kk/desk/volunteers/numbers/{query}").status_code in (403, 404)
    mine, other = (signed_in("head", code) for code in (people.AQJAR, "volunteers/turkistan"))
    table = "/kk/desk/volunteers/numbers/unmet.csv" + query
    assert mine.get(table).content.decode("utf-8-sig").count("\r\n") == 2
    assert other.get(table).content.decode("utf-8-sig").count("\r\n") == 1
    assert "7" in mine.get(f"/kk/desk/volunteers/numbers/{query}").content.decode()


def test_the_register_names_actions_and_nobody() -> None:
    line = people.need(people.line(people=4, work="disaster"))[0]
    asked(line, 1)
    client, month = signed_in("head"), f"{line.during.lower:%Y-%m}"
    book = {}
    for sheet in ("actions", "groups", "volunteers"):
        answer = client.get(f"/kk/desk/volunteers/numbers/register/{sheet}.xlsx?since={month}&until={month}")
        book[sheet] = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    (_head, row) = book["actions"]
    assert row[8:] == (4, 0) and "18" in row[7]
    assert "Ерікті 1" not in str(book) and people.NEED not in str(book)
    assert (book["volunteers"][1][1], len(book["groups"])) == (1, 1)
    assert client.get("/kk/desk/volunteers/numbers/register/people.xlsx").status_code == 404
