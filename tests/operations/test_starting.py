"""Starting on a machine that does not help: each bad case is one sentence that says what to do, and exit code 1."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from urllib.request import urlopen

import psycopg
import pytest

from dauys.ground.database import ADMIN, EmbeddedServer
from tests.journeys.waiting import eventually
from tests.operations.installation import SOURCE, Installation, refusal
from tests.support import free_port

Make = Callable[..., Installation]
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system or become nobody")
# Stands in for uv: makes the environment, and for the packages writes until the disk is full.
UV = """#!/bin/sh
case $1 in
    --version) echo uv 0 ;;
    venv) shift; for last; do :; done; exec {python} -I -m venv --without-pip "$last" ;;
    pip) cat /dev/zero >"{room}/.venv/packages"; exit 2 ;;
esac
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that other accounts may enter, unlike pytest's own."""
    folder = Path("/tmp") / f"dauys-start-{os.getpid()}-{tmp_path.name[-12:]}"
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("this machine does not let root mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _environment(**more: str) -> dict[str, str]:
    dropped = ("DATABASE_URL", "PYTHONPATH", "XDG_RUNTIME_DIR")
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("DAUYS_")}
    return {**kept, "PYTHONPATH": os.pathsep.join((str(SOURCE / "src"), *_packages())), **more}


def _packages() -> list[str]:
    return [str(Path(psycopg.__file__).parents[1])]


def _dauys(*arguments: str, python: str = sys.executable, **about: object) -> "subprocess.CompletedProcess[str]":
    environment = _environment(**about.pop("env", {}))  # type: ignore[arg-type]
    command = [python, "-m", "dauys", *arguments]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command, env=environment, cwd="/", capture_output=True, text=True, timeout=180, **about
    )


def _python_for_nobody() -> str:
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            tried = subprocess.run(
                [python, "-c", f"import sys, psycopg, dauys; assert sys.version_info[:2] == {sys.version_info[:2]}"],
                env=_environment(),
                cwd="/",
                user="nobody",
                extra_groups=[],
                capture_output=True,
            )
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    pytest.skip("the account nobody cannot read this interpreter, its packages or the source")


# The script


def _copy_of_the_script(folder: Path) -> Path:
    shutil.copy(SOURCE / "dauys", folder / "dauys")
    shutil.copytree(SOURCE / "requirements", folder / "requirements")
    return folder / "dauys"


