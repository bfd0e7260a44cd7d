"""Search made anew in bulk is what the hearer made one by one, and it holds nobody who was erased."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests import factories as make

from dauys.cases import actions as cases
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.follower import JournalFollower
from dauys.site.wiring import HEARERS

LATER = make.AT + timedelta(days=2)


def rows() -> tuple[list[Any], list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(d) FROM search_document d ORDER BY serial")
        documents = cursor.fetchall()
        cursor.execute("SELECT word, key FROM search_word ORDER BY word")
        return documents, cursor.fetchall()


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'search_%'")
        return {row[0] for row in cursor.fetchall()}


def test_made_anew_it_is_the_same(transactional_db: None, server_of_tests: Any) -> None:
    make.answered(place_note="Бәйтерек көшесі, 14", external_number="OK-1")
    make.case(owner=make.SOCIAL, text="На нашей улице огромные ямы, it's a \\ 'quoted' дорога.", for_whom="other",
              other_name="Сәуле", consent=True)  # fmt: skip
    erased = make.answered(name="Өшірілген", text="Қарабалуанов деген кісі туралы жазып отырмын.")[0]
    JournalFollower(HEARERS).drain(LATER)
    cases.erase(case_id=erased.id, actor=SYSTEM, at=LATER)
    JournalFollower(HEARERS).drain(LATER)
    before, shape = rows(), indexes()
    assert len(before[0]) == 2 and len(before[1]) > 10
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_word")
        cursor.execute("UPDATE search_document SET words = '', bands = '{}', topic = 'x'")
    done = subprocess.run([sys.executable, "-m", "dauys", "reindex"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "search knows 2 cases" in done.stderr
    assert rows() == before and indexes() == shape


@pytest.mark.parametrize("role", ["app"])
def test_only_the_owner_can(transactional_db: None, server_of_tests: Any, role: str) -> None:
    from django.db import ProgrammingError

    from dauys.search.actions import rebuild

    with pytest.raises(ProgrammingError):
        rebuild(lambda _made, _of: None)
