"""The plan of volunteers is made once a night, and not at all where the room or the packages are missing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import factories as make
from tests import volunteers as help_

from dauys.site import planner
from dauys.site.planner import Planner, is_due
from dauys.volunteers import actions

NIGHT = datetime.fromisoformat("2026-03-05T05:10+05:00")


@pytest.mark.parametrize(
    ("at", "planned", "due"),
    [
        (NIGHT, None, True),
        (NIGHT, NIGHT - timedelta(days=1), True),
        (NIGHT, NIGHT - timedelta(hours=1), False),
        (make.AT, None, False),
    ],
)
def test_when_it_is_due(at: datetime, planned: datetime | None, due: bool) -> None:
    assert is_due(at, planned) == due


def test_it_is_tried_once_a_night(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    monkeypatch.setattr(planner, "plan_apart", lambda: tried.append(1))
    thread = Planner()
    for minutes in (0, 10, 60):
        thread.look(NIGHT + timedelta(minutes=minutes))
    assert len(tried) == 1
    thread.look(NIGHT + timedelta(days=1))
    assert len(tried) == 2


def test_a_room_that_is_off_is_not_planned(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "plan_apart", lambda: pytest.fail("planned"))
    monkeypatch.setattr(planner, "is_open", lambda room: False)
    Planner().look(NIGHT)


def test_a_plan_made_by_night_is_the_last_one_and_one_that_somebody_asked_for_is_not(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(planner, "plan_apart", lambda: tried.append(1))
    help_.need()
    help_.volunteer(1)
    made: dict[str, Any] = {"key": uuid4(), "office": help_.office(), "at": NIGHT - timedelta(hours=1)}
    actions.make_plan(**made, actor=help_.coordinator())
    Planner().look(NIGHT)
    assert tried
    actions.plan_by_night(at=NIGHT - timedelta(hours=1))
    Planner().look(NIGHT)
    assert len(tried) == 1
