"""Puts thousands of new rows into a table by COPY, which costs a third of what an INSERT of models does."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, connections, models

# Fields whose values stand in the table as they stand in the model; the others are asked what they make of them.
_AS_THEY_ARE = frozenset({
    models.UUIDField, models.CharField, models.DateField, models.DateTimeField, models.FloatField, models.BooleanField,
    models.IntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField, models.ForeignKey,
    models.OneToOneField,
})  # fmt: skip


def copy_in(*, rows: Sequence[models.Model]) -> None:
    """Puts rows of one table in as they stand, without asking for them again."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [(field, field.attname, type(field) in _AS_THEY_ARE) for field in meta.concrete_fields]
    columns = ", ".join(f'"{field.column}"' for field, _name, _plain in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            values = ((getattr(row, name), field, plain) for field, name, plain in fields)
            copy.write_row([value if plain else _made(field, value) for value, field, plain in values])


def _made(field: "models.Field[Any, Any]", value: Any) -> Any:
    found = field.get_db_prep_save(value, connections["default"])
    return getattr(found, "obj", found)
