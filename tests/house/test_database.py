"""House rules that the database shows: the journal cannot be rewritten, each table has exactly its rights."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from dauys.ground.journal.models import Entry, Leaf

# Tables that may only grow, each with a column somebody might want to change.
APPEND_ONLY = {
    "journal_entry": "at",
    "journal_leaf": "numbered_at",
    "log_log": "nonce",
    "log_key": "public_key",
    "log_node": "hash",
    "log_head": "root_hash",
    "volunteers_hourentry": "minutes",
    "volunteers_pointentry": "points",
}
ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def _rights() -> dict[str, set[str]]:
    """What the serving role may do to each table, as PostgreSQL answers it."""
    names = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    questions = ", ".join(f"has_table_privilege(c.oid, '{n}')" for n in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.relname, {questions} FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') "
            "AND c.relnamespace = 'public'::regnamespace"
        )
        return {row[0]: {n for n, may in zip(names, row[1:], strict=True) if may} for row in cursor.fetchall()}


def test_each_table_has_exactly_its_rights(db: None) -> None:
    rights = _rights()
    tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    expected = {name: {"SELECT", "INSERT"} if name in APPEND_ONLY else ALL for name in tables}
    expected["django_migrations"] = {"SELECT"}
    assert rights == expected


def test_column_rights_open_no_side_door(db: None) -> None:
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute("SELECT has_any_column_privilege(%s, 'UPDATE')", [table])
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = {}",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
    ],
)
def test_the_serving_role_cannot_rewrite_the_journal(db: None, table: str, statement: str) -> None:
    column = APPEND_ONLY[table]
    refusal = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


def test_the_serving_role_owns_nothing_and_can_become_nobody(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication, "
            "(SELECT count(*) FROM pg_auth_members WHERE member = r.oid) FROM pg_roles r WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False, False, 0)
        cursor.execute(
            "SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')"
        )
        assert cursor.fetchone() == (False, False)


def test_the_orm_cannot_rewrite_the_journal_either(db: None, make: Any) -> None:
    make.case()
    entry = Entry.objects.first()
    assert entry is not None
    with pytest.raises(ProgrammingError), transaction.atomic():
        entry.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Leaf.objects.filter(index=0).update(leaf_hash=b"")


def test_migrations_are_complete() -> None:
    """Compares the models with the migrations' own state; asks no database."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_sealed_columns_hold_no_readable_byte(db: None, make: Any) -> None:
    from dauys.ground.sealed.fields import SealedTextField

    sealed = [(m, f) for m in apps.get_models() for f in m._meta.concrete_fields if isinstance(f, SealedTextField)]
    assert len(sealed) >= 7
    for _model, field in sealed:
        assert field.db_type(connection) == "bytea" and field.null
