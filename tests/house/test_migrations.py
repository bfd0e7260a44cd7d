"""House rule: a migration after the first only expands, so that the release before it can serve while it runs."""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models import Func, Value
from django.db.models.constraints import BaseConstraint

# A step that older code does not survive: "app.name", the operation's place, and why it was taken nevertheless.
# The release notes of such a release must say: stop web and worker, migrate, start them.
ALLOWED: dict[tuple[str, int], str] = {
    ("accounts.0004_auditor", 0): "the check comes back at once, with one role more",
    ("accounts.0004_auditor", 1): "every role the old program gives is allowed still",
    ("answers.0005_outcome", 2): "old code never sets an outcome, and without it the constraint holds",
    ("cases.0002_lists_at_a_million", 2): "the old program's lists are only slower without this index",
    ("cases.0002_lists_at_a_million", 3): "the old program's lists are only slower without this index",
    ("cases.0007_export_as_xml", 0): "put back at once, with one form more",
    ("cases.0008_passed_on_and_left", 1): "put back at once, with two states more",
    ("cases.0013_repeats_and_signers", 4): "old code never sets signers, and without it the constraint holds",
    ("cases.0014_outcome", 1): "old code never sets an outcome nor takes answered_at back, so the constraint holds",
    ("channels.0002_held_voices", 8): "old code never sets held_at, and without it the constraint holds",
    ("files.0002_office_and_verdict", 0): "put back at once, with the kinds of office documents more",
    ("files.0002_office_and_verdict", 4): "only longer: every type the old program writes fits",
    ("journal.0002_leaf_by_hash", 0): "never written; only the worker, which is stopped first, named the column",
    ("messages.0003_telegram_and_quiet_hours", 0): "put back at once, with one channel more",
    ("messages.0003_telegram_and_quiet_hours", 2): "every channel the old program gives is allowed still",
    ("receptions.0002_public_booking", 0): "put back at once, with one state more",
    ("receptions.0002_public_booking", 1): "put back at once, and looser",
    ("receptions.0004_ways_and_days", 1): "put back at once, with one outcome more",
    ("receptions.0004_ways_and_days", 2): "put back at once, with one way more",
    ("receptions.0004_ways_and_days", 3): "put back at once, with one way more",
    ("volunteers.0010_campaign_incidents", 3): "only looser: the old program writes and finds incidents by their line",
    ("receptions.0007_officers_on_duty", 0): "put back at once, with one kind of host more",
}

WITHOUT_DATABASE = (migrations.AlterModelOptions, migrations.AlterModelManagers)


def problems(migration: migrations.Migration) -> Iterator[tuple[int, str]]:
    """Operations, by their place, that the release before could not live with."""
    fresh: set[str] = set()
    for place, operation in enumerate(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            fresh.add(operation.name.lower())
            continue
        if getattr(operation, "model_name", "").lower() in fresh or isinstance(operation, WITHOUT_DATABASE):
            continue
        if why := _why_not(operation):
            yield place, f"{type(operation).__name__}: {why}"


def _why_not(operation: object) -> str:
    if isinstance(operation, migrations.AddField):
        return "" if _old_inserts_work(operation.field) else "rows of the old program have no value: null or db_default"
    if isinstance(operation, migrations.AddIndex):
        return ""
    if isinstance(operation, migrations.AddConstraint):
        return "" if _has_reason(operation) else "rows the old program writes may break it"
    if isinstance(operation, migrations.RunSQL | migrations.RunPython | migrations.SeparateDatabaseAndState):
        return "" if _has_reason(operation) else "set `expands` on the operation to the reason why it only expands"
    return "it changes or removes what the old program uses"


def _old_inserts_work(field: models.Field) -> bool:
    return field.null or field.has_db_default() or field.many_to_many or bool(getattr(field, "generated", False))


def _has_reason(operation: object) -> bool:
    """`expands = "why"` on the operation's class; a bare True is no reason."""
    reason = getattr(operation, "expands", "")
    return isinstance(reason, str) and len(reason) > 10


def _ours() -> list[migrations.Migration]:
    loader = MigrationLoader(None)
    own = {key: m for key, m in loader.disk_migrations.items() if type(m).__module__.startswith("dauys.")}
    return [m for (_app, name), m in sorted(own.items()) if not name.startswith("0001_")]


def test_a_migration_only_expands() -> None:
    found = {(f"{m.app_label}.{m.name}", place): why for m in _ours() for place, why in problems(m)}
    assert not {key: why for key, why in found.items() if key not in ALLOWED}
    assert not ALLOWED.keys() - found.keys(), "entries that are not needed"
    assert all(len(reason) > 10 for reason in ALLOWED.values())


class _Index(migrations.RunSQL):
    expands = "an index changes no row"


class _Checked(migrations.AddConstraint):
    expands = "old code cannot write such rows either"


def _plain() -> BaseConstraint:
    return models.UniqueConstraint(fields=["code"], name="once")


@pytest.mark.parametrize(
    ("operation", "fine"),
    [
        (migrations.AddField("case", "note", models.TextField(null=True)), True),
        (migrations.AddField("case", "note", models.TextField(db_default="")), True),
        (migrations.AddField("case", "at", models.DateTimeField(db_default=Func(Value("now"), function="now"))), True),
        (migrations.AddField("case", "note", models.TextField(default="")), False),
        (migrations.AlterField("case", "note", models.TextField(null=True)), False),
        (migrations.RemoveField("case", "note"), False),
        (migrations.RenameField("case", "note", "remark"), False),
        (migrations.DeleteModel("case"), False),
        (migrations.AddIndex("case", models.Index(fields=["note"], name="by_note")), True),
        (migrations.AddConstraint("case", _plain()), False),
        (_Checked("case", _plain()), True),
        (migrations.RunSQL("SELECT 1"), False),
        (_Index("SELECT 1"), True),
        (migrations.RunPython(migrations.RunPython.noop), False),
        (migrations.AlterModelOptions("case", {}), True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_rule_knows_what_old_code_survives(operation: object, fine: bool) -> None:
    migration = migrations.Migration("0002_x", "cases")
    migration.operations = [operation]
    assert (not list(problems(migration))) is fine


def test_anything_goes_on_a_table_that_is_new_in_the_same_migration() -> None:
    migration = migrations.Migration("0002_x", "cases")
    migration.operations = [
        migrations.CreateModel("Head", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("head", "size", models.BigIntegerField()),
        migrations.AddConstraint("head", models.UniqueConstraint(fields=["size"], name="one_size")),
        migrations.AddConstraint("leaf", _plain()),
    ]
    assert [place for place, _ in problems(migration)] == [3]
