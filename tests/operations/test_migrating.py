"""A first `dauys migrate` renders models in a quick way; the database that comes of it is the one of Django's own."""

import re
import subprocess
from collections.abc import Callable

import pytest

from dauys.ground.database import OWNER
from dauys.ground.database.clients import clients_for
from tests.operations.installation import Installation

Make = Callable[..., Installation]

# `dauys migrate` with the states of migrations as Django makes them.
AS_DJANGO_DOES = """
import contextlib, sys
import dauys.site.migration_states as states
states.quick_states = contextlib.nullcontext
from dauys.site.cli import main
sys.exit(main(["migrate"]))
"""
_KEY_OF_DUMP = re.compile(r"^\\(un)?restrict .*$", re.M)


def schema(there: Installation) -> str:
    url = there.server.url(OWNER, there.database)
    with there.owner() as owner:
        version = owner.info.server_version // 10_000
    clients = clients_for(url, server=version)
    dump = [clients.program("pg_dump"), "--schema-only", there.database]
    done = subprocess.run(dump, env=clients.environment, capture_output=True, text=True, check=True)
    return _KEY_OF_DUMP.sub("", done.stdout)


@pytest.mark.sweep
def test_the_schema_is_the_one_django_makes(empty: Make) -> None:
    quick, slow = empty(), empty()
    assert quick.run("migrate").returncode == 0
    done = slow.python("-c", AS_DJANGO_DOES)
    assert done.returncode == 0, done.stderr
    assert "CREATE TABLE" in schema(quick)
    assert schema(quick).splitlines() == schema(slow).splitlines()
    for table in ("django_migrations", "django_content_type", "auth_permission"):
        assert rows(quick, table) == rows(slow, table), table


def rows(there: Installation, table: str) -> list[tuple[str, ...]]:
    columns = {
        "django_migrations": "app, name", "django_content_type": "app_label, model",
        "auth_permission": "codename, name",
    }  # fmt: skip
    with there.owner() as owner:
        return list(owner.execute(f"SELECT {columns[table]} FROM {table} ORDER BY id".encode()))
