"""How fast both keys of contacts are renewed over people copied into a database of its own, beside plain updates."""

import os
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from dauys.ground.moment import now
from dauys.ground.sealed.keys import new_generation
from dauys.ground.sealed.rotation import AT_ONCE, KINDS, older, renew
from dauys.ground.sealed.seal import lookup_key, seal
from dauys.site.bench.figures import Figure

_COLUMNS = ("phone", "email", "national_id")
_NAMES = ", ".join(
    ["id", "case_id", "role", "name", "consent", "created_at", *_COLUMNS, *(f"{c}_key" for c in _COLUMNS)]
)
# Other bytes in the same indexed columns, and nothing reckoned outside the database.
_FLOOR = "UPDATE cases_party SET phone_key = sha256(phone_key), email_key = sha256(email_key), "
_FLOOR += "national_id_key = sha256(national_id_key) WHERE id = ANY(%s)"


def run(count: int, say: Callable[[str], None]) -> list[Figure]:
    """This process is connected, as the owner of the tables, to a database that nobody needs afterwards."""
    load = os.getloadavg()[0]
    say(f"copying {count:,} people")
    made = _timed(lambda: _copy_people(count))
    say(f"{made:.0f} s; the floor: plain updates of {AT_ONCE:,} rows")
    floor = count / _timed(_floor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_party")
    say(f"{floor:,.0f} rows a second; renewing")
    for kind in KINDS:
        new_generation(kind)
    wall, cpu = time.monotonic(), time.process_time()
    rows = renew(lambda _table, _done: None)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    left = sum(sum(older(kind).values()) for kind in KINDS)
    speed = rows / wall
    note = (
        f"{rows:,} rows in {wall:.0f} s, {left} left; {cpu / rows * 1e6:.0f} µs CPU a row outside the database; "
        f"load before {load:.1f}"
    )
    name = f"renewing both keys of {count:,} people, three contacts each"
    floor_is = f"plain updates of the same indexed columns, {AT_ONCE:,} rows a transaction"
    return [
        Figure(
            name,
            round(speed),
            "rows/s",
            floor=round(floor),
            floor_is=floor_is,
            ratio=round(speed / floor, 2),
            note=note,
        )
    ]


def _timed(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _copy_people(count: int) -> None:
    """People without cases: the key to these is taken off, for the walk never looks at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'cases_party'::regclass AND contype = 'f'")
        for (constraint,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE cases_party DROP CONSTRAINT "{constraint}"')
        at = now()
        with transaction.atomic(), cursor.copy(f"COPY cases_party ({_NAMES}) FROM STDIN") as copy:
            for n in range(count):
                given = (f"+7700{n:07d}", f"n{n}@example.kz", f"{n:012d}")
                sealed = [seal(value, place=f"cases_party.{c}") for c, value in zip(_COLUMNS, given, strict=True)]
                digests = [lookup_key(value, what=c) for c, value in zip(_COLUMNS, given, strict=True)]
                copy.write_row(
                    (UUID(int=n + 1), UUID(int=n + 1), "applicant", f"Тұрғын {n}", False, at, *sealed, *digests)
                )
        cursor.execute("VACUUM ANALYZE cases_party")


def _floor() -> None:
    walk, after = "SELECT id FROM cases_party WHERE id > %s ORDER BY id LIMIT %s", UUID(int=0)
    with connection.cursor() as cursor:
        while True:
            with transaction.atomic():
                cursor.execute(walk, [after, AT_ONCE])
                ids = [row[0] for row in cursor.fetchall()]
                if not ids:
                    return
                cursor.execute(_FLOOR, [ids])
                after = ids[-1]
