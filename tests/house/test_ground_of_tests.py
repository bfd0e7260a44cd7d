"""The ground the tests stand on: the serving role, rollback, commits that leave nothing behind, counted SQL."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from tests.house.sources import ROOT, label, tree

from dauys.cases.models import Case


@pytest.mark.django_db
def test_tests_run_as_the_serving_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("dauys_app", False)


@pytest.mark.parametrize("time", [1, 2])
def test_a_test_leaves_nothing_behind(db: None, make: Any, time: int) -> None:
    assert not Case.objects.exists()
    assert make.case().obligation.owner.code == make.HOUSING


@pytest.mark.parametrize("time", [1, 2])
def test_a_committing_test_leaves_nothing_behind(transactional_db: None, make: Any, time: int) -> None:
    assert not Case.objects.exists()
    make.case()


def test_savepoints_are_not_counted(db: None, sql_count: Any) -> None:
    with sql_count() as sql:
        with transaction.atomic():
            Case.objects.exists()
        Case.objects.count()
    assert len(sql) == 2, sql
    assert not sql.writes


def test_a_whole_answer_through_the_factories(db: None, make: Any) -> None:
    made, _team, answer = make.answered()
    assert (made.obligation.state, answer.state) == ("answered", "sent")


def test_mail_and_sms_reach_the_sinks(db: None, make: Any, smtp: Any, sms: Any) -> None:
    from dauys.ground.messages.actions import queue, send_due

    for channel, address in (("mail", "a@example.kz"), ("sms", "+77001234567")):
        queue(
            once=channel, channel=channel, address=address, language="kk", subject="Тақырып", body="Мәтін", at=make.AT
        )
    assert send_due(at=make.AT) == 2
    assert [m["Subject"] for m in smtp.messages] == ["Тақырып"]
    assert sms.texts == ["Мәтін"]


_SENDERS = [
    path for part in ("src", "tests") for path in ROOT.glob(f"{part}/**/*.py") if "kill(" in path.read_text("utf-8")
]


@pytest.mark.parametrize("path", _SENDERS, ids=label)
def test_no_signal_goes_to_a_process_that_may_not_be(path: Path) -> None:
    """`kill(0)` hits everything that runs beside the caller: a whole run of tests ends in the middle."""
    kills = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("kill")]
    doubtful = [n.lineno for n in kills if n.args and isinstance(n.args[0], ast.BoolOp | ast.IfExp)]
    assert not doubtful, f"{label(path)}: {doubtful}"
