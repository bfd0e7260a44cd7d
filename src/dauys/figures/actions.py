"""The only writes of figures: moves the counters by what changed in one case, or counts everything anew."""

from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from dauys.cases.models import Obligation
from dauys.figures.counting import FACTS, FACTS_PARAMETERS, LEG, STALE, SUMS, endings, sums, waits
from dauys.figures.models import Leg
from dauys.ground.packs.current import current

MANY = 2000  # so many cases one by one take longer than all of them at once
Progress = Callable[[int, int], None]
_LEG = ", ".join(LEG)
_SUMS = ", ".join(SUMS)
_ADD = ", ".join(f"{name} = figures_cell.{name} + EXCLUDED.{name}" for name in SUMS)
_KEEP = ", ".join(f"{name} = EXCLUDED.{name}" for name in LEG)
_MOVED = " OR ".join(f"v.{name} <> 0" for name in SUMS)

# All parts see the legs as they were before: `kept` writes what is counted now, the others move by the difference.
_COUNT = f"""
WITH fresh AS ({FACTS} WHERE o.case_id = %s),
moved AS (
    SELECT 1 AS sign, f.* FROM fresh f
    UNION ALL SELECT -1, l.obligation_id, {", ".join(f"l.{name}" for name in LEG)}
    FROM figures_leg l JOIN fresh f USING (obligation_id)
), kept AS (
    INSERT INTO figures_leg (obligation_id, {_LEG}) SELECT obligation_id, {_LEG} FROM fresh
    ON CONFLICT (obligation_id) DO UPDATE SET {_KEEP}
), waited AS (
    INSERT INTO figures_wait (area, day, days, count) SELECT * FROM ({waits("moved")}) v WHERE v.count <> 0
    ON CONFLICT (area, day, days) DO UPDATE SET count = figures_wait.count + EXCLUDED.count
), ended AS (
    INSERT INTO figures_ending (area, day, outcome, count)
    SELECT * FROM ({endings("moved")}) v WHERE v.count <> 0
    ON CONFLICT (area, day, outcome) DO UPDATE SET count = figures_ending.count + EXCLUDED.count
)
INSERT INTO figures_cell (area, topic, body, day, {_SUMS}) SELECT * FROM ({sums("moved")}) v WHERE {_MOVED}
ON CONFLICT (area, topic, body, day) DO UPDATE SET {_ADD}
"""  # noqa: S608
_STALE_CASES = f"SELECT DISTINCT o.case_id FROM ({STALE}) s JOIN cases_obligation o ON o.id = s.id"  # noqa: S608
_ALL = "(SELECT 1 AS sign, * FROM figures_leg)"
_STEPS = (
    f"INSERT INTO figures_leg (obligation_id, {_LEG}) SELECT obligation_id, {_LEG} FROM ({FACTS}) f",  # noqa: S608
    f"INSERT INTO figures_cell (area, topic, body, day, {_SUMS}) {sums(_ALL)}",
    f"INSERT INTO figures_wait (area, day, days, count) {waits(_ALL)}",
    f"INSERT INTO figures_ending (area, day, outcome, count) {endings(_ALL)}",
)


def _zone() -> list[str]:
    return [current().info.timezone] * FACTS_PARAMETERS


def count(*, case_id: UUID) -> None:
    """Moves the counters to how the obligations of a case stand now; a second time nothing moves. One statement.

    Only the follower counts, under its lock: two who count the same case at once would both add the difference.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [*_zone(), case_id])


def rebuild(*, progress: Progress | None = None) -> int:
    """Counts every obligation anew, all or nothing; how many there are. Who counts beside waits until it is done.

    `progress` is told how many of how many steps are done. Needs seconds for a hundred thousand cases.
    """
    tell = progress or (lambda _done, _total: None)
    steps = 2 + len(_STEPS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("LOCK TABLE figures_leg IN EXCLUSIVE MODE")
        tell(1, steps)
        for table in ("figures_leg", "figures_cell", "figures_wait", "figures_ending"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own
        tell(2, steps)
        for done, statement in enumerate(_STEPS, 3):
            cursor.execute(statement, _zone() if "%s" in statement else [])
            tell(done, steps)
        cursor.execute("SELECT COUNT(*) FROM figures_leg")
        return int(cursor.fetchone()[0])


def catch_up() -> int:
    """Counts what was heard while nobody counted: everything after an upgrade that brought this room, else what a
    follower of an older version heard. How many cases that was; a worker asks once, when it begins."""
    if not Leg.objects.exists():
        return rebuild() if Obligation.objects.exists() else 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("LOCK TABLE figures_leg IN EXCLUSIVE MODE")  # a follower that counts too waits, as it must
        cursor.execute(_STALE_CASES, _zone())
        stale = [case_id for (case_id,) in cursor.fetchall()]
        if len(stale) > MANY:
            return rebuild()
        for case_id in stale:
            count(case_id=case_id)
    return len(stale)
