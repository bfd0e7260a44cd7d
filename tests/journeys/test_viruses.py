"""A citizen sends a document with a virus: staff and author see it by its name, nobody is given it."""

from pathlib import Path
from typing import Any

from django.test import Client

from dauys.cases.queries import number_of
from dauys.ground.files import actions
from dauys.ground.files.actions import scan_due
from dauys.ground.moment import now
from tests.clamd import EICAR, running
from tests.sweep.world import a_pdf

WORDS = {"kk": "вирус табылды", "ru": "найден вирус"}


def test_a_document_with_a_virus(db: None, make: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.CLAMD = tmp_path, str(tmp_path / "clamd.ctl")
    made = make.case(owner=make.HOUSING)
    bad = actions.store(data=a_pdf() + EICAR, name="акт.pdf", holder=made.id, at=now())
    officer, author = Client(), Client()
    officer.force_login(make.staff("officer")[0])
    author.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
    address = f"/ru/desk/cases/{made.id}/files/{bad.pk}/"
    waits = officer.get(address)
    assert waits.status_code == 409 and b"%PDF" not in waits.content
    with running(Path(settings.CLAMD)):
        scan_due(at=now())
    refused = officer.get(address)
    assert refused.status_code == 409 and WORDS["ru"] in refused.content.decode() and b"%PDF" not in refused.content
    page = officer.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert WORDS["ru"] in page and address not in page and "акт.pdf" in page
    told = author.get("/kk/track/case/").content.decode()
    assert WORDS["kk"] in told and "акт.pdf" in told


def test_the_administrator_is_told_that_nothing_is_checked(db: None, make: Any, settings: Any) -> None:
    client = Client()
    client.force_login(make.staff("administrator", "")[0])
    assert "DAUYS_CLAMD" in client.get("/kk/desk/health/").content.decode()
    settings.CLAMD = "127.0.0.1:1"
    assert "DAUYS_CLAMD" not in client.get("/kk/desk/health/").content.decode()
    assert client.get("/kk/desk/health/json/").json()["scanner"]["on"] is True
