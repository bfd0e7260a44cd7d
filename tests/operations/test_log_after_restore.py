"""What a restore does to the log and to those who were erased: it continues, or says in public that it does not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations.installation import Installation

Make = Callable[[], Installation]

WORK = """
from dauys.site.runtime import start_django
start_django()
from dauys.ground.moment import now
from dauys.ground.log.actions import merge
from dauys.ground.journal.follower import JournalFollower
from dauys.site.wiring import HEARERS
for _ in range(3):
    while JournalFollower(HEARERS).tick(now()) + merge(at=now(), at_once=True):
        pass
"""
ERASE = """
from dauys.site.runtime import start_django
start_django()
from dauys.cases.models import Case, Obligation
from dauys.cases import actions
from dauys.ground.access.actors import SYSTEM
from dauys.ground.moment import now
case = Case.objects.order_by("serial").first()
Obligation.objects.filter(case=case).update(state="withdrawn")
actions.erase(case_id=case.pk, actor=SYSTEM, at=now())
"""


@pytest.fixture
def office(filled: Make) -> Installation:
    made = filled()
    work(made)
    return made


def work(office: Installation, script: str = WORK) -> None:
    done = office.python("-c", script)
    assert done.returncode == 0, done.stderr


def log_of(office: Installation) -> dict[str, Any]:
    return office.told("log", "status")


def healthy(office: Installation) -> None:
    done = office.run("doctor", "--json")
    assert done.returncode == 0, done.stderr


def texts(office: Installation) -> int:
    with office.owner() as owner:
        row = owner.execute("SELECT count(*) FROM cases_voice WHERE text <> ''").fetchone()
        assert row
        return int(row[0])


def numbers(office: Installation) -> set[int]:
    with office.owner() as owner:
        return {serial for (serial,) in owner.execute("SELECT serial FROM cases_case")}


def test_a_fresh_backup_on_the_same_machine_continues_the_log(office: Installation, tmp_path: Path) -> None:
    before = log_of(office)
    office.told("backup", str(tmp_path / "one.tar"))
    told = office.told("restore", str(tmp_path / "one.tar"), "--replace")
    assert told["sentences"] == [
        f"The log continues: it holds the {before['head']['tree_size']} entries that were signed last."
    ]
    assert log_of(office)["head"] == before["head"]
    work(office)
    healthy(office)
    assert log_of(office)["log"] == before["log"]


def test_an_old_backup_begins_a_new_log_that_names_the_old_one(office: Installation, tmp_path: Path) -> None:
    office.told("backup", str(tmp_path / "old.tar"))
    known = log_of(office)["head"]["tree_size"]
    office.fill(2)
    work(office)
    signed, lost = log_of(office), numbers(office)
    told = office.told("restore", str(tmp_path / "old.tar"), "--replace")
    (sentence,) = told["sentences"]
    assert f"{signed['head']['tree_size']} entries were signed" in sentence and f"holds {known} of them" in sentence
    work(office)
    after = log_of(office)
    assert after["log"]["log_id"] != signed["log"]["log_id"]
    with office.owner() as owner:
        row = owner.execute("SELECT follows, common_size FROM log_log ORDER BY ordinal DESC LIMIT 1").fetchone()
    assert row and row[0] == signed["head"] and row[1] == known
    healthy(office)
    kept = numbers(office)
    office.fill(2)
    assert not (numbers(office) - kept) & lost, "a number given out before the restore was given again"


def test_a_restore_elsewhere_begins_a_new_log(office: Installation, empty: Make, tmp_path: Path) -> None:
    office.told("backup", str(tmp_path / "one.tar"), "--with-keys")
    new = empty()
    (sentence,) = new.told("restore", str(tmp_path / "one.tar"))["sentences"]
    assert sentence.startswith("A new log") and "nothing here tells what was signed last" in sentence
    work(new)
    healthy(new)
    assert log_of(new)["log"]["log_id"] != log_of(office)["log"]["log_id"]
    assert not (new.data / "keys" / "one").exists()


def test_who_was_erased_stays_erased(office: Installation, tmp_path: Path) -> None:
    office.told("backup", str(tmp_path / "one.tar"))
    count = texts(office)
    work(office, ERASE)
    assert texts(office) == count - 1
    told = office.told("restore", str(tmp_path / "one.tar"), "--replace")
    assert "1 persons who had been erased were erased again." in told["sentences"]
    assert texts(office) == count - 1
    work(office)
    healthy(office)


def test_the_record_and_the_register_are_in_no_backup(office: Installation, tmp_path: Path) -> None:
    work(office, ERASE)
    office.told("backup", str(tmp_path / "one.tar"), "--with-keys")
    import tarfile

    with tarfile.open(tmp_path / "one.tar") as archive:
        names = archive.getnames()
    assert not [n for n in names if "log-head" in n or "erased" in n]
    assert [n for n in names if "log-" in n], "the log's private key is a key like others"
    assert json.loads((office.data / "keys" / "log-head.json").read_text())
