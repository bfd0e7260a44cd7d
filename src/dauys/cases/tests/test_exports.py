"""Tables to take along: the whole list and nothing else, for who asked, in little memory, and gone after a day."""

import csv
import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook
from tests.security.tables import changed, digests

from dauys.cases import actions
from dauys.cases.actions import exports
from dauys.cases.models import Export
from dauys.cases.queries import number_of
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.tables import begin


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "exports"


def ask(actor: Any, make: Any, form: str = "csv", query: str = "view=body", language: str = "kk") -> Export:
    key = actions.ask_export(form=form, query=query, language=language, actor=actor, at=make.AT)
    return Export.objects.get(pk=key)


def rows_of(path: Path) -> list[list[Any]]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    return [list(row) for row in load_workbook(path, read_only=True).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_whole_list_and_nothing_else(
    db: None, make: Any, folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 3)
    team = make.team()
    mine = [make.case(owner=make.HOUSING) for _ in range(8)]
    make.case(owner=make.SOCIAL)
    row = ask(team.supervisor, make, form)
    assert actions.write_next(clock=lambda: make.AT) and not actions.write_next(clock=lambda: make.AT)
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 8, 8)
    (path,) = folder.iterdir()
    assert path.stat().st_size == row.size and path.stat().st_mode & 0o777 == 0o600
    heading, *rows = rows_of(path)
    assert heading[:3] == ["Нөмірі", "Қабылданды", "Түрі"]
    assert sorted(r[0] for r in rows) == sorted(number_of(m.case) for m in mine)
    text = path.read_bytes() if form == "csv" else str(rows).encode()
    for private in (make.TEXT[:20], "Айгүл", "+7700"):
        assert private.encode() not in text


def test_what_begins_like_a_formula_is_text(tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        table = begin(path := tmp_path / f"t.{form}", form, ["=A", "b"])
        table.add([["=1+1", 2], ["+7", None], ["@x", "қ"]])
        table.close()
        rows = rows_of(path)
        assert not any(str(cell).startswith("=") for row in rows[1:] for cell in row) or form == "xlsx"
    cell = load_workbook(tmp_path / "t.xlsx").active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_on_the_page(db: None, make: Any, folder: Path) -> None:
    team = make.team()
    make.case(owner=make.HOUSING)
    client, other = Client(), Client()
    client.force_login(User.objects.get(pk=team.supervisor.id), settings.AUTHENTICATION_BACKENDS[0])
    other.force_login(make.staff("supervisor")[0], settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/kk/desk/export/?view=new&due=soon").status_code == 200
    assert client.post("/kk/desk/export/", {"form": "exe", "list": "view=new"}).status_code == 422
    sent = client.post("/kk/desk/export/", {"form": "csv", "list": "view=body"})
    assert (
        sent["Location"] == "/kk/desk/exports/" and 'data-poll="2000"' in client.get(sent["Location"]).content.decode()
    )
    client.post("/kk/desk/export/", {"form": "csv", "list": "view=body"})
    row = Export.objects.get()
    assert client.get(f"/kk/desk/exports/{row.pk}/").status_code == 404, "it is not ready"
    actions.write_next(clock=lambda: make.AT)
    page = client.get("/kk/desk/exports/").content.decode()
    assert f"/kk/desk/exports/{row.pk}/" in page and "data-poll" not in page
    file = client.get(f"/kk/desk/exports/{row.pk}/")
    assert file["Content-Type"] == "text/csv; charset=utf-8" and "attachment" in file["Content-Disposition"]
    assert len(b"".join(file).splitlines()) == 2
    before = digests()
    assert other.get(f"/kk/desk/exports/{row.pk}/").status_code == 404
    other.post(f"/kk/desk/exports/{row.pk}/forget/")
    assert not changed(before) and len(list(folder.iterdir())) == 1
    assert client.post(f"/kk/desk/exports/{row.pk}/forget/").status_code == 302
    assert not Export.objects.exists() and not list(folder.iterdir())


def test_three_at_a_time(db: None, make: Any, folder: Path) -> None:
    actor = make.team().supervisor
    for view in ("new", "mine", "body"):
        ask(actor, make, query=f"view={view}")
    assert ask(actor, make, query="view=new").query == "view=new" and Export.objects.count() == 3
    with pytest.raises(actions.TooManyExports):
        ask(actor, make, query="view=today")
    assert Export.objects.count() == 3


def test_who_has_lost_the_right_gets_nothing(db: None, make: Any, folder: Path) -> None:
    team = make.team()
    make.case(owner=make.HOUSING)
    ask(team.supervisor, make)
    RoleGrant.objects.filter(user=team.supervisor.id).delete()
    assert actions.write_next(clock=lambda: make.AT)
    assert not Export.objects.exists() and not list(folder.glob("*"))


def test_a_full_disk_is_told_and_leaves_nothing(
    db: None, make: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_a: Any) -> None:
        raise OSError(28, "No space left on device")

    row = ask(make.team().supervisor, make)
    monkeypatch.setattr(exports, "begin", full)
    assert actions.write_next(clock=lambda: make.AT)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("failed", "disk") and not list(folder.glob("*"))


def test_a_table_cut_off_is_begun_anew(db: None, make: Any, folder: Path) -> None:
    team = make.team()
    make.case(owner=make.HOUSING)
    row = ask(team.supervisor, make)
    Export.objects.update(state="running", done=700)
    assert not actions.write_next(clock=lambda: make.AT + timedelta(seconds=119)), "its worker may still be alive"
    assert actions.write_next(clock=lambda: make.AT + timedelta(seconds=121))
    row.refresh_from_db()
    assert (row.state, row.done) == ("done", 1)


def test_gone_after_a_day(db: None, make: Any, folder: Path) -> None:
    make.case(owner=make.HOUSING)
    row = ask(make.team().supervisor, make)
    actions.write_next(clock=lambda: make.AT)
    (folder / "orphan.csv").write_text("x")
    assert actions.sweep_exports(before=make.AT) == 0 and [p.stem for p in folder.iterdir()] == [str(row.pk)]
    assert actions.sweep_exports(before=make.AT + timedelta(seconds=1)) == 1 and not list(folder.iterdir())


_LONG = """
import resource, sys
from pathlib import Path
from dauys.ground.tables import begin
table = begin(Path(sys.argv[1]), sys.argv[2], ["n"] * 15)
for start in range(0, int(sys.argv[3]), 1000):
    table.add([[f"KZ-2026-{n}", n, "Өтініш", "Су", "Ақжар ауданы", "SMS", "Тұрғын үй бөлімі", "Жаңа", "", n, "x", None,
                "y", 0, ""] for n in range(start, start + 1000)])
table.close()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_table(tmp_path: Path, form: str) -> None:
    def peak(rows: int) -> int:
        command = [sys.executable, "-c", _LONG, str(tmp_path / f"t.{form}"), form, str(rows)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert peak(20_000) - peak(2_000) < 8_000, "kilobytes"
