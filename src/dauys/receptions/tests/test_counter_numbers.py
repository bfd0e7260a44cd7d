"""What people come to counters for: the numbers against a walk over the tickets, and who sees them where."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import ceil
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.core.dates import month_of
from dauys.ground.ids import new_id
from dauys.receptions import actions
from dauys.receptions.counter_lines import services
from dauys.receptions.counter_numbers import Served, at_counters
from dauys.receptions.models import Office, Ticket
from dauys.receptions.numbers import Period
from dauys.receptions.pages.numbers import COUNTER_COLUMNS
from dauys.receptions.rules import TICKET_RESULTS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
SEEN = "/kk/desk/receptions/numbers"


def a_ticket(office: Office, at: datetime, draw: Random) -> Ticket:
    """One that may have been served, after a wait, or written down without one."""
    code = draw.choice(["advice", "land", "school"])
    state = draw.choice(["done", "done", "done", "left", "waiting"])
    with_number = draw.random() < 0.8
    began = at + timedelta(seconds=draw.randrange(3600)) if with_number else None
    done = state == "done"
    return Ticket.objects.create(
        id=new_id(at), office=office, day=at.date(), serial=draw.randrange(10**6), letter="А", service=code,
        language="kk", state=state, made_at=at, counted_from=at, rank_at=at, began_at=began if done else None,
        ended_at=(began or at) + timedelta(seconds=draw.randrange(1800)) if done else None,
        result=draw.choice(TICKET_RESULTS) if done else "", link_key=uuid4().bytes + uuid4().bytes, phone="",
    )  # fmt: skip


def walked(tickets: Iterable[Ticket], period: Period, *by: str) -> dict[tuple[str, ...], Served]:
    groups: dict[tuple[str, ...], list[Ticket]] = defaultdict(list)
    for row in tickets:
        if row.state == "done" and period.first <= month_of(row.day) <= period.last:
            keys = {"office": str(row.office_id), "service": row.service}
            groups[tuple(keys[name] for name in by)].append(row)

    def within(lengths: list[float], tenths: int) -> int | None:
        return ceil(sorted(lengths)[ceil(len(lengths) * tenths / 10) - 1] / 60) if lengths else None

    found = {}
    for key, rows in groups.items():
        known = [row for row in rows if row.began_at]
        waits = [(row.began_at - row.made_at).total_seconds() for row in known]  # type: ignore[operator]
        served = [(row.ended_at - row.began_at).total_seconds() for row in known]  # type: ignore[operator]
        results = {code: sum(row.result == code for row in rows) for code in TICKET_RESULTS}
        found[key] = Served(len(rows), within(waits, 5), within(waits, 9), within(served, 5), results)
    return found


@pytest.mark.parametrize("seed", range(5))
def test_every_group_is_what_walking_over_the_tickets_finds(seed: int) -> None:
    draw, offices = Random(seed), [desk.office(), desk.office(make.SOCIAL)]
    rows = [
        a_ticket(draw.choice(offices), make.AT - timedelta(days=draw.randrange(120)), draw)
        for _ in range(draw.randrange(150))
    ]
    for since in (date(2026, 2, 1), date(2025, 12, 1)):
        period = Period.of(since, TODAY, TODAY)
        for by in (("office",), ("service",), ("office", "service")):
            found = at_counters(Ticket.objects.all(), period, *by)
            assert found == walked(rows, period, *by)
            counts = [group.served for group in found.values()]
            assert counts == sorted(counts, reverse=True)


def served(at_office: Office, service: str, result: str, minutes: int) -> None:
    """Somebody who waited so long and was served in five minutes."""
    host = actions.add_counter(office=at_office.pk, number=1, actor=desk.administrator(), at=make.AT)
    clerk = make.staff("clerk", at_office.organization.code)[1]
    actions.staff_counter(host=host.pk, actor=clerk, at=make.AT)
    row = actions.take_ticket(key=uuid4(), office=at_office.pk, service=service, language="kk", at=make.AT)
    began = make.AT + timedelta(minutes=minutes)
    called = actions.call_next(host=host.pk, actor=clerk, at=began)
    assert called and called.pk == row.pk
    actions.serve_ticket(ticket=row.pk, host=host.pk, actor=clerk, at=began)
    about: Any = {"ticket": row.pk, "host": host.pk, "service": service, "result": result, "actor": clerk}
    actions.finish(**about, at=began + timedelta(minutes=5))


@pytest.fixture
def two_centres(monkeypatch: pytest.MonkeyPatch) -> tuple[Office, Office]:
    monkeypatch.setattr("dauys.receptions.pages.numbers.today", lambda: TODAY)
    own, other = desk.office(), desk.office(make.SOCIAL)
    served(own, "land", "incomplete", 7)
    served(other, "school", "given", 9)
    of = desk.host(at_office=own)
    visit = desk.unscheduled(of)
    receives = make.staff("supervisor", make.HOUSING)[1]
    actions.give_number(visit=visit.pk, actor=receives, at=make.AT)
    actions.call_visit(visit=visit.pk, actor=receives, at=make.AT)
    actions.serve(visit=visit.pk, actor=receives, at=make.AT)  # a reception is no visit to a counter
    return own, other


def client_of(role: str, body: str) -> Client:
    client = Client()
    client.force_login(make.staff(role, body)[0])
    return client


def test_a_leader_sees_what_people_came_for_and_what_came_of_it(two_centres: tuple[Office, Office]) -> None:
    own, other = two_centres
    leader = client_of("supervisor", make.HOUSING)
    page = leader.get(f"{SEEN}/", {"by": "service"}).content.decode()
    line = services()["land"]
    assert line.body and line.name.get("kk") in page and line.body.get("kk") in page
    assert services()["school"].name.get("kk") not in page, "another body's centre"
    assert "7 / 7" in page and str(other.pk) not in page
    centres = leader.get(f"{SEEN}/", {"by": "centre"}).content.decode()
    assert f"by=service&amp;since=2025-04&amp;until=2026-03&amp;centre={own.pk}" in centres
    (row,) = leader.get(f"{SEEN}.json", {"by": "service"}).json()["by"]["counters"]
    assert (row["centre"], row["service"], row["served"]) == (str(own.pk), "land", 1)
    assert (row["wait_half_minutes"], row["at_counter_half_minutes"], row["result_incomplete"]) == (7, 5, 1)
    assert leader.get(f"{SEEN}.json", {"by": "centre"}).json()["by"]["counters"] == [row]
    told = leader.get(f"{SEEN}.csv", {"by": "service"}).content.decode("utf-8-sig")
    headings, *lines = csv.reader(io.StringIO(told))
    assert tuple(headings) == COUNTER_COLUMNS and lines == [["" if v is None else str(v) for v in row.values()]]


def test_a_centre_of_others_is_not_chosen(two_centres: tuple[Office, Office]) -> None:
    own, other = two_centres
    leader = client_of("supervisor", make.HOUSING)
    for centre in (str(other.pk), "x", ""):
        (row,) = leader.get(f"{SEEN}.json", {"by": "service", "centre": centre}).json()["by"]["counters"]
        assert row["centre"] == str(own.pk)
    everything = client_of("controller", "akmola").get(f"{SEEN}.json", {"by": "service", "centre": str(own.pk)}).json()
    assert [row["centre"] for row in everything["by"]["counters"]] == [str(own.pk)]
    assert client_of("clerk", make.HOUSING).get(f"{SEEN}/", {"by": "service"}).status_code == 404


def test_a_time_in_which_nobody_came_is_said() -> None:
    page = client_of("supervisor", make.HOUSING).get(f"{SEEN}/", {"by": "service"})
    assert page.status_code == 200 and "d-card--quiet" in page.content.decode()
