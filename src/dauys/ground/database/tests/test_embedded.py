"""The embedded server as its users meet it: first start, sharing, crashes, rights, odd folders and accounts."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dauys.ground.database import APP, OWNER, Binaries, DatabaseUnavailable, EmbeddedServer, find_binaries, is_reachable

SOURCE = Path(__file__).parents[4]
# A client on its own: says "ready", waits for a line, leaves politely.
CLIENT = """
import sys
from dauys.ground.database import EmbeddedServer
with EmbeddedServer(sys.argv[1]).start() as server:
    with server.connect() as connection:
        connection.execute("SELECT 1")
    print("ready", flush=True)
    sys.stdin.readline()
"""
Popen = subprocess.Popen


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that an unprivileged account may enter: pytest's own are closed to it under root."""
    folder = Path(tempfile.mkdtemp(prefix="dauys-test-"))
    folder.chmod(0o755)
    yield folder
    for data in [path.parent for path in folder.glob("**/postgres.log")]:
        pid = EmbeddedServer(data).pid()
        if pid:
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data already made by initdb, for tests that are not about the first start."""
    folder = Path(tempfile.mkdtemp(prefix="dauys-made-"))
    folder.chmod(0o755)
    with EmbeddedServer(folder / "data").start() as server:
        server.ensure_database("dauys")
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def client() -> Iterator[Callable[..., "Popen[str]"]]:
    started: list[Popen[str]] = []

    def start(data: Path, *, wait: bool = True) -> "Popen[str]":
        process = Popen(
            [sys.executable, "-c", CLIENT, str(data)],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        if wait:
            _is_ready(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _is_ready(process: "Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def _leave(process: "Popen[str]") -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), *filter(None, sys.path)]), **more}


def _denied(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_first_start_makes_private_data_and_the_last_release_stops_the_server(place: Path) -> None:
    embedded = EmbeddedServer(place / "two words" / "data")
    with embedded.start() as server:
        pid = embedded.pid()
        assert pid is not None
        folders = [embedded.data_dir, embedded.data_dir / "pgdata", server.socket_dir]
        assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700] * 3
        with server.connect() as admin:
            assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
            assert admin.execute("SHOW fsync").fetchone() == ("on",)
            assert admin.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert admin.execute("SELECT lower('ӘҒҚҢӨҰҮҺІ')").fetchone() == ("әғқңөұүһі",)
    assert embedded.pid() is None
    assert not (server.socket_dir / ".s.PGSQL.5432").exists()


def test_no_password_opens_a_role_that_is_not_ours_to_use(made: Path) -> None:
    rules = (made / "pgdata" / "pg_hba.conf").read_text().splitlines()
    assert [rule for rule in rules if not rule.startswith("#")] == ["local all all peer map=dauys"]
    with EmbeddedServer(made).start() as server:
        with server.connect() as admin:
            admin.execute("CREATE ROLE stranger LOGIN")
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            server.connect(role="stranger")


def test_processes_share_a_server_until_the_last_one_leaves(made: Path, client: Callable[..., "Popen[str]"]) -> None:
    embedded = EmbeddedServer(made)
    embedded.acquire()
    pid = embedded.pid()
    second = client(made)
    assert embedded.pid() == pid
    embedded.release()
    assert embedded.pid() == pid
    _leave(second)
    assert embedded.pid() is None


def test_one_process_may_acquire_twice(made: Path) -> None:
    embedded = EmbeddedServer(made)
    embedded.acquire()
    embedded.acquire()
    embedded.release()
    assert embedded.pid() is not None
    embedded.release()
    assert embedded.pid() is None


def test_a_killed_client_neither_stops_the_server_nor_holds_it(made: Path, client: Callable[..., "Popen[str]"]) -> None:
    killed = client(made)
    embedded = EmbeddedServer(made)
    pid = embedded.pid()
    killed.kill()
    killed.wait()
    assert embedded.pid() == pid
    with embedded.start():
        assert embedded.pid() == pid
    assert embedded.pid() is None


def test_a_forked_child_does_not_stop_its_parents_server(made: Path) -> None:
    embedded = EmbeddedServer(made)
    with embedded.start():
        child = os.fork()
        if child == 0:
            embedded.release()
            os._exit(0)
        os.waitpid(child, 0)
        assert embedded.pid() is not None


def test_two_first_starts_at_once_make_one_server(place: Path, client: Callable[..., "Popen[str]"]) -> None:
    data = place / "data"
    racers = [client(data, wait=False) for _ in range(2)]
    for racer in racers:
        _is_ready(racer)
    assert (data / "postgres.log").read_text().count("starting PostgreSQL") == 1
    for racer in racers:
        _leave(racer)
    assert EmbeddedServer(data).pid() is None


def test_no_committed_row_is_lost_when_the_server_is_killed(made: Path) -> None:
    embedded = EmbeddedServer(made)
    server = embedded.acquire()
    with psycopg.connect(server.url(OWNER, "dauys")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 200000) AS number")
    pid = embedded.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    with EmbeddedServer(made).start() as again:
        assert time.monotonic() - begun < 10
        assert embedded.pid() not in (None, pid)
        with psycopg.connect(again.url(OWNER, "dauys")) as owner:
            assert owner.execute("SELECT count(*) FROM kept").fetchone() == (200_000,)
            owner.execute("DROP TABLE kept")
    embedded.release()


def test_a_process_number_that_went_to_a_stranger_does_not_block_the_start(made: Path) -> None:
    lock_file = made / "pgdata" / "postmaster.pid"
    lock_file.write_text(f"{os.getpid()}\n{lock_file.parent}\n0\n5432\n\n\n")
    embedded = EmbeddedServer(made)
    assert embedded.pid() is None
    with embedded.start():
        assert embedded.pid() not in (None, os.getpid())


def test_the_app_role_serves_and_the_owner_role_builds(made: Path) -> None:
    with EmbeddedServer(made).start() as server:
        server.ensure_database("dauys")
        with psycopg.connect(server.url(OWNER, "dauys")) as owner:
            owner.execute("CREATE TABLE ledger (entry int)")
            owner.execute(f"GRANT SELECT, INSERT ON ledger TO {APP}")
            extensions = owner.execute("SELECT extname FROM pg_extension").fetchall()
            powers = owner.execute(
                "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles "
                "WHERE rolname IN (%s, %s)",
                [OWNER, APP],
            ).fetchall()
        assert {("pg_trgm",), ("btree_gist",)} <= set(extensions)
        assert sorted(powers) == [(APP, False), (OWNER, False)]
        app = server.url(APP, "dauys")
        with psycopg.connect(app) as connection:
            connection.execute("INSERT INTO ledger VALUES (1)")
        for statement in ("CREATE TABLE mine (a int)", "CREATE TEMP TABLE mine (a int)", "DELETE FROM ledger"):
            _denied(app, statement)
        _denied(app, f"SET ROLE {OWNER}")
        with psycopg.connect(app) as connection:
            assert connection.execute("SELECT count(*) FROM ledger").fetchone() == (1,)


def test_a_database_can_be_copied_and_dropped(made: Path) -> None:
    with EmbeddedServer(made).start() as server:
        server.ensure_database("original")
        with psycopg.connect(server.url(OWNER, "original")) as owner:
            owner.execute("CREATE TABLE brought AS SELECT 7 AS number")
        server.ensure_database("copy", template="original")
        with psycopg.connect(server.url(OWNER, "copy")) as owner:
            assert owner.execute("SELECT number FROM brought").fetchone() == (7,)
        for name in ("copy", "original", "never_made"):
            server.drop_database(name)
        with server.connect() as admin:
            names = {row[0] for row in admin.execute("SELECT datname FROM pg_database")}
        assert not names & {"copy", "original"}


def test_the_url_survives_a_hostile_environment(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "nowhere.invalid")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with EmbeddedServer(made).start() as server, server.connect() as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(place: Path) -> None:
    data = place / ("long" * 30) / "data"
    embedded = EmbeddedServer(data, fast=True)
    with embedded.start() as server, EmbeddedServer(data).start() as joined:
        assert joined.socket_dir == server.socket_dir
        assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) < 100
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    # A cleaner of temporary files, then a stranger who takes the same name.
    server.socket_dir.rmdir()
    server.socket_dir.mkdir(mode=0o755)
    with embedded.start() as again:
        assert again.socket_dir != server.socket_dir
    server.socket_dir.rmdir()
    again.socket_dir.rmdir()


def test_data_of_another_version_are_refused_in_one_line(made: Path, place: Path) -> None:
    found = find_binaries()
    other = Binaries(found.bindir, found.version + 1, "a newer wheel", found.trees)
    with pytest.raises(DatabaseUnavailable, match=rf"made by PostgreSQL {found.version}, .* version {other.version}"):
        EmbeddedServer(made, binaries=other).acquire()
    assert EmbeddedServer(made).pid() is None


def test_a_folder_with_other_files_is_left_alone(place: Path) -> None:
    (place / "letter.txt").write_text("mine")
    with pytest.raises(DatabaseUnavailable, match="holds other files"):
        EmbeddedServer(place).acquire()
    assert place.stat().st_mode & 0o777 == 0o755
    assert [path.name for path in place.iterdir()] == ["letter.txt"]


def test_a_server_that_cannot_start_says_why(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.database.embedded.RETRY_SECONDS", 0.5)
    embedded = EmbeddedServer(place / "data", fast=True)
    with embedded.start():
        pass
    (place / "data" / "pgdata" / "postgresql.auto.conf").write_text("work_mem = nonsense\n")
    with pytest.raises(DatabaseUnavailable, match=r"did not start: .*postgres\.log"):
        embedded.acquire()


def test_the_programs_can_be_chosen_and_a_wrong_choice_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_binaries()
    monkeypatch.setenv("DAUYS_PG_BINDIR", str(found.bindir))
    assert find_binaries().version == found.version
    monkeypatch.setenv("DAUYS_PG_BINDIR", str(place))
    with pytest.raises(DatabaseUnavailable, match="DAUYS_PG_BINDIR"):
        find_binaries()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another account")
def test_root_never_runs_the_server_itself(made: Path, place: Path) -> None:
    with EmbeddedServer(made).start():
        pid = EmbeddedServer(made).pid()
        assert Path(f"/proc/{pid}").stat().st_uid != 0
    assert made.stat().st_uid != 0
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    assert is_reachable(place / "new" / "data")
    assert not is_reachable(closed / "data")
    with pytest.raises(DatabaseUnavailable, match=f"may not enter {closed}: choose"):
        EmbeddedServer(closed / "data").acquire()
    assert not (closed / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="the whole file runs as an ordinary user already")
def test_an_ordinary_user_runs_a_server_that_root_can_join(place: Path) -> None:
    python, path = _python_for_nobody()
    home = place / "home"
    home.mkdir()
    shutil.chown(home, "nobody")
    process = Popen(
        [python, "-c", CLIENT, str(home / "data")],
        env=_environment(HOME=str(home), PYTHONPATH=path),
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user="nobody",
        group=home.stat().st_gid,
        extra_groups=[],
    )
    _is_ready(process)
    embedded = EmbeddedServer(home / "data")
    assert Path(f"/proc/{embedded.pid()}").stat().st_uid == home.stat().st_uid
    with embedded.start() as server:
        server.ensure_database("dauys")
        _leave(process)
        assert embedded.pid() is not None
    assert embedded.pid() is None


def _python_for_nobody() -> tuple[str, str]:
    """An interpreter of our version and a PYTHONPATH that the account nobody can read; skips if there is none."""
    packages = str(Path(psycopg.__file__).parents[1])
    path = os.pathsep.join([str(SOURCE), packages])
    version = f"import sys, psycopg; assert sys.version_info[:2] == {sys.version_info[:2]}"
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            tried = subprocess.run(
                [python, "-c", version],
                env=_environment(PYTHONPATH=path),
                cwd="/",
                user="nobody",
                extra_groups=[],
                capture_output=True,
            )
        except OSError:
            continue
        if tried.returncode == 0:
            return python, path
    pytest.skip("the account nobody cannot read this interpreter or its packages, nor a system python of this version")
