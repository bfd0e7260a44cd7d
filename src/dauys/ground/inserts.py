"""Writes rows of several tables in one statement, and only if the first row is new: one round trip a case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import Binary

Row = Mapping[str, Any]


def _plain(value: Any) -> Any:
    if isinstance(value, Binary):
        value = value.obj
    if isinstance(value, bytes | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


@dataclass(frozen=True, slots=True)
class _Column:
    """What of a field is asked for every row, looked up once."""

    field: "models.Field[Any, Any]"
    names: tuple[str, str]
    column: str
    is_left_out: bool
    is_json: bool


@cache
def _fields(model: type[models.Model]) -> tuple[_Column, ...]:
    return tuple(
        _Column(
            field=f,
            names=(f.attname, f.name),
            column=str(f.column),
            is_left_out=(f.primary_key and isinstance(f, models.AutoField)) or f.db_default is not models.NOT_PROVIDED,
            is_json=isinstance(f, models.JSONField),
        )
        for f in model._meta.concrete_fields
    )


def as_record(model: type[models.Model], values: Row) -> dict[str, Any]:
    """`values` keyed by column and written the way PostgreSQL's jsonb_populate_recordset reads them.

    Defaults of the model are filled in; primary keys made by the database are left to it.
    """
    record: dict[str, Any] = {}
    known = set(values)
    database = connections[DEFAULT_DB_ALIAS]
    for place in _fields(model):
        attname, name = place.names
        if attname in values:
            value = values[attname]
        elif name in values:
            value = values[name]
        elif place.is_left_out:
            continue
        else:
            value = place.field.get_default()
        known -= {attname, name}
        if value is None or place.is_json:
            record[place.column] = value
        else:
            record[place.column] = _plain(place.field.get_db_prep_value(value, database))
    if known:
        raise TypeError(f"{model.__name__} has no field {', '.join(sorted(known))}")
    return record


def _columns(rows: Sequence[Row]) -> list[str]:
    columns = list(rows[0])
    if any(list(row) != columns for row in rows):
        raise TypeError("Rows of one table must fill the same columns.")
    return columns


def insert_together(
    head: type[models.Model],
    head_row: Row,
    unique: str,
    returning: Sequence[str],
    others: Sequence[tuple[type[models.Model], Sequence[Row]]],
    from_head: Mapping[type[models.Model], Mapping[str, str]] | None = None,
    extra: Sequence[tuple[str, Sequence[Any]]] = (),
) -> tuple[tuple[Any, ...], bool]:
    """Inserts `head_row` and, if it was new by its `unique` column, all the `others` and the `extra` statements.

    Returns the `returning` columns of the head row, new or found, and whether it was new. `from_head` gives columns of
    the others an SQL expression over their own row `r` and the new row `head`, such as a number it got. `extra` holds
    data-modifying statements with their parameters; they may refer to the new row as `head`. All is one
    statement, so it happens whole or not at all. A row that another transaction is just inserting is
    waited for and then found by a second try.
    """
    record = as_record(head, head_row)
    params: list[Any] = [json.dumps(record)]
    shape = []
    for model, rows in others:
        if rows:
            records = [as_record(model, row) for row in rows]
            params.append(json.dumps(records))
            reckoned = (from_head or {}).get(model, {})
            shape.append((model._meta.db_table, tuple(_columns(records)), tuple(reckoned.items())))
    for _sql, arguments in extra:
        params.extend(arguments)
    params.append(_plain(record[unique]))
    statement = _statement(
        head._meta.db_table, tuple(record), unique, tuple(returning), tuple(shape), tuple(sql for sql, _given in extra)
    )
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(statement, params)
            found = cursor.fetchone()
            if found:
                return found[:-1], found[-1]
    raise RuntimeError(f"{head.__name__} was neither inserted nor found by its {unique}.")


@lru_cache(maxsize=64)
def _statement(
    head: str,
    head_columns: tuple[str, ...],
    unique: str,
    returning: tuple[str, ...],
    others: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], ...],
    extra: tuple[str, ...],
) -> str:
    """The statement of `insert_together`; each of `others` is a table, its columns and the expressions of some."""
    quote = connection.ops.quote_name
    columns, table = ", ".join(map(quote, head_columns)), quote(head)
    parts = [
        f"head AS (INSERT INTO {table} ({columns}) SELECT {columns} "  # noqa: S608  names come from models
        f"FROM jsonb_populate_record(NULL::{table}, %s::jsonb) "
        f"ON CONFLICT ({quote(unique)}) DO NOTHING RETURNING *)"
    ]
    for index, (name, given, expressions) in enumerate(others):
        reckoned, target = dict(expressions), quote(name)
        names = ", ".join(map(quote, given))
        values = ", ".join(reckoned.get(c, f"r.{quote(c)}") for c in given)
        parts.append(
            f"t{index} AS (INSERT INTO {target} ({names}) SELECT {values} "  # noqa: S608
            f"FROM jsonb_populate_recordset(NULL::{target}, %s::jsonb) AS r, head)"
        )
    parts += [f"x{index} AS ({sql})" for index, sql in enumerate(extra)]
    column = ", ".join(map(quote, returning))
    return (
        f"WITH {', '.join(parts)} SELECT {column}, TRUE FROM head UNION ALL "  # noqa: S608
        f"SELECT {column}, FALSE FROM {table} WHERE {quote(unique)} = %s AND NOT EXISTS (SELECT 1 FROM head)"
    )
