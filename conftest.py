"""Gives the tests one embedded PostgreSQL, started only when a test wants a database, and everything around it.

Settings may be read before this file, so they are pointed at a temporary folder in place; no test touches an
installation's data. Each xdist worker works in its own copy of one migrated template. Tests run as the serving role.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as drawing

SOURCE = Path(__file__).resolve().parent
for folder in (SOURCE, SOURCE / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from tests.support import ServerOfTests, SmsFolder, counted_sql, mail_sink  # noqa: E402

# A busy machine is no fault of what is drawn.
drawing.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("house")

ROOT_VARIABLE = "DAUYS_TESTS_ROOT"
# What the pack's loading wrote: kept when a test that commits has its tables emptied.
KEPT = (
    "django_migrations", "django_content_type", "auth_permission", "packs_packversion", "places_area",
    "directory_organization", "directory_post",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Decides the temporary folder; xdist workers find the controller's in the environment."""
    if ROOT_VARIABLE not in os.environ:
        root = Path(tempfile.mkdtemp(prefix="dauys-tests-", dir="/tmp"))
        root.chmod(0o755)  # the account that runs the server under root must pass through
        os.environ[ROOT_VARIABLE] = str(root)
        config.stash[OWNED_ROOT] = root
    _point_settings_at(Path(os.environ[ROOT_VARIABLE]) / "data")
    from dauys.ground.access.fence import be_the_house

    be_the_house()  # a test looks at every row; what it asks a page for, the page's own scope decides


OWNED_ROOT = pytest.StashKey[Path]()


def _point_settings_at(data: Path) -> None:
    """The settings a run under DAUYS_TEST=1 and DAUYS_DATA would have, whatever was in the environment before."""
    for name in ("DAUYS_DEMO", "DAUYS_HTTPS", "DAUYS_PROXIES", "DAUYS_PACK", "DAUYS_PACK_DIR", "DATABASE_URL"):
        os.environ.pop(name, None)
    os.environ.update(DAUYS_TEST="1", DAUYS_DATA=str(data), DAUYS_SMS="folder", DAUYS_POOL="20")
    (data / "static").mkdir(parents=True, exist_ok=True)
    from django.conf import global_settings, settings

    from dauys.ground.sealed.keys import secret_text

    settings.KEY_DIR, settings.STATIC_ROOT = data / "keys", data / "static"
    # What one process of the tests changes, another must not read anew in the middle of a test.
    settings.DATA_DIR = data / os.environ.get("PYTEST_XDIST_WORKER", "main")
    settings.DATA_DIR.mkdir(exist_ok=True)
    settings.SECRET_KEY = secret_text(settings.KEY_DIR, "web")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = global_settings.STORAGES
    settings.SMS_GATEWAY = "folder"
    settings.PUBLIC_URL = "http://localhost:8000"  # by name, so that there are passkeys
    settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 20


def pytest_unconfigure(config: pytest.Config) -> None:
    root = config.stash.get(OWNED_ROOT, None)
    if root is None:
        return
    from dauys.ground.database import EmbeddedServer

    pid = EmbeddedServer(root / "db").pid() if (root / "db").exists() else None
    if pid:  # a worker died without leaving
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(root, ignore_errors=True)
    os.environ.pop(ROOT_VARIABLE, None)


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep_statistics_unknown(tests: ServerOfTests) -> None:
    """Autovacuum, which sees no row of an open transaction, would tell the planner that fenced tables are empty."""
    with tests.owner() as owner:
        for table in ("cases_case", "cases_obligation", "cases_voice", "cases_party"):
            owner.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)".encode())


@pytest.fixture(autouse=True)
def _back_in_the_house() -> None:
    """A request whose answer a test never closed is over all the same."""
    from dauys.ground.access.fence import step_out

    step_out()


