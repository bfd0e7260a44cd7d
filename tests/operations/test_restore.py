"""A restore: everything as it was, or nothing changed and one sentence; a killed one never serves by half."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg import sql

from dauys.ground.database import APP
from dauys.site.backup.manifest import parse
from tests.journeys.waiting import eventually
from tests.operations.installation import Installation, refusal

Make = Callable[..., Installation]
OPENS = """
from dauys.site.runtime import require_serving_role, start_django
start_django(); require_serving_role()
from dauys.cases.models import Party
print(*sorted({p.phone for p in Party.objects.all() if p.phone}))
"""


def copied_keys(old: Installation, new: Installation) -> None:
    (new.data / "keys").mkdir(parents=True)
    for key in (old.data / "keys").glob("*.key"):
        (new.data / "keys" / key.name).write_bytes(key.read_bytes())


@pytest.mark.parametrize("way", ["18 to 18", "15 to 15", "18 to 15", "15 to 18"])
def test_everything_is_as_it_was(
    way: str, filled: Make, empty: Make, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    old_server, new_server = (
        request.getfixturevalue("server_15") if side == "15" else None for side in way.split(" to ")
    )
    old, new = filled(old_server), empty(new_server)
    target = tmp_path / "one.tar"
    old.told("backup", str(target))
    copied_keys(old, new)
    told = new.told("restore", str(target))
    assert new.tables() == old.tables()
    assert new.files() == old.files()
    assert set(told["keys"].values()) == {"there"}
    assert [s.split()[:3] for s in told["sentences"]] == [["A", "new", "log"]]  # nothing tells what was signed last
    opened = new.python("-c", OPENS)
    assert (opened.returncode, opened.stdout) == (0, "+77001234567\n"), opened.stderr
    with new.server.connect(new.database, APP) as app:
        rights = app.execute(
            "SELECT has_table_privilege('journal_entry', 'INSERT'), has_table_privilege('journal_entry', 'UPDATE'), "
            "has_table_privilege('cases_case', 'UPDATE')"
        ).fetchone()
    assert rights == (True, False, True)
    new.fill(1)  # sequences and keys go on


def test_keys_come_back_when_they_were_asked_for(filled: Make, empty: Make, tmp_path: Path) -> None:
    old, new = filled(), filled()
    old.told("backup", "--with-keys", str(tmp_path / "one.tar"))
    other = "cd" * 32 + "\n"
    (new.data / "keys" / "contacts.key").write_text(other)
    told = new.told("restore", "--replace", str(tmp_path / "one.tar"))
    assert set(told["keys"].values()) == {"there"}
    for key in (old.data / "keys").glob("*.key"):
        assert (new.data / "keys" / key.name).read_bytes() == key.read_bytes()
        assert (new.data / "keys" / key.name).stat().st_mode & 0o777 == 0o600
    assert (new.data / "keys" / "contacts.key.before-restore").read_text() == other
    assert new.python("-c", OPENS).stdout == "+77001234567\n"
    fresh = empty()
    assert set(fresh.told("restore", str(tmp_path / "one.tar"))["keys"].values()) == {"there"}


def test_each_key_that_is_missing_or_another_is_named_with_what_is_lost(
    filled: Make, empty: Make, tmp_path: Path
) -> None:
    old, new = filled(), empty()
    old.told("backup", str(tmp_path / "one.tar"))
    (new.data / "keys").mkdir(parents=True)
    (new.data / "keys" / "lookup.key").write_text("ab" * 32 + "\n")
    told = new.told("restore", str(tmp_path / "one.tar"))
    assert told["keys"]["contacts"] == "missing"
    assert told["keys"]["lookup"] == "another"
    assert any("contacts.key is missing" in s and "cannot be opened" in s for s in told["sentences"])
    assert any("lookup.key is another one" in s for s in told["sentences"])


def test_a_database_that_is_not_empty_is_kept_unless_told(filled: Make, tmp_path: Path) -> None:
    old, new = filled(), filled()
    old.told("backup", str(tmp_path / "one.tar"))
    new.fill(1)
    before = new.tables()
    assert "--replace" in new.refused("restore", str(tmp_path / "one.tar"))
    assert new.tables() == before
    new.told("restore", "--replace", str(tmp_path / "one.tar"))
    assert new.tables() == old.tables()


def test_a_database_in_use_is_left_alone(filled: Make, tmp_path: Path) -> None:
    new = filled()
    new.told("backup", str(tmp_path / "one.tar"))
    before = new.tables()
    with new.server.connect(new.database, APP):
        assert "stop them first" in new.refused("restore", "--replace", str(tmp_path / "one.tar"))
    assert new.tables() == before


def _repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with tarfile.open(source) as tar:
        parts = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
    change(parts)
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if data.startswith(b"-> "):
                info.type, info.linkname, info.size = tarfile.SYMTYPE, data[3:].decode(), 0
            tar.addfile(info, io.BytesIO(data))
    return target


def _told_as(**fields: object) -> Callable[[dict[str, bytes]], None]:
    """A manifest with other words and a right digest, as a newer Dauys would write it."""

    def change(parts: dict[str, bytes]) -> None:
        manifest = parse(parts["manifest.json"])
        for name, value in fields.items():
            setattr(manifest, name, value)
        parts["manifest.json"] = manifest.as_bytes()

    return change


def _with(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: data})


def _misspelt(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = parts["manifest.json"].replace(b"cases_case", b"cases_cass")


def _crafted(name: str) -> Callable[[dict[str, bytes]], None]:
    """A whole backup with right digests by somebody who wants a file elsewhere."""

    def change(parts: dict[str, bytes]) -> None:
        manifest = parse(parts["manifest.json"])
        manifest.parts[name] = (1, hashlib.sha256(b"x").hexdigest())
        parts.update({"manifest.json": manifest.as_bytes(), name: b"x"})

    return change


BAD_FILES = {
    "a newer Dauys": (_told_as(dauys="9.0.0"), "made by Dauys 9.0.0"),
    "a newer schema": (_told_as(migrations=["cases.0999_later"]), "migration cases.0999_later"),
    "another pack": (_told_as(pack={"code": "oldtown", "version": "1"}), "the pack oldtown"),
    "other row counts": (_told_as(rows={"cases_case": 77}), "row counts differ in cases_case"),
    "a changed file": (_with("database.dump", b"PGDMP but not ours"), "database.dump has another digest"),
    "a changed manifest": (_misspelt, "damaged"),
    "a foreign part": (_with("evil", b"x"), "foreign"),
    "a way out": (_crafted("../../evil"), "foreign"),
    "a hidden way out": (_crafted("files/aa/../../../evil"), "foreign"),
    "a full path": (_crafted("/tmp/evil"), "foreign"),
    "a link": (_with("files/aa/" + "a" * 32, b"-> /etc/passwd"), "foreign"),
    "no database": (lambda p: p.pop("database.dump") and None, "parts are missing"),
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Remembers one backup for the many refusals."""
    return {}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_changes_nothing(
    what: str, empty: Make, filled: Make, shared: dict[str, Path], tmp_path: Path
) -> None:
    if "good" not in shared:
        filled().told("backup", str(tmp_path / "good.tar"))
        shared["good"] = tmp_path / "good.tar"
    change, words = BAD_FILES[what]
    bad, new = _repacked(shared["good"], tmp_path / "bad.tar", change), empty()
    assert words in new.refused("restore", str(bad))
    assert new.tables() == {}
    assert not list(tmp_path.rglob("evil"))


