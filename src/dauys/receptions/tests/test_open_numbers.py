"""The pages of the numbers: what is published tells of nobody, and the desk sees its own branch only."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from tests import factories as make
from tests import numbers as invent
from tests import receptions as desk

from dauys.core.dates import month_of
from dauys.core.small_numbers import LIMIT
from dauys.directory.models import Organization
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.ui.moments import local, zone
from dauys.receptions import actions
from dauys.receptions.models import Host, Visit
from dauys.receptions.queries import all_hosts

pytestmark = pytest.mark.django_db
FAMILIES = {
    "received": ["received"],
    "schedule": ["received", "unscheduled"],
    "on_the_spot": ["received", "on_the_spot"],
    "repeats": ["received", "repeats"],
    "no_shows": ["no_shows", "received", "unscheduled"],
    "instructions": ["instructions", "instructions_overdue"],
    "rating": ["ratings"],
}


def last_months(count: int) -> list[datetime]:
    """The beginnings of the last whole months, the newest first."""
    days = [month_of(local(now()).date(), -n) for n in range(1, 1 + count)]
    return [datetime(day.year, day.month, day.day, tzinfo=zone()) for day in days]


def a_country(seed: int, count: int, months: int = 4) -> list[Host]:
    """Bodies of several regions with one to four rooms each; some receive often, some hardly ever."""
    office, hosts = desk.office(), []
    bodies = list(Organization.objects.exclude(area=None).order_by("path")[:9])
    for n, body in enumerate(bodies):
        hosts += [invent.room(body, office) for _ in range(1 + n % 4)]
    cases = [make.case(owner=make.HOUSING, topic="water").case for _ in range(2)]
    weighted = [host for n, host in enumerate(hosts) for _ in range(1 + n**2 // 4)]
    invent.invented(seed, weighted, last_months(months), count, cases)
    return hosts


def told() -> dict[str, Any]:
    cache.clear()
    found: dict[str, Any] = Client().get("/kk/meet/numbers.json").json()
    return found


def families(data: dict[str, Any], hosts: Sequence[Host]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each published line that is a sum, with the lines it is the sum of."""
    whole, parts = data["all"], data["by"]
    body_of = {str(h.pk): h.organization.code for h in hosts}
    region_of = {h.organization.code: "/".join(h.area_path.split("/")[:2]) for h in hosts}
    found = [(whole, parts[part]) for part in ("region", "subject")]
    found += [
        (one, [b for b in parts["body"] if region_of[b["code"]].strip("/") == one["code"]]) for one in parts["region"]
    ]
    return found + [(one, [h for h in parts["head"] if body_of[h["code"]] == one["code"]]) for one in parts["body"]]


def side_counts(name: str, line: Mapping[str, Any]) -> list[int]:
    """The counts of a measure that add up apart from each other."""
    first, *others = (line[column] for column in FAMILIES[name])
    if name == "no_shows":
        return [first, others[0] - others[1]]
    return [others[0], first - others[0]] if others else [first]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_no_small_number_is_told_nor_can_be_reckoned(seed: int) -> None:
    hosts = a_country(seed, 900)
    found, hidden_somewhere = told(), 0
    for whole, lines in families(found, hosts):
        for name in FAMILIES:
            shown = [line for line in lines if name not in line["hidden"]]
            for line in [*shown, *([whole] if name not in whole["hidden"] else [])]:
                assert min(side_counts(name, line)) >= LIMIT
            if name in whole["hidden"]:
                assert not shown, name
                continue
            sides = [side_counts(name, line) for line in shown]
            left = [n - sum(side[i] for side in sides) for i, n in enumerate(side_counts(name, whole))]
            hidden_somewhere += len(shown) < len(lines)
            assert min(left) >= LIMIT or (left == [0] * len(left) and len(shown) == len(lines)), (name, left)
            assert len(lines) - len(shown) != 1
    assert hidden_somewhere


def test_growth_is_told_only_where_all_its_months_are() -> None:
    a_country(5, 900, months=4)
    by_month: dict[str, dict[str, Any]] = {}
    for at in last_months(4):
        cache.clear()
        data = Client().get("/kk/meet/numbers.json", {"month": f"{at:%Y-%m}"}).json()
        assert data["month"] == f"{at:%Y-%m}"
        by_month[data["month"]] = {line["code"]: line["received"] for line in data["by"]["head"]}
    newest, *before = by_month.values()
    grown = {line["code"]: line["growth_percent"] for line in told()["by"]["head"]}
    assert any(value is not None for value in grown.values()) and None in grown.values()
    for code, value in grown.items():
        numbers = [month.get(code, 0) for month in before]
        if newest[code] is None or None in numbers:
            assert value is None
        elif value is not None:
            assert value == (3 * newest[code] - sum(numbers)) * 100 // sum(numbers)


