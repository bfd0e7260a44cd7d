"""An external PostgreSQL 15 prepared with `dauys roles`, where both roles come in by password and own no privilege."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from dauys.ground.database import ADMIN, APP, OWNER, Binaries, EmbeddedServer, Server
from tests.operations.conftest import BINDIR_15
from tests.operations.installation import Installation

PASSWORDS = {OWNER: "ow:ner@ 1%", APP: "app/secret"}


class External(Server):
    """A server whose roles of ours need their password."""

    def url(self, role: str, dbname: str) -> str:
        address = super().url(role, dbname)
        if role not in PASSWORDS:
            return address
        return address.replace(f"{role}@", f"{role}:{quote(PASSWORDS[role], safe='')}@", 1)


@pytest.fixture(scope="module")
def external() -> Iterator[External]:
    if not (BINDIR_15 / "psql").exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="dauys-external-"))
    folder.chmod(0o755)
    with EmbeddedServer(folder / "db", fast=True, binaries=Binaries(BINDIR_15, 15, "system")).start() as started:
        server = External(started.socket_dir, started.version, started.bindir, started.log)
        for database in ("dauys", "restored"):
            _prepare(server, database)
        rules = folder / "db" / "pgdata" / "pg_hba.conf"
        rules.write_text(f"local all {OWNER},{APP} scram-sha-256\n{rules.read_text()}")
        with server.connect() as admin:
            for role, password in PASSWORDS.items():
                admin.execute(f"ALTER ROLE {role} PASSWORD '{password}'".encode())
            admin.execute("SELECT pg_reload_conf()")
        yield server
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(server: External, database: str) -> None:
    """What the operator does: the printed SQL through psql, twice, as a superuser."""
    from dauys.ground.database import create_roles_sql

    for _ in range(2):
        done = subprocess.run(
            [str(server.bindir / "psql"), "-X", "-q", server.url(ADMIN, "postgres")],
            input=create_roles_sql(database),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def test_backup_and_restore_come_in_by_password(external: External, tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(Server.url(external, OWNER, "dauys"))
    old = Installation(external, "dauys", tmp_path / "old")
    assert old.run("migrate").returncode == 0
    old.fill(2)
    backup = old.run("backup", str(tmp_path / "one.tar"), PGPASSWORD="not this one")
    assert backup.returncode == 0, backup.stderr
    new = Installation(external, "restored", tmp_path / "new")
    restored = new.run("restore", str(tmp_path / "one.tar"))
    assert restored.returncode == 0, restored.stderr
    assert new.tables() == old.tables()
    told = backup.stdout + backup.stderr + restored.stdout + restored.stderr
    assert not [password for password in PASSWORDS.values() if password in told]
    with external.connect("restored") as admin:
        powers = admin.execute(
            "SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole) FROM pg_roles WHERE rolname = ANY(%s)",
            [[OWNER, APP]],
        ).fetchone()
    assert powers == (False,)
