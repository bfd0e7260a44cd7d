"""Seals every sealed value anew with the newest key, batch by batch, while everything serves."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from dauys.ground.sealed.fields import SealedTextField
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import KEY, seal, unseal

AT_ONCE = 1_000


def sealed_columns() -> list[SealedTextField]:
    return [f for m in apps.get_models() for f in m._meta.concrete_fields if isinstance(f, SealedTextField)]


def older() -> dict[str, int]:
    """How many values an older generation of the key still seals, by table and column; those without any are left
    out. Values of no known generation are not counted: no key opens them."""
    counts, old = {}, list(generations(KEY)[:-1])
    with connection.cursor() as cursor:
        for field in sealed_columns() if old else ():
            table, column = field.model._meta.db_table, field.column
            is_old = f'get_byte("{column}", 0) = ANY(%s)'
            cursor.execute(f'SELECT COUNT(*) FROM "{table}" WHERE {is_old}', [old])  # noqa: S608
            if count := int(cursor.fetchone()[0]):
                counts[field.place] = count
    return counts


def reseal(progress: Callable[[str, int], None]) -> int:
    """Seals anew what an older key sealed; `progress` is told the table and how many of its rows were done.

    Each batch is a transaction of its own, so whoever is killed goes on where they were. A row that somebody else
    holds is passed over and met again in the next round. Raises CannotOpen for a value that does not open.
    """
    by_table: dict[str, list[SealedTextField]] = defaultdict(list)
    for field in sealed_columns():
        by_table[field.model._meta.db_table].append(field)
    done = 0
    while rows := sum(_table(table, fields, progress) for table, fields in by_table.items()):
        done += rows
    return done


def _table(table: str, fields: list[SealedTextField], progress: Callable[[str, int], None]) -> int:
    done, after = 0, None
    while (step := _batch(table, fields, after)) is not None:
        after, count = step
        done += count
        if count:
            progress(table, done)
    return done


def _batch(table: str, fields: list[SealedTextField], after: Any) -> tuple[Any, int] | None:
    """Looks at the next rows by their key and seals those anew that need it: the last key and how many; None at the
    end. What to look at is not asked together with what is old, for then the whole table is sorted for every batch."""
    pk = fields[0].model._meta.pk
    is_old = " OR ".join(f'get_byte("{f.column}", 0) = ANY(%(old)s)' for f in fields)
    beyond = "" if after is None else f'WHERE "{pk.column}" > %(after)s '
    walk = f'SELECT "{pk.column}", {is_old} FROM "{table}" {beyond}ORDER BY "{pk.column}" LIMIT {AT_ONCE}'  # noqa: S608
    columns = ", ".join(f'"{f.column}"' for f in fields)
    take = (
        f'SELECT "{pk.column}", {columns} FROM "{table}" '  # noqa: S608
        f'WHERE "{pk.column}" = ANY(%s::{pk.rel_db_type(connection)}[]) FOR UPDATE SKIP LOCKED'
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(walk, {"old": list(generations(KEY)[:-1]), "after": after})
        seen = cursor.fetchall()
        rows = []
        if wanted := [key for key, old in seen if old]:
            cursor.execute(take, [wanted])
            rows = cursor.fetchall()
        if rows:
            cursor.execute(_update(table, fields), _values(rows, fields))
    return (seen[-1][0], len(rows)) if seen else None


def _update(table: str, fields: list[SealedTextField]) -> str:
    pk = fields[0].model._meta.pk
    kind = pk.rel_db_type(connection)
    sets = ", ".join(f'"{f.column}" = v.c{n}' for n, f in enumerate(fields))
    arrays = ", ".join(["%s::" + f"{kind}[]", *("%s::bytea[]" for _ in fields)])
    names = ", ".join(["pk", *(f"c{n}" for n in range(len(fields)))])
    return f'UPDATE "{table}" t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE t."{pk.column}" = v.pk'  # noqa: S608


def _values(rows: list[Any], fields: list[SealedTextField]) -> list[list[Any]]:
    """The keys, and each column sealed anew; what is empty stays empty."""
    made = [[_anew(row[n], f.place) for row in rows] for n, f in enumerate(fields, 1)]
    return [[row[0] for row in rows], *made]


def _anew(value: Any, place: str) -> bytes | None:
    return None if value is None else seal(unseal(value, place=place), place=place)
