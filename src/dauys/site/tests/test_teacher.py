"""The second suggestion is taught once a night, and not at all where the room or the packages are missing."""

from datetime import datetime, timedelta

import pytest
from tests import factories as make

from dauys.site import teacher
from dauys.site.teacher import Teacher, is_due

NIGHT = datetime.fromisoformat("2026-03-05T02:10+05:00")


@pytest.mark.parametrize(
    ("at", "taught_at", "due"),
    [
        (NIGHT, None, True),
        (NIGHT, NIGHT - timedelta(days=1), True),
        (NIGHT, NIGHT - timedelta(hours=1), False),
        (make.AT, None, False),
    ],
)
def test_when_it_is_due(at: datetime, taught_at: datetime | None, due: bool) -> None:
    assert is_due(at, taught_at) == due


def test_it_is_tried_once_a_night(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    monkeypatch.setattr(teacher, "teach_apart", lambda: tried.append(1))
    thread = Teacher()
    for minutes in (0, 10, 60):
        thread.look(NIGHT + timedelta(minutes=minutes))
    assert len(tried) == 1
    thread.look(NIGHT + timedelta(days=1))
    assert len(tried) == 2


def test_a_room_that_is_off_is_not_taught(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teacher, "teach_apart", lambda: pytest.fail("taught"))
    monkeypatch.setattr(teacher, "is_open", lambda room: False)
    Teacher().look(NIGHT)
