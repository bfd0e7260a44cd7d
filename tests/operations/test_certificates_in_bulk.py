"""Certificates for a whole office go into a folder or an archive; begun again, nobody gets a second one."""

import argparse
import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dauys.core.credentials import tokens
from dauys.site import cli
from dauys.site.commands import certificates as command
from dauys.volunteers.models import Certificate
from tests import factories as make
from tests import volunteers as help_

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    """The program itself, in the tests' own database."""
    monkeypatch.setattr(command, "begin", lambda data, stack: None)

    def call(*arguments: str) -> str:
        assert cli.main(["volunteers", "certificates", "--office", help_.AQJAR, *arguments]) == 0
        return str(capsys.readouterr().out)

    return call


def three(minutes: int = 90) -> None:
    for number in (1, 2, 3):
        help_.approved(help_.volunteer(number, name=f"Ерікті Үлгі {number}"), minutes)
    help_.volunteer(4)


def test_an_office_gets_a_folder_of_tokens_that_name_nobody(run: Any, tmp_path: Path) -> None:
    three()
    assert '"certificates": 3' in run("--to", str(tmp_path / "out"))
    rows = {row.code: row for row in Certificate.objects.select_related("volunteer")}
    files = {path.stem: path.read_text("utf-8") for path in (tmp_path / "out").glob("*.jwt")}
    assert set(files) == set(rows) and len(rows) == 3
    for code, text in files.items():
        _header, claims = tokens.read(text)
        assert claims["id"].endswith(f"/proof/{code}/") and claims["credentialSubject"]["creditsEarned"] == 1.5
        assert "Үлгі" not in str(claims["credentialSubject"])
    listed = list(csv.DictReader((tmp_path / "out/list.csv").open()))
    assert {line["code"]: line["volunteer"] for line in listed} == {c: str(r.volunteer_id) for c, r in rows.items()}


def test_begun_again_nobody_gets_a_second_one(run: Any, tmp_path: Path) -> None:
    three()
    run("--to", str(tmp_path / "a.zip"))
    first = zipfile.ZipFile(tmp_path / "a.zip")
    run("--to", str(tmp_path / "b.zip"))
    second = zipfile.ZipFile(tmp_path / "b.zip")
    assert sorted(first.namelist()) == sorted(second.namelist()) and Certificate.objects.count() == 3
    assert all(first.read(name) == second.read(name) for name in first.namelist() if name != "list.csv")
    help_.approved(Certificate.objects.earliest("code").volunteer, 30, at=make.AT)
    assert '"certificates": 3' in run("--to", str(tmp_path / "c.zip")) and Certificate.objects.count() == 4


def test_days_and_an_office_that_is_not_there(run: Any, tmp_path: Path, capsys: Any) -> None:
    three()
    assert '"certificates": 0' in run("--to", str(tmp_path / "d.zip"), "--since", make.AT.date().isoformat())
    wrong = ["volunteers", "certificates", "--office", "volunteers/nowhere", "--to", str(tmp_path / "e.zip")]
    assert cli.main(wrong) == 1 and "There is no volunteer office" in capsys.readouterr().err
    assert io.StringIO(zipfile.ZipFile(tmp_path / "d.zip").read("list.csv").decode()).readline().startswith("code,")


def test_options_are_read() -> None:
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    read = parser.parse_args(["certificates", "--office", "a", "--to", "x", "--since", "2026-01-31"])
    assert read.since.isoformat() == "2026-01-31" and read.group is None