@pytest.fixture(autouse=True)
def _language_of_the_house() -> None:
    """A request leaves its language to the thread that served it; a test begins with the house's own."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session")
def server_of_tests() -> Iterator[ServerOfTests]:
    """The running server with this worker's own database in it, migrated by `dauys migrate` as the owner."""
    from dauys.ground.database import APP, OWNER, EmbeddedServer

    root = Path(os.environ[ROOT_VARIABLE])
    name = f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    embedded = EmbeddedServer(root / "db", fast=True)
    server = embedded.acquire()
    with _one_at_a_time(root / "template.lock"):
        if not (root / "template.made").exists():
            server.ensure_database("template_dauys")
            environment = {
                **os.environ,
                "PYTHONPATH": str(SOURCE / "src"),
                "DATABASE_URL": server.url(APP, "template_dauys"),
                "DAUYS_OWNER_DATABASE_URL": server.url(OWNER, "template_dauys"),
            }
            made = subprocess.run(
                [sys.executable, "-m", "dauys", "migrate"], env=environment, capture_output=True, text=True
            )
            if made.returncode:
                pytest.exit(f"`dauys migrate` failed, so no test can use the database:\n{made.stderr}", returncode=3)
            _keep_statistics_unknown(ServerOfTests(server, "template_dauys", KEPT))
            # What is left is what an operator's first `dauys migrate` leaves, but the log: its key belongs to a folder.
            ServerOfTests(server, "template_dauys", KEPT).empty()
            (root / "template.made").touch()
        server.ensure_database(name, template="template_dauys")
    os.environ["DATABASE_URL"] = server.url(APP, name)
    os.environ["DAUYS_OWNER_DATABASE_URL"] = server.url(OWNER, name)
    tests = ServerOfTests(server, name, KEPT)
    yield tests
    embedded.release()


@pytest.fixture(scope="session")
def django_db_setup(server_of_tests: ServerOfTests, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: joins the worker's database, as the serving role and never as the owner."""
    from django.conf import settings
    from django.db import connection
    from django.test import TransactionTestCase

    from dauys.directory import cache
    from dauys.ground.rooms import state

    # Each worker has a database of its own, so what another one writes there changes nothing here.
    mark = Path(os.environ[ROOT_VARIABLE]) / f"{server_of_tests.name}.changed"
    cache._mark = lambda: mark
    switched = Path(os.environ[ROOT_VARIABLE]) / f"{server_of_tests.name}.switched"
    state._mark = lambda: switched

    database: dict[str, Any] = settings.DATABASES["default"]
    database.update(
        NAME=server_of_tests.name,
        USER="dauys_app",
        PASSWORD="",
        HOST=str(server_of_tests.server.socket_dir),
        PORT="5432",
    )
    connection.settings_dict.update(database)
    # The serving role may not empty the journal, so the owner does it after tests that commit.
    TransactionTestCase._fixture_teardown = lambda self: server_of_tests.empty()  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == ("dauys_app", "dauys_app")
        connection.close()
        yield
        connection.close()
        connection.close_pool()


@pytest.fixture(autouse=True)
def _forget_counters(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Brakes on floods, kept figures and the records beside the database: each test starts without them."""
    from django.core.cache import cache

    cache.clear()
    records = tmp_path_factory.mktemp("records")
    settings.LOG_RECORD, settings.DELETION_REGISTER = records / "head.json", records / "erased.jsonl"


@pytest.fixture(autouse=True)
def _forget_bodies() -> Iterator[None]:
    """What a test wrote into the directory goes with its transaction, so the process must not keep it either."""
    from dauys.directory import cache

    before = cache.MARK.at()
    yield
    if cache.MARK.at() != before:
        cache.forget()


def _open_all_rooms() -> None:
    """No room is switched off, which who has no database could not ask."""
    from dauys.ground.rooms import state

    state._known, state._failed_at = (state.MARK.at(), frozenset()), -state.PAUSE


def pytest_collection() -> None:
    """Tests that ask for a page while they are collected."""
    _open_all_rooms()


@pytest.fixture(autouse=True)
def _all_rooms_are_open() -> None:
    """Where a test begins."""
    _open_all_rooms()


@pytest.fixture
def make() -> Any:
    """The factories: plain functions that go through the real actions; the test itself asks for `db`."""
    from tests import factories

    return factories


@pytest.fixture
def smtp(settings: Any) -> Iterator[Any]:
    """A real SMTP server on the loopback that keeps what it accepts and can be told to misbehave."""
    with mail_sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def sms(settings: Any, tmp_path: Path) -> SmsFolder:
    """The SMS sent during the test, newest last; the data folder is the test's own."""
    from dauys.ground.sealed import keys

    settings.SMS_GATEWAY = "folder"
    keys.key("contacts"), keys.key("lookup")  # read before the data folder moves
    settings.DATA_DIR = tmp_path
    return SmsFolder(tmp_path / "postbox")


@pytest.fixture
def sql_count() -> Any:
    """`with sql_count() as sql:` counts every statement but BEGIN, COMMIT, ROLLBACK and savepoints."""
    return counted_sql
