"""The release before the newest migration serves on while the database is already migrated, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dauys.cases.fenced import TABLES
from tests.journeys.caller import Caller
from tests.journeys.house import House
from tests.journeys.walks import answered, at_desk
from tests.operations.installation import SOURCE
from tests.support import ServerOfTests, mail_sink

FIXED = {"DJANGO_SETTINGS_MODULE": "dauys.site.settings", "DAUYS_SECRET_KEY": "only the old tests' own"}
SCRIPT = Path(__file__).with_name("previous_release.py")


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=SOURCE, capture_output=True)
    if done.returncode:
        pytest.skip(f"no history here: git {arguments[0]} said {done.stderr.decode().strip()[:200]!r}")
    return done.stdout


def commit_before_the_newest_migration() -> str:
    """The parent of the commit that added the newest migration after the first ones."""
    if _git("rev-parse", "--is-shallow-repository").strip() == b"true":
        pytest.skip("a shallow clone has no history")
    later = [":(glob)src/**/migrations/0*.py", ":(exclude,glob)src/**/migrations/0001_*.py"]
    added = _git("log", "--diff-filter=A", "--format=%H", "-1", "--", *later).decode().strip()
    if not added:
        pytest.skip("there is no migration after the first ones yet")
    return _git("rev-parse", f"{added}^").decode().strip()


@pytest.fixture
def old_tree(tmp_path: Path) -> Path:
    archive = _git("archive", "--format=tar", commit_before_the_newest_migration(), "src", "tests")
    old = tmp_path / "old"
    old.mkdir()
    subprocess.run(["tar", "-x", "-C", str(old)], input=archive, check=True)
    return old


@pytest.fixture
def house(server_of_tests: ServerOfTests) -> Iterator[House]:
    """An installation whose database is still empty."""
    name = f"upgrade_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server_of_tests.server.drop_database(name)
    server_of_tests.server.ensure_database(name)
    folder = Path(tempfile.mkdtemp(prefix="dauys-upgrade-", dir="/tmp"))
    with mail_sink() as mail:
        house = House(server_of_tests.server, name, folder, mail)
        yield house
        house.stop()
    server_of_tests.server.drop_database(name)
    shutil.rmtree(folder, ignore_errors=True)


def _can_run(old: Path) -> None:
    """Skips when the packages of today lack what the old code imports."""
    ask = "import django; django.setup(); import dauys.site.urls, granian"
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env=_environment(old),
        cwd="/",
        capture_output=True,
        text=True,
    )
    if "ModuleNotFoundError" in done.stderr and "'dauys" not in done.stderr.splitlines()[-1]:
        pytest.skip(f"the old code needs a package that is not installed: {done.stderr.splitlines()[-1]}")


def _environment(old: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(old / "src"), str(old))),
        "PYTHONDONTWRITEBYTECODE": "1",
        **FIXED,
    }


def _by_the_release_before(what: str, old: Path, house: House) -> str:
    server = house.server
    done = subprocess.run(
        [sys.executable, str(SCRIPT), what, str(server.socket_dir), house.database, str(house.folder),
         str(server.version)],
        env=_environment(old),
        cwd=old,
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-6000:]
    return done.stdout


def test_the_release_before_serves_on_a_migrated_database(old_tree: Path, house: House) -> None:
    _can_run(old_tree)
    _by_the_release_before("migrate", old_tree, house)
    house.migrate()
    house.start_worker()  # the worker is upgraded first and hears what the old web writes
    receipts = _by_the_release_before("serve", old_tree, house)
    house.migrate()  # no older release serves any more: what had to wait for that comes into force
    fences = "SELECT relname, relrowsecurity FROM pg_class WHERE relname = ANY(%s)"
    assert sorted(house.rows(fences, list(TABLES))) == sorted((name, True) for name in TABLES)
    done_case, open_case = json.loads(receipts)
    house.hire()
    house.start_web()
    for receipt in (done_case, open_case):
        visitor = Caller(house)
        assert visitor.post("track/", number=receipt["number"], code=receipt["code"]).status == 302
        assert receipt["number"] in visitor.get("track/case/").text
        assert receipt["text"] in at_desk(house, "officer").get(f"desk/cases/{receipt['case']}/").text
    assert open_case["number"] in at_desk(house, "officer").get("desk/").text
    answered(house, open_case["obligation"])
    house.settled()  # the worker heard every entry of both releases
    assert house.value("SELECT count(*) FROM journal_parked") == 0