def test_a_cut_or_foreign_file_is_refused_before_anything_is_made(filled: Make, empty: Make, tmp_path: Path) -> None:
    good = tmp_path / "good.tar"
    filled().told("backup", str(good))
    whole, bad, new = good.read_bytes(), tmp_path / "bad.tar", empty()
    for size in (0, 300, 40_000, 100_000, len(whole) - 3_000):
        bad.write_bytes(whole[:size])
        assert new.refused("restore", str(bad)).startswith(("The backup", "/")), size
    flips = [600, 70_000, len(whole) // 2, len(whole) - 2_000]
    for place in flips:
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert new.refused("restore", str(bad)).startswith(("The backup", "The manifest", "/")), place
    bad.write_text("a letter")
    assert "no backup of Dauys" in new.refused("restore", str(bad))
    assert "cannot be read" in new.refused("restore", str(tmp_path / "nothing.tar"))
    assert new.tables() == {}
    assert not new.data.exists()


# Killed


def _start_restore(installation: Installation, file: Path, *prefix: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *(prefix or ("-m", "dauys")), "restore", "--replace", str(file)],
        env=installation.environment,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _sessions(installation: Installation) -> int:
    with installation.server.connect() as admin:
        found = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [installation.database]
        ).fetchone()
    return int(found[0]) if found else 0