@root_only
@pytest.mark.parametrize(("megabytes", "what"), [(3, "environment"), (60, "packages")])
def test_a_full_disk_stops_the_installation_of_packages_in_one_line(place: Path, megabytes: int, what: str) -> None:
    with mounted(place / "small", f"size={megabytes}m") as disk:
        script = _copy_of_the_script(disk)
        tools = place / "tools"
        tools.mkdir()
        (tools / "uv").write_text(UV.format(python=sys._base_executable, room=disk))
        (tools / "uv").chmod(0o755)
        if what == "environment":
            (disk / "ballast").write_bytes(b"x" * 1_500_000)
        done = subprocess.run(
            [str(script), "clock"],
            env=_environment(PATH=f"{tools}:{os.environ['PATH']}"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert refusal(done) == f"there is no room on the disk of {disk}: free about 400 MB and start again"
        assert not (disk / ".venv" / "dauys.stamp").exists()


@root_only
def test_a_source_tree_that_cannot_be_written_is_said(place: Path) -> None:
    script = _copy_of_the_script(place)
    done = subprocess.run(
        [str(script), "clock"], env=_environment(), capture_output=True, text=True, user="nobody", extra_groups=[]
    )
    assert refusal(done) == f"{place} cannot be written to, and its .venv is missing or out of date"


# The data folder


@root_only
def test_an_ordinary_user_with_a_home_that_cannot_be_written_is_told_of_data(place: Path) -> None:
    python, home = _python_for_nobody(), place / "home"
    home.mkdir(mode=0o555)
    about = {"env": {"HOME": str(home)}, "python": python, "user": "nobody", "extra_groups": []}
    told = refusal(_dauys("migrate", **about))
    assert told == f"The folder {home}/.local/share/dauys cannot be written. Give another one with --data DIR."
    with mounted(place / "read-only", "ro") as disk:
        assert "Give another one with --data DIR." in refusal(_dauys("migrate", "--data", str(disk / "d"), **about))
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    assert "cannot be written" in refusal(_dauys("migrate", "--data", str(closed), **about))


@root_only
def test_data_of_another_account_are_not_touched(place: Path) -> None:
    python, data = _python_for_nobody(), place / "data"
    (data / "db").mkdir(parents=True)
    data.chmod(0o777)
    (data / "db").chmod(0o700)
    done = _dauys("migrate", "--data", str(data), python=python, user="nobody", extra_groups=[])
    assert "belongs to another account: run Dauys as that account" in refusal(done)
    assert stat.S_IMODE((data / "db").stat().st_mode) == 0o700


def test_a_data_folder_that_is_a_file_and_keys_that_cannot_be_kept_are_said(filled: Make, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    assert "cannot be written" in refusal(_dauys("migrate", "--data", str(tmp_path / "letter")))
    told = filled().refused("worker", DAUYS_KEYS="/proc/nowhere")
    assert told.startswith("/proc/nowhere cannot be used")
    damaged = filled()
    (damaged.data / "keys" / "web.key").write_text("not hex")
    assert damaged.refused("worker").endswith("is damaged; restore it from your backup.")


@pytest.mark.faults
def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    nowhere = "postgresql://dauys_app@127.0.0.1:1/dauys"
    env = {"DATABASE_URL": nowhere, "DAUYS_OWNER_DATABASE_URL": nowhere}
    for command in ("worker", "migrate"):
        told = refusal(_dauys(command, "--data", str(tmp_path), env=env))
        assert told == "The database does not answer. Check DATABASE_URL and that the server runs."


def test_a_wrong_folder_of_programs_is_said(place: Path) -> None:
    done = _dauys("migrate", "--data", str(place / "data"), env={"DAUYS_PG_BINDIR": "/nowhere"})
    assert "DAUYS_PG_BINDIR=/nowhere holds no working initdb and postgres" in refusal(done)


def test_every_part_of_the_address_of_the_database_counts(tmp_path: Path) -> None:
    ask = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['sslmode'])"
    env = _environment(DATABASE_URL="postgresql://dauys_app@db.example/dauys?sslmode=verify-full")
    env |= {"DJANGO_SETTINGS_MODULE": "dauys.site.settings", "DAUYS_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ask], env=env, cwd="/", capture_output=True, text=True)
    assert done.stdout == "verify-full\n", done.stderr


# Ports, and two at once


def test_a_port_that_is_taken_or_impossible_is_said(filled: Make) -> None:
    installation = filled()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = installation.refused("serve", "--port", str(port))
        assert told == f"Port {port} is taken. Choose another one: dauys serve --port {port + 1}"
    assert "Nobody can listen at" in installation.refused("serve", "--port", "99999")
    assert "Nobody can listen at" in installation.refused("serve", "--host", "203.0.113.9")


@pytest.mark.faults
@pytest.mark.parametrize("command", [("serve", "--workers", "1", "--port", "PORT"), ("worker",)])
def test_a_database_that_dies_is_started_again_until_it_dies_too_often(place: Path, command: tuple[str, ...]) -> None:
    """A kill is survived; what stops again and again, as on a full disk, ends the process with a sentence."""
    data, port = place / "data", free_port()
    assert _dauys("migrate", "--data", str(data)).returncode == 0
    arguments = [a.replace("PORT", str(port)) for a in command]
    process = subprocess.Popen(
        [sys.executable, "-m", "dauys", *arguments, "--data", str(data)],
        env=_environment(DAUYS_POOL="3"),
        cwd="/",
        stderr=subprocess.PIPE,
        text=True,
    )
    server = EmbeddedServer(data / "db")
    try:
        eventually(lambda: _is_at_work(server, port), "the program's start", 60)
        for _ in range(10):  # one that hits a server on its way up is not counted as another death
            if pid := server.pid():
                os.kill(pid, signal.SIGQUIT)
            eventually(lambda: process.poll() is not None or _is_at_work(server, port), "work again, or the end", 60)
            Event().wait(1)
            if process.poll() is not None:
                break
        _out, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 1
    assert "Traceback" not in said.splitlines()[-1]
    assert said.count("PostgreSQL had stopped and was started again") == 3
    assert said.splitlines()[-1].startswith("dauys: PostgreSQL has stopped; what was committed is kept. See the end of")
    assert _dauys("migrate", "--data", str(data)).returncode == 0


def _is_at_work(server: EmbeddedServer, port: int) -> bool:
    """Whether the pages answer, or the worker has heard something."""
    with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
        return bool(answer.status == 200)
    with suppress(psycopg.Error), psycopg.connect(_admin(server)) as admin:
        return admin.execute("SELECT 1 FROM journal_leaf LIMIT 1").fetchone() is not None
    return False


def _admin(server: EmbeddedServer) -> str:
    return f"postgresql://{ADMIN}@/dauys?host={server.data_dir}/run&port=5432"


def test_two_first_starts_at_once_both_end_well_with_one_server(place: Path) -> None:
    data = place / "data"
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "dauys", "migrate", "--data", str(data)],
            env=_environment(),
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [racer.communicate(timeout=180) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 3, said
    assert (data / "db" / "postgres.log").read_text().count("starting PostgreSQL") == 1
    assert len(list((data / "keys").iterdir())) == len(list((data / "keys").glob("*.key")))
