"""The counters move with the facts, whatever order and however often they are heard, and agree with counting anew."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests import factories as make
from tests.log import follow

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.figures.actions import catch_up, count, rebuild
from dauys.figures.board import board
from dauys.figures.handlers import count_case
from dauys.figures.invariants import INVARIANTS
from dauys.figures.models import Cell, Leg, Wait
from dauys.figures.queries import Window, parts, standing
from dauys.ground.access.actors import citizen
from dauys.ground.journal.models import Entry
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS

AT = make.AT
DAY = AT.date()
pytestmark = pytest.mark.django_db


def snapshot() -> dict[str, list[Any]]:
    """Every counter that is not nought, as it stands."""
    found: dict[str, list[Any]] = {}
    for table in ("figures_cell", "figures_wait", "figures_leg"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            names = [c.name for c in cursor.description or ()]
            rows = [{k: v for k, v in zip(names, row, strict=True) if k != "id"} for row in cursor.fetchall()]
        kept = [r for r in rows if any(isinstance(v, int) and v and not isinstance(v, bool) for v in r.values())]
        found[table] = sorted(str(r) for r in (rows if table == "figures_leg" else kept))
    return found


def rated(made: make.Made, team: make.Team, solved: str, at: Any) -> None:
    make.answered(made, team, at=at)
    answers.rate(
        obligation=made.obligation.pk, score=2, solved=solved, comment="", actor=citizen(made.id), at=at
    )  # fmt: skip


def a_town() -> None:
    """Cases of two places: new, given on, of another kind, confirmed, answered in time and late, rated, reopened."""
    team = make.team()
    for n in range(3):
        rated(make.case(owner=make.HOUSING, confirmed=True), team, "solved", AT + timedelta(days=2 + n))
    rated(make.case(owner=make.HOUSING, confirmed=True), team, "not_solved", AT + timedelta(days=40))
    moved = make.case(owner=make.HOUSING)
    boss = make.staff("supervisor", "akmola/aqjar")[1]
    routing.settle(obligation=moved.obligation.pk, owner=make.body(make.SOCIAL), actor=boss, at=AT)
    changed = make.case(owner=make.HOUSING, kind="application")
    cases.change_kind(obligation=changed.obligation.pk, kind="proposal", actor=team.supervisor, at=AT)
    sure = make.case(owner=make.HOUSING)
    cases.confirm_identity(case_id=sure.id, identity="code", actor=citizen(sure.id), at=AT + timedelta(days=1))
    make.case(area="kz/75/", topic="other")


def test_facts_heard_give_what_counting_anew_gives() -> None:
    a_town()
    follow(AT, hearers=HEARERS)
    heard = snapshot()
    assert Leg.objects.count() == 9
    assert rebuild() == 9
    assert snapshot() == heard
    assert not [i.code for i in INVARIANTS if i.find().broken]


def test_hearing_again_in_any_order_changes_nothing() -> None:
    a_town()
    follow(AT, hearers=HEARERS)
    heard = snapshot()
    for entry in Entry.objects.order_by("-pk"):
        count_case(entry)
    assert snapshot() == heard


def test_counting_costs_one_statement(sql_count: Any) -> None:
    made = make.case()
    with sql_count() as sql:
        count(case_id=made.id)
    assert len(sql) == 1


def test_each_fact_moves_its_own_number() -> None:
    made = make.case(owner=make.HOUSING, confirmed=True)
    follow(AT, hearers=HEARERS)
    due = made.obligation.due_on
    assert due is not None
    cell = Cell.objects.get(area="kz/", topic="", body="", day=due)
    assert (cell.due, cell.open, cell.in_time) == (1, 1, 0)
    assert Cell.objects.get(area="kz/11/aqjar/", topic="", body="", day=DAY).filed == 1
    assert Cell.objects.get(area="kz/11/", topic="water", body="", day=DAY).filed == 1
    assert Cell.objects.get(area="kz/", topic="", body=make.HOUSING, day=DAY).filed == 1
    team = make.team()
    rated(made, team, "not_solved", AT + timedelta(days=5))
    follow(AT, hearers=HEARERS)
    cell.refresh_from_db()
    assert (cell.due, cell.open, cell.in_time) == (1, 0, 1)
    answer = Cell.objects.get(area="kz/", topic="", body="", day=DAY + timedelta(days=5))
    assert (answer.answered, answer.first, answer.reopened, answer.rated, answer.not_solved) == (1, 1, 1, 1, 1)
    assert Wait.objects.get(area="kz/").days == 5
    window = Window.before(DAY + timedelta(days=6))
    whole = standing(["kz/"], window).places["kz/"]
    assert (whole.filed, whole.answered, whole.open_now, whole.overdue_now) == (1, 1, 1, 0)
    later = standing(["kz/"], Window.before(date(2026, 12, 1))).places["kz/"]
    assert (later.open_now, later.overdue_now) == (1, 1)
    assert {t: s.rated for t, s in parts("kz/", window)[0].items()} == {"water": 1}


def test_the_board_takes_three_statements_and_hides_small_numbers(sql_count: Any) -> None:
    a_town()
    follow(AT, hearers=HEARERS)
    with sql_count() as sql:
        made = board(AT + timedelta(days=10))
    assert len(sql) == 2
    assert made.country.filed.number == 8
    assert made.country.not_solved.hidden == "few"
    assert made.country.median_days is None


def test_a_worker_counts_what_nobody_counted() -> None:
    a_town()
    assert catch_up() == 9  # a house that had no such room
    before = snapshot()
    assert catch_up() == 0 and snapshot() == before
    make.case()
    follow(AT, hearers={})  # a worker of an older version heard it
    assert catch_up() == 1
    assert Leg.objects.count() == 10
    assert not [i.code for i in INVARIANTS if i.find().broken]


def test_a_case_passed_on_is_filed_once_and_owes_one_answer() -> None:
    made, officer = make.case(owner=make.HOUSING), make.staff("officer")[1]
    follow(AT, hearers=HEARERS)
    routing.forward(
        obligation=made.obligation.pk, parts=[routing.Part(make.SOCIAL)], stays=False, key=made.id,
        seen=made.obligation.changed_at, actor=officer, at=AT + timedelta(days=2),
    )  # fmt: skip
    follow(AT + timedelta(days=2), hearers=HEARERS)
    whole = Cell.objects.filter(area="kz/", topic="", body="")
    assert sum(cell.filed for cell in whole) == 1 and sum(cell.due for cell in whole) == 1
    assert whole.get(filed=1).day == DAY and whole.get(due=1).day == make.fresh(made.id, leg=2).due_on
