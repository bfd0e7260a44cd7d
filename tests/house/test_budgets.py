"""Statements a page may cost: the same at three cases and at two thousand, and never a write on a GET."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from tests.log import follow

from dauys.cases.filters import Filters
from dauys.cases.pages import worklist as worklist_page
from dauys.cases.queries import number_of
from dauys.cases.worklist import page
from dauys.ground.accounts.models import User
from dauys.ground.moment import now

# Rows enough that a statement per row, or a forgotten index, would be seen.
COPIES = 2000


def copy_cases(times: int) -> None:
    """Copies the oldest case with everything that hangs on it, as new cases of the same body."""
    words = "subject, text, place_note, salt"
    person = "role, name, phone, phone_key, consent, created_at"
    entry = "at, verb, actor_kind, payload"
    head = (
        "year, channel, language, received_at, identity, area_id, topic, urgent, answer_by, "
        "external_number, code_generation"
    )
    part = (
        "leg, kind, state, owner_id, controller_id, owner_path, area_path, priority, route_rule, route_confirmed, "
        "received_at, registered_on, forward_by, due_on, due_at, by_law, paused, ledger, pack_version, changed_at"
    )
    ids = [str(uuid4()) for _ in range(times)]
    made = "unnest(%s::uuid[]) WITH ORDINALITY AS m(id, n)"
    later = part.replace("due_at", "due_at + (m.n %% 7) * INTERVAL '1 hour'")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case ORDER BY serial LIMIT 1")
        (source,) = cursor.fetchone()

        def copy(into: str, select: str, table: str, key: str) -> None:
            statement = f"INSERT INTO {table} ({into}) SELECT {select} FROM {table} t, {made} WHERE t.{key} = %s"
            cursor.execute(statement, [ids, source])

        copy(f"id, idempotency_key, {head}", f"m.id, gen_random_uuid(), {head}", "cases_case", "id")
        copy(f"case_id, {words}", f"m.id, {words}", "cases_voice", "case_id")
        copy(f"id, case_id, {person}", f"gen_random_uuid(), m.id, {person}", "cases_party", "case_id")
        copy(f"id, case_id, {part}", f"gen_random_uuid(), m.id, {later}", "cases_obligation", "case_id")
        copy(f"case_id, {entry}", f"m.id, {entry}", "journal_entry", "case_id")


@dataclass
class World:
    """A town with a few or many cases, and the people who look at them."""

    made: Any
    answered: Any
    staff: Client
    citizen: Client
    team: Any


@pytest.fixture(params=[0, COPIES], ids=["3 cases", "2,003 cases"])
def world(request: pytest.FixtureRequest, db: None, make: Any) -> Iterator[World]:
    at = now() - timedelta(hours=2)
    first = make.case(owner=make.HOUSING, at=at)
    if request.param:
        copy_cases(request.param)
    answered, team, _answer = make.answered(at=now() - timedelta(hours=1))
    other = make.case(owner=make.HOUSING, at=at)
    make.drafted(other, team, at=at)
    staff, citizen = Client(), Client()
    staff.force_login(User.objects.get(pk=team.supervisor.id), settings.AUTHENTICATION_BACKENDS[0])
    opened = citizen.post("/kk/track/", {"number": number_of(answered.case), "code": answered.code})
    assert opened.status_code == 302
    once = ("/kk/", "/kk/desk/", f"/kk/desk/cases/{first.id}/", "/kk/track/case/")  # what is read once a process
    for address in once:
        assert (staff if "desk" in address else citizen).get(address).status_code == 200
    yield World(first, answered, staff, citizen, team)


def spend(sql_count: Any, client: Client, address: str, most: int, *, posted: Any = None, status: int = 200) -> Any:
    with sql_count() as sql:
        response = client.get(address) if posted is None else client.post(address, posted)
    assert response.status_code == status, response
    assert len(sql) <= most, "\n".join(sql.statements)
    if posted is None:
        assert not sql.writes, sql
    return response


def test_the_worklist(world: World, sql_count: Any) -> None:
    for view in ("body", "mine", "new", "today", "overdue", "approval", "reopened", "answered"):
        spend(sql_count, world.staff, f"/kk/desk/?view={view}", 4)


def test_the_worklist_at_any_length(world: World, sql_count: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (1, 25, 100):
        with sql_count() as sql:
            found = page(world.team.supervisor, Filters(), now(), size=size)
        assert len(sql) == 1 and (len(found.rows) == size or not found.next_cursor), size
        monkeypatch.setattr(worklist_page, "page", partial(page, size=size))
        first = spend(sql_count, world.staff, "/kk/desk/", 4)
        if first.context["next"]:
            spend(sql_count, world.staff, "/kk/desk/" + first.context["next"], 4)


def test_the_clerks_list(world: World, sql_count: Any, make: Any) -> None:
    user, _actor = make.staff("clerk", "akmola/aqjar")
    world.staff.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    spend(sql_count, world.staff, "/kk/desk/", 4)
    spend(sql_count, world.staff, "/kk/desk/today/", 4)
    spend(sql_count, world.staff, "/kk/desk/register/", 6)


def test_a_case(world: World, sql_count: Any) -> None:
    for made in (world.made, world.answered):
        spend(sql_count, world.staff, f"/kk/desk/cases/{made.id}/", 6)


def test_the_persons_own_page(world: World, sql_count: Any) -> None:
    follow(now())  # the log has the case, so that the receipt can say where
    spend(sql_count, world.citizen, "/kk/track/case/", 6)
    spend(sql_count, world.citizen, "/kk/receipt/", 6)
    spend(sql_count, world.citizen, "/kk/receipt/pdf/", 6)
    spend(sql_count, world.citizen, "/kk/receipt/file/", 6)
    spend(sql_count, world.citizen, "/kk/track/", 0)


PUBLIC = {
    "": 3, "figures/": 4, "meet/numbers/": 3, "voices/": 4, "voices/feed/": 4,
    "rules/": 0, "privacy/": 0, "login/": 0, "say/what/": 0,
}  # fmt: skip


def test_public_pages(world: World, sql_count: Any) -> None:
    follow(now())
    for address, most in PUBLIC.items():
        spend(sql_count, Client(), f"/kk/{address}", most)


def test_filing_from_the_form(world: World, sql_count: Any, make: Any) -> None:
    """Read the draft, file it in one statement, drop the draft."""
    from dauys.channels import drafts

    key, client = uuid4(), Client()
    drafts.save(key, make.draft(), at=now())
    from django.core import signing

    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    spend(sql_count, client, "/kk/say/check/", 4, posted={}, status=302)


def test_filing_through_the_api(world: World, sql_count: Any, make: Any) -> None:
    body = {"text": make.TEXT, "area": "kz/11/aqjar", "name": "Айгүл", "phone": "+77001234567"}
    with sql_count() as sql:
        response = Client().post(
            "/api/v1/cases", body, content_type="application/json", headers={"Idempotency-Key": str(uuid4())}
        )
    assert response.status_code == 201 and len(sql) <= 4, sql


def test_registering_at_the_desk(world: World, sql_count: Any, make: Any) -> None:
    """Session, actor, the key asked for, filing, the clerk's draft dropped."""
    user, _actor = make.staff("clerk", "akmola/aqjar")
    world.staff.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    posted = {
        **make.draft(),
        "key": str(uuid4()),
        "channel": "phone",
        "identity": "none",
        "answer_by": "phone",
        "topic": "water",
    }
    spend(sql_count, world.staff, "/kk/desk/register/", 5, posted=posted, status=302)


def test_the_worklist_walks_an_index(world: World, request: pytest.FixtureRequest) -> None:
    """Deep pages must cost what the first one costs, so each body's rows come from an index in their order."""
    if "2,003" not in request.node.name:
        pytest.skip("three rows need no index")
    from dauys.cases.in_order import soonest
    from dauys.cases.models import Obligation
    from dauys.cases.worklist import _rows

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cases_obligation")
        assert cursor.fetchone()[0] > COPIES
        cursor.execute("ANALYZE cases_obligation")
        ids = soonest(*_rows(world.team.supervisor, "body", now()), (1, now(), uuid4()), 26)
        sql, params = Obligation.objects.filter(pk__in=ids).query.sql_with_params()
        cursor.execute("EXPLAIN " + sql, params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert re.search(r"using obligation_\w*open", plan) and "Seq Scan on cases_obligation" not in plan, plan
