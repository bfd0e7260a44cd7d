"""A backup: one whole private file, made while the pages serve, or none and one sentence."""

import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.installation import SOURCE, Installation, refusal

Make = Callable[..., Installation]
SECRETS = ("Айгүл", "77001234567", "example.kz")


def test_a_backup_is_one_private_file_with_the_manifest_first_and_no_key(filled: Make, tmp_path: Path) -> None:
    installation, target = filled(), tmp_path / "one.tar"
    told = installation.told("backup", str(target))
    assert (told["cases"], told["files"], told["with_keys"]) == (3, 5, False)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with tarfile.open(target) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert names[:2] == ["manifest.json", "database.dump"]
    assert not [name for name in names if "key" in name]
    assert manifest["rows"]["cases_case"] == 3
    assert {"contacts", "lookup", "web"} <= manifest["keys"].keys()
    keys = [p.read_text().strip() for p in (installation.data / "keys").glob("*.key")]
    whole = target.read_bytes()
    assert keys and not any(key.encode() in whole or bytes.fromhex(key) in whole for key in keys)
    assert not list(tmp_path.glob("*.part"))


def test_the_closing_line_says_where_the_keys_are(filled: Make, tmp_path: Path) -> None:
    installation = filled()
    done = installation.run("backup", str(tmp_path / "one.tar"))
    assert f"copy {installation.data / 'keys'} to another place" in done.stderr.splitlines()[-1]
    done = installation.run("backup", "--with-keys", str(tmp_path / "two.tar"))
    assert "holds the keys too" in done.stderr.splitlines()[-1]
    with tarfile.open(tmp_path / "two.tar") as tar:
        assert "keys/contacts.key" in tar.getnames()
    assert stat.S_IMODE((tmp_path / "two.tar").stat().st_mode) == 0o600


def test_a_backup_under_load_names_no_file_it_does_not_hold(filled: Make, empty: Make, tmp_path: Path) -> None:
    """Somebody files and removes all the time; every file row of the restored copy has its bytes."""
    installation = filled()
    busy = subprocess.Popen(
        [sys.executable, "-m", "tests.operations.fill", "0"],
        env=installation.environment,
        cwd=SOURCE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert busy.stdout and busy.stdout.readline() == "going\n"
        backups = [tmp_path / f"{turn}.tar" for turn in range(3)]
        told = [installation.told("backup", str(target)) for target in backups]
    finally:
        busy.kill()
        busy.communicate()
    assert told[0]["cases"] < told[2]["cases"]
    for target, summary in zip(backups, told, strict=True):
        copy = empty()
        copy.told("restore", str(target))
        with copy.owner() as owner:
            rows = {key.hex: size for key, size in owner.execute("SELECT id, size FROM files_storedfile")}
        assert {name: len(data) for name, data in copy.files().items()} == rows
        assert (summary["files"], summary["files_missing"], summary["files_damaged"]) == (len(rows), 0, 0)


# Deletes the first file the moment the backup looks for it: its row, then its bytes, as `files.remove` does.
DELETES_MEANWHILE = """
import sys
from dauys.site.cli import main
from dauys.site import runtime
runtime.start_django()
import dauys.site.backup.make as make
found, deleted = make.path_of, []
def path_of(key):
    if not deleted:
        deleted.append(key)
        import os, psycopg
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("DELETE FROM files_storedfile WHERE id = %s", [key])
        found(key).unlink()
    return found(key)
make.path_of = path_of
sys.exit(main(["backup", sys.argv[1]]))
"""


def test_a_file_deleted_during_the_backup_stays_deleted(filled: Make, empty: Make, tmp_path: Path) -> None:
    installation = filled()
    done = installation.python("-c", DELETES_MEANWHILE, str(tmp_path / "one.tar"))
    assert done.returncode == 0, done.stderr
    assert (json.loads(done.stdout)["files"], json.loads(done.stdout)["files_missing"]) == (4, 0)
    copy = empty()
    copy.told("restore", str(tmp_path / "one.tar"))
    with copy.owner() as owner:
        assert {key.hex for (key,) in owner.execute("SELECT id FROM files_storedfile")} == set(copy.files())


def test_files_lost_before_are_said_and_the_rest_is_kept(filled: Make, tmp_path: Path) -> None:
    installation = filled()
    first, second, *_ = sorted(p for p in (installation.data / "files").rglob("*") if p.is_file())
    first.unlink()
    second.write_bytes(b"rotten")
    done = installation.run("backup", str(tmp_path / "one.tar"))
    assert done.returncode == 0
    assert f"1 files named by the database are not on the disk; the first: {first.name}" in done.stderr
    assert f"1 files on the disk are not what was uploaded; the first: {second.name}" in done.stderr


def test_a_place_that_cannot_take_it_is_named_in_one_sentence(filled: Make, tmp_path: Path) -> None:
    installation = filled()
    taken = tmp_path / "taken.tar"
    taken.write_text("older")
    assert "exists already" in installation.refused("backup", str(taken))
    assert taken.read_text() == "older"
    assert "does not exist" in installation.refused("backup", str(tmp_path / "no" / "folder" / "x.tar"))
    assert "could not be written" in installation.refused("backup", str(taken / "x.tar"))
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["taken.tar"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk_leaves_no_half_backup(filled: Make, tmp_path: Path) -> None:
    installation, small = filled(), tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "none", str(small)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a file system")
    try:
        assert "no room" in installation.refused("backup", str(small / "x.tar"))
        assert not list(small.iterdir())
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_an_empty_or_silent_database_is_one_sentence(empty: Make, tmp_path: Path) -> None:
    assert "dauys migrate" in empty().refused("backup", str(tmp_path / "x.tar"))
    nowhere = "postgresql://dauys_owner@127.0.0.1:1/dauys"
    done = empty().run("backup", str(tmp_path / "x.tar"), DATABASE_URL=nowhere, DAUYS_OWNER_DATABASE_URL=nowhere)
    assert "does not answer" in refusal(done)
    assert not list(tmp_path.glob("x.tar*"))


def test_no_password_stands_on_a_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dauys.ground.database import clients_for

    monkeypatch.setenv("PGSSLROOTCERT", "/etc/ssl/ca.pem")
    clients = clients_for("postgresql://dauys_owner:t%3Ap@db.example:6432/dauys?sslmode=verify-full", server=15)
    wanted = {"PGHOST": "db.example", "PGPORT": "6432", "PGUSER": "dauys_owner", "PGPASSWORD": "t:p"}
    wanted |= {"PGDATABASE": "dauys", "PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/etc/ssl/ca.pem"}
    assert wanted.items() <= clients.environment.items()