@pytest.mark.faults
@pytest.mark.parametrize("table", ["answers_answer", "journal_entry"])
def test_killed_before_the_commit_the_old_database_is_whole(table: str, filled: Make, tmp_path: Path) -> None:
    """The restore is held at a table, killed, and let go: what psql still had to read must not be committed."""
    old, new = filled(), filled()
    old.told("backup", str(tmp_path / "one.tar"))
    new.fill(1)
    before = new.tables()
    with new.owner() as holder, holder.transaction():
        holder.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(sql.Identifier(table)))
        process = _start_restore(new, tmp_path / "one.tar")
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
        eventually(lambda: holder.execute(waiting).fetchone(), "the restore's waiting", 60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    eventually(lambda: _sessions(new) == 0, "the end of psql", 60)
    assert new.tables() == before
    new.told("restore", "--replace", str(tmp_path / "one.tar"))
    assert new.tables() == old.tables()


# Puts other last steps in place of the program's own, once Django has started.
WITH_LAST_STEPS = """
import os, signal, sys
import dauys.site.commands.restore as command
began = command.start_django
def start():
    began()
    import dauys.site.backup.restore as last
    last.after_restore = lambda: STEPS
command.start_django = start
from dauys.site.cli import main
sys.exit(main(sys.argv[1:]))
"""
DIES_AT_THE_END = WITH_LAST_STEPS.replace("STEPS", "os.kill(os.getpid(), signal.SIGKILL)")


@pytest.mark.faults
def test_killed_after_the_commit_nothing_serves_until_it_is_finished(filled: Make, tmp_path: Path) -> None:
    old, new = filled(), filled()
    old.told("backup", str(tmp_path / "one.tar"))
    new.fill(1)
    assert _start_restore(new, tmp_path / "one.tar", "-c", DIES_AT_THE_END).wait(120) == -signal.SIGKILL
    for command in ("serve", "worker"):
        assert new.refused(command) == "A restore was not finished. Run it again: dauys restore FILE --replace"
    assert "was not finished" in new.refused("backup", str(tmp_path / "half.tar"))
    new.told("restore", "--replace", str(tmp_path / "one.tar"))
    assert new.tables() == old.tables()


def test_what_after_restore_says_is_printed_and_what_it_raises_keeps_the_door_shut(
    filled: Make, empty: Make, tmp_path: Path
) -> None:
    filled().told("backup", str(tmp_path / "one.tar"))
    new = empty()
    says = WITH_LAST_STEPS.replace("STEPS", "['The log forks.']")
    done = new.python("-c", says, "restore", str(tmp_path / "one.tar"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sentences"][-1] == "The log forks."
    assert "dauys: The log forks." in done.stderr.splitlines()
    new = empty()
    fails = WITH_LAST_STEPS.replace("STEPS", "open('/nowhere')")
    done = new.python("-c", fails, "restore", str(tmp_path / "one.tar"))
    assert "last steps failed" in refusal(done)
    assert "was not finished" in new.refused("serve")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk_stops_it_before_the_database(filled: Make, empty: Make, tmp_path: Path) -> None:
    filled().told("backup", str(tmp_path / "one.tar"))
    new = empty()
    new.data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(new.data)], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a file system")
    try:
        assert "no room" in new.refused("restore", str(tmp_path / "one.tar"))
        assert new.tables() == {}
    finally:
        subprocess.run(["umount", str(new.data)], check=True)


def test_a_database_older_than_the_program_does_not_serve(filled: Make) -> None:
    installation = filled()
    with installation.owner() as owner:
        gone = owner.execute("DELETE FROM django_migrations WHERE app = 'answers' RETURNING name").fetchall()
    sentence = installation.refused("serve")
    assert sentence.startswith("The database is older than this program") and sentence.endswith("Run: dauys migrate")
    with installation.owner() as owner:
        for name in [*(name for (name,) in gone), "0999_later"]:
            owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('answers', %s, now())", [name])
    assert installation.python("-c", OPENS).returncode == 0