def test_a_single_person_leaves_no_trace_in_public() -> None:
    (at,) = last_months(1)
    Visit.objects.bulk_create([invent.visit(invent.room(make.body(), desk.office()), at)])
    found = told()
    assert found["all"]["received"] is None
    assert all(line["received"] is None for part in ("region", "body", "head", "subject") for line in found["by"][part])
    page = Client().get("/ru/meet/numbers/", {"by": "head"}).content.decode()
    assert "–" in page and "<progress" not in page


def test_what_leans_on_a_hidden_number_is_hidden_with_it() -> None:
    (at,), office = last_months(1), desk.office()
    kinds = {(3, 0, 0): "few", (10, 10, 0): "beside few", (58, 2, 8): "two out of schedule", (40, 40, 9): "all told"}
    rooms = {word: invent.room(make.body(), office) for word in kinds.values()}
    for (scheduled, unscheduled, missed), word in kinds.items():
        rows = [invent.visit(rooms[word], at, lane=n) for n in range(1, scheduled + 1)]
        rows += [invent.visit(rooms[word], at, kind="unscheduled") for _ in range(unscheduled)]
        rows += [invent.visit(rooms[word], at, lane=90 + n, state="no_show") for n in range(missed)]
        Visit.objects.bulk_create(rows)
    lines = {line["code"]: line for line in told()["by"]["head"]}
    found = {word: lines[str(room.pk)] for word, room in rooms.items()}
    numbers = set(found["few"]) - {"code", "name", "hidden"}
    assert {found[word][name] for word in ("few", "beside few") for name in numbers} == {None}
    assert (found["two out of schedule"]["received"], found["two out of schedule"]["no_shows"]) == (60, None)
    assert found["all told"]["received"] == 80


def test_waits_are_told_of_enough_people() -> None:
    (at,), office = last_months(1), desk.office()
    few, some, many = (invent.room(make.body(), office) for _ in range(3))
    for host, count in ((few, 9), (some, 49), (many, 50)):
        rows = [invent.visit(host, at, wait=n, lane=n + 1) for n in range(count)]
        Visit.objects.bulk_create(rows)
    lines = {line["code"]: line for line in told()["by"]["head"]}
    waits = {
        host: [lines[str(host.pk)][f"wait_{name}_minutes"] for name in ("half", "nine_in_ten")]
        for host in (few, some, many)
    }
    assert waits == {few: [None, None], some: [24, None], many: [24, 44]}


def test_the_same_is_told_as_page_table_and_data(sql_count: Any) -> None:
    a_country(6, 300)
    data = told()
    assert data["licence"].startswith("https://") and data["small_numbers"] == {"limit": 5, "ratings_from": 10}
    assert set(data["how_it_is_counted"]) >= {"received", "schedule", "growth"}
    for address in ("/kk/meet/numbers/?by=head", "/kk/meet/numbers.csv", "/kk/meet/numbers.json"):
        cache.clear()
        with sql_count() as sql:
            answer = Client().get(address)
        assert answer.status_code == 200 and len(sql) <= 3, sql
        assert answer["Cache-Control"].startswith("public, max-age=") and not answer.cookies
    with sql_count() as sql:
        assert Client().get("/ru/meet/numbers/?by=body&more=1").status_code == 200
    assert len(sql) == 0, sql
    rows = list(csv.DictReader(io.StringIO(Client().get("/kk/meet/numbers.csv").content.decode("utf-8-sig"))))
    assert [row["received"] for row in rows if row["part"] == "subject"] == [
        "" if line["received"] is None else str(line["received"]) for line in data["by"]["subject"]
    ]
    whole = data["all"]
    page = Client().get("/en/meet/numbers/?by=region").content.decode()
    assert f"Received out of schedule: {whole['unscheduled']} of {whole['received']}" in page
    assert Client().get("/en/meet/numbers/?by=centre&month=1999-01").status_code == 200


