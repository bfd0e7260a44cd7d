"""Counting together: every process adds to the same window, at once too, and no address can be read from it."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from tests.threads import together

from dauys.ground.throttle.actions import Counter, count_up, sweep
from dauys.ground.throttle.models import Count

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
HERE, THERE = Counter("file", "10.0.0.1", 100, 3600), Counter("file", "10.0.0.2", 100, 3600)
ALL = Counter("voices", "", 1000, 60)
IN_ANOTHER_PROCESS = """
import sys
from datetime import datetime
from dauys.site.runtime import start_django
start_django()
from dauys.ground.throttle.actions import Counter, count_up
print(count_up(counters=[Counter("file", "10.0.0.1", 100, 3600)], at=datetime.fromisoformat(sys.argv[1]))[0])
"""


def test_each_counter_counts_its_own_window(db: None) -> None:
    assert count_up(counters=[HERE, ALL], at=AT) == [1, 1]
    assert count_up(counters=[HERE, ALL], at=AT) == [2, 2]
    assert count_up(counters=[THERE, ALL], at=AT + timedelta(seconds=59)) == [1, 3]
    assert count_up(counters=[ALL, HERE], at=AT + timedelta(seconds=60)) == [1, 3], "in the order asked for"
    assert count_up(counters=[HERE], at=AT + timedelta(hours=1)) == [1]
    assert count_up(counters=[Counter("code", "10.0.0.1", 100, 3600)], at=AT) == [1], "scopes are counted apart"


def test_what_is_above_its_own_limit_uses_up_nothing_of_what_is_shared(db: None) -> None:
    few = Counter("file", "10.0.0.1", 2, 3600)
    assert [count_up(counters=[few, ALL], at=AT) for _ in range(4)] == [[1, 1], [2, 2], [3], [4]]
    assert count_up(counters=[THERE, ALL], at=AT) == [1, 3]


def test_it_is_one_statement(db: None, sql_count: object) -> None:
    with sql_count() as sql:  # type: ignore[operator]
        count_up(counters=[HERE, ALL], at=AT)
    assert len(sql) == 1


def test_two_processes_share_the_count(transactional_db: None) -> None:
    def other() -> int:
        command = [sys.executable, "-c", IN_ANOTHER_PROCESS, AT.isoformat()]
        source = {"PYTHONPATH": str(Path(__file__).parents[4]), "DJANGO_SETTINGS_MODULE": "dauys.site.settings"}
        done = subprocess.run(command, env={**os.environ, **source}, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    assert count_up(counters=[HERE], at=AT) == [1]
    assert other() == 2
    assert count_up(counters=[HERE], at=AT) == [3]


def test_nothing_is_lost_at_once(transactional_db: None) -> None:
    counters = [[HERE, ALL], [THERE, ALL]]
    found = together(12, lambda index: [count_up(counters=counters[index % 2], at=AT) for _ in range(10)])
    from_all = sorted(pair[1] for pairs in found for pair in pairs)
    assert from_all == list(range(1, 121))
    assert max(pair[0] for pairs in found for pair in pairs) == 60


def test_no_address_is_kept_and_old_windows_go(db: None) -> None:
    count_up(counters=[HERE, ALL], at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(c)::text, ' ') FROM throttle_count c")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'throttle_count'")
        assert cursor.fetchone() == ("u",), "unlogged: a count waits for no disk"
    assert "10.0.0.1" not in kept and b"10.0.0.1".hex() not in kept
    assert sweep(before=AT + timedelta(minutes=2)) == 1
    assert sweep(before=AT + timedelta(hours=2)) == 1 and not Count.objects.exists()
