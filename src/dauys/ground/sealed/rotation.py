"""Makes every sealed value, and every digest it is found by, anew with the newest keys, while everything serves."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.module_loading import import_string

from dauys.ground.sealed.fields import LookupField, SealedTextField
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import KEY, LOOKUP, lookup_key, seal, unseal

AT_ONCE = 1_000
# What is counted and renewed, by the name of its key.
KINDS = (KEY, LOOKUP)
Column = SealedTextField | LookupField
Row = tuple[Any, ...]
Texts = dict[str | None, list[str | None]]  # what sealed columns say, by column


def sealed_columns() -> list[SealedTextField]:
    return [f for m in apps.get_models() for f in m._meta.concrete_fields if isinstance(f, SealedTextField)]


def lookup_columns() -> list[LookupField]:
    return [f for m in apps.get_models() for f in m._meta.concrete_fields if isinstance(f, LookupField)]


def older(kind: str) -> dict[str, int]:
    """How many values another than the newest key of a kind made, by table and column; those without any are left out.

    Sealed values of no known key are not counted, for nothing opens them; digests are, for they are made anew from
    what they stand for.
    """
    counts = {}
    columns: list[Any] = list(sealed_columns() if kind == KEY else lookup_columns())
    with connection.cursor() as cursor:
        for field in columns if _old(KEY) or kind == LOOKUP else ():
            cursor.execute(f'SELECT COUNT(*) FROM "{field.model._meta.db_table}" WHERE {_is_old(field)}', _marks())  # noqa: S608
            if count := int(cursor.fetchone()[0]):
                counts[field.place] = count
    return counts


def _old(kind: str) -> list[int]:
    return list(generations(kind)[:-1])


def _marks() -> dict[str, Any]:
    return {"old": _old(KEY), "newest": generations(LOOKUP)[-1]}


def _is_old(field: Column) -> str:
    if isinstance(field, SealedTextField):
        return f'get_byte("{field.column}", 0) = ANY(%(old)s)'
    made_by = f'CASE octet_length("{field.column}") WHEN 32 THEN 1 ELSE get_byte("{field.column}", 0) END'
    return f'("{field.column}" IS NOT NULL AND {made_by} <> %(newest)s)'


def renew(progress: Callable[[str, int], None]) -> int:
    """Makes anew what an older key made; `progress` is told the table and how many of its rows were done.

    Each batch is a transaction of its own, so whoever is killed goes on where they were. A row that somebody else
    holds is passed over and met again in the next round; one whose new digest another row has stays as it is. Raises
    CannotOpen for a value that does not open.
    """
    by_table: dict[str, list[Column]] = defaultdict(list)
    columns: list[Column] = [*sealed_columns(), *lookup_columns()]
    for field in columns:
        by_table[field.model._meta.db_table].append(field)
    done = 0
    while rows := sum(_table(fields, progress) for fields in by_table.values()):
        done += rows
    return done


def _table(fields: list[Column], progress: Callable[[str, int], None]) -> int:
    done, after = 0, None
    while (step := _batch(fields, after)) is not None:
        after, count = step
        done += count
        if count:
            progress(fields[0].model._meta.db_table, done)
    return done


def _batch(fields: list[Column], after: Any) -> tuple[Any, int] | None:
    """Looks at the next rows by their key and makes those anew that need it: the last key and how many; None at the
    end. What to look at is not asked together with what is old, for then the whole table is sorted for every batch."""
    table, pk = fields[0].model._meta.db_table, fields[0].model._meta.pk
    is_old = " OR ".join(_is_old(f) for f in fields)
    beyond = "" if after is None else f'WHERE "{pk.column}" > %(after)s '
    walk = f'SELECT "{pk.column}", {is_old} FROM "{table}" {beyond}ORDER BY "{pk.column}" LIMIT {AT_ONCE}'  # noqa: S608
    columns = ", ".join(f'"{f.column}"' for f in fields)
    take = (
        f'SELECT "{pk.column}", {columns} FROM "{table}" '  # noqa: S608
        f'WHERE "{pk.column}" = ANY(%s::{pk.rel_db_type(connection)}[]) FOR UPDATE SKIP LOCKED'
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(walk, {**_marks(), "after": after})
        seen = cursor.fetchall()
        rows: list[Row] = []
        if wanted := [key for key, old in seen if old]:
            cursor.execute(take, [wanted])
            rows = cursor.fetchall()
        count = _write(cursor, fields, _anew(rows, fields)) if rows else 0
    return (seen[-1][0], count) if seen else None


def _write(cursor: Any, fields: list[Column], rows: list[Row]) -> int:
    """How many were written. If the new digest of one is another row's already, all are tried one by one."""
    try:
        with transaction.atomic():
            cursor.execute(_update(fields), [list(column) for column in zip(*rows, strict=True)])
        return len(rows)
    except IntegrityError:
        return sum(_write(cursor, fields, [row]) for row in rows) if len(rows) > 1 else 0


def _update(fields: list[Column]) -> str:
    table, pk = fields[0].model._meta.db_table, fields[0].model._meta.pk
    kind = pk.rel_db_type(connection)
    sets = ", ".join(f'"{f.column}" = v.c{n}' for n, f in enumerate(fields))
    arrays = ", ".join(["%s::" + f"{kind}[]", *("%s::bytea[]" for _ in fields)])
    names = ", ".join(["pk", *(f"c{n}" for n in range(len(fields)))])
    return f'UPDATE "{table}" t SET {sets} FROM unnest({arrays}) AS v({names}) WHERE t."{pk.column}" = v.pk'  # noqa: S608


def _anew(rows: list[Row], fields: list[Column]) -> list[Row]:
    """The rows with each column made anew; what is empty stays so, what stands for nothing becomes so."""
    texts = _texts(rows, fields)
    made = [[row[0] for row in rows]]
    for n, field in enumerate(fields, 1):
        if isinstance(field, SealedTextField):
            made.append([None if t is None else seal(t, place=field.place) for t in texts[field.column]])
        else:
            meant = stands_for(field, [row[0] for row in rows], texts)
            made.append([_digest(t, field) if row[n] is not None else None for row, t in zip(rows, meant, strict=True)])
    return list(zip(*made, strict=True))


def _texts(rows: list[Row], fields: list[Column]) -> Texts:
    """What the sealed columns of the rows say, by column."""
    return {
        f.column: [None if row[n] is None else unseal(row[n], place=f.place) for row in rows]
        for n, f in enumerate(fields, 1)
        if isinstance(f, SealedTextField)
    }


def stands_for(field: LookupField, keys: list[Any], texts: Texts) -> list[str | None]:
    """The value behind the digest of each row, None where there is none; `texts` are the sealed columns of the rows."""
    if field.of:
        return texts[field.of]
    values: dict[Any, str] = import_string(field.values)(keys)
    return [values.get(key) for key in keys]


def _digest(text: str | None, field: LookupField) -> bytes | None:
    return lookup_key(plain_form(text, field), what=field.what) if text else None


def plain_form(text: str, field: LookupField) -> str:
    """The spelling under which a value is looked up."""
    return text.lower() if field.what == "email" else text