def test_no_cell_is_a_formula() -> None:
    (at,), host = last_months(1), invent.room(make.body(), desk.office())
    Host.objects.filter(pk=host.pk).update(names=dict.fromkeys(("kk", "ru", "en"), "=1+1"))
    Visit.objects.bulk_create([invent.visit(host, at, lane=n) for n in range(1, 8)])
    client = signed_in("controller", make.HOUSING)
    for answer in (Client().get("/kk/meet/numbers.csv"), client.get("/kk/desk/receptions/numbers.csv?by=head")):
        text = answer.content.decode("utf-8-sig")
        assert "'=1+1" in text
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def signed_in(role: str, code: str) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def test_the_desk_sees_exact_numbers_of_its_own_branch(sql_count: Any) -> None:
    (at,), office = last_months(1), desk.office()
    own, other = invent.room(make.body(), office), invent.room(make.body(make.SOCIAL), office)
    booked = [invent.visit(own, at, lane=n) for n in range(1, 3)]
    kinds = [invent.visit(own, at, kind="unscheduled"), invent.visit(other, at)]
    Visit.objects.bulk_create([*booked, *kinds, invent.visit(own, at, lane=9, state="no_show")])
    month = f"{at:%Y-%m}"
    for role in ("controller", "supervisor", "head"):
        client = signed_in(role, make.HOUSING)
        query = {"by": "head", "since": month, "until": month}
        data = client.get("/kk/desk/receptions/numbers.json", query).json()
        assert (data["since"], data["until"], data["growth_of"]) == (month, month, month)
        (line,) = data["by"]["head"]
        assert line["code"] == str(own.pk) and line["hidden"] == []
        assert (line["received"], line["unscheduled"], line["unscheduled_percent"]) == (3, 1, 33.4)
        assert (line["no_shows"], line["no_shows_percent"]) == (1, 33.4)
        assert data["all"] == {**line, "code": "", "name": ""}
    with sql_count() as sql:
        page = client.get("/ru/desk/receptions/numbers/", query)
    assert page.status_code == 200 and len(sql) <= 4 and not sql.writes, sql
    assert "33,4" in page.content.decode() and desk.WORDS["ru"] in page.content.decode()
    by_month = client.get("/kk/desk/receptions/numbers.json?by=month").json()["by"]["month"]
    assert [one["received"] for one in by_month if one["code"] == month] == [3] and len(by_month) == 12


def test_a_centre_shows_who_was_served_at_its_counters(sql_count: Any) -> None:
    at, centres = last_months(1)[0] + timedelta(days=3, hours=10), [desk.office(), desk.office(make.SOCIAL)]
    for centre, code in zip(centres, (make.HOUSING, make.SOCIAL), strict=True):
        counter = actions.add_counter(office=centre.pk, number=1, actor=desk.administrator(), at=at)
        clerk = make.staff("clerk", code)[1]
        actions.staff_counter(host=counter.pk, actor=clerk, at=at)
        for waited in (4, 10, 30):
            row = actions.take_ticket(key=uuid4(), office=centre.pk, service="advice", language="kk", at=at)
            about: dict[str, Any] = {"host": counter.pk, "actor": clerk, "at": at + timedelta(minutes=waited)}
            actions.call_next(**about)
            actions.serve_ticket(ticket=row.pk, **about)
            actions.finish(ticket=row.pk, service="advice", result="given", **about)
        actions.take_ticket(key=uuid4(), office=centre.pk, service="advice", language="kk", at=at)
    client = signed_in("head", make.HOUSING)
    (line,) = client.get("/kk/desk/receptions/numbers.json?by=centre").json()["by"]["counters"]
    assert line["centre"] == str(centres[0].pk) and line["centre_name"] == desk.WORDS["kk"]
    assert [line[name] for name in ("served", "wait_half_minutes", "wait_nine_in_ten_minutes")] == [3, 10, 30]
    with sql_count() as sql:
        page = client.get("/kk/desk/receptions/numbers/?by=centre")
    assert "10 / 30" in page.content.decode() and len(sql) <= 5, sql
    assert not client.get("/kk/desk/receptions/numbers.json?by=centre&until=" + early()).json()["by"]["counters"]


def early() -> str:
    """A month in which nobody came."""
    return f"{month_of(local(now()).date(), -20):%Y-%m}"


def test_who_controls_nothing_sees_no_numbers() -> None:
    before = Entry.objects.count()
    for role, code in (("clerk", make.HOUSING), ("officer", make.HOUSING), ("administrator", "")):
        client = signed_in(role, code)
        for address in ("numbers/", "numbers.csv", "numbers.json"):
            assert client.get(f"/kk/desk/receptions/{address}").status_code == 404
    assert Client().get("/kk/desk/receptions/numbers/").status_code == 302
    assert Entry.objects.count() >= before and not Visit.objects.exists()


def test_months_of_the_address_are_those_that_can_be_chosen() -> None:
    client, this = signed_in("head", make.HOUSING), month_of(local(now()).date())
    asked = {"since": f"{this:%Y-%m}", "until": f"{month_of(this, -5):%Y-%m}"}
    found = client.get("/kk/desk/receptions/numbers.json", asked).json()
    assert (found["since"], found["until"]) == (asked["until"], asked["since"])  # in their order
    usual = client.get("/kk/desk/receptions/numbers.json?since=x&until=1999-01&by=drop").json()
    assert (
        usual["since"] == f"{month_of(this, -11):%Y-%m}" and usual["until"] == asked["since"] and "head" in usual["by"]
    )
    assert date.fromisoformat(f"{usual['growth_of']}-01") == month_of(this, -1)
    assert all_hosts() == []
