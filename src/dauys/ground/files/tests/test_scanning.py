"""Files wait for the scanner, infected ones leave for nobody, and a scanner that is away is asked again."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.clamd import EICAR, running, silent

from dauys.ground.files import actions, queries
from dauys.ground.files.clamd import ScannerAway
from dauys.ground.files.models import StoredFile
from dauys.ground.files.tests.test_actions import AT, pdf, picture
from dauys.ground.journal.models import Entry


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.CLAMD = str(tmp_path / "clamd.ctl")


def stored(data: bytes, minutes: int = 0) -> StoredFile:
    return actions.store(data=data, name="a.pdf", holder=uuid4(), at=AT + timedelta(minutes=minutes))


def anew(row: StoredFile) -> StoredFile:
    row.refresh_from_db()
    return row


def test_a_file_waits_then_is_clean_or_infected(db: None, settings: Any) -> None:
    good, bad = stored(picture()), stored(pdf() + EICAR, 1)
    for row in (good, bad):
        with pytest.raises(queries.Withheld):
            queries.response(row)
    with running(Path(settings.CLAMD)) as clamd:
        assert [actions.scan_due(at=AT) for _ in range(3)] == [1, 1, 0]
        assert clamd.seen == [good.size, bad.size], "the oldest first, each once and whole"
    assert (anew(good).verdict, anew(bad).verdict, bad.threat) == ("clean", "infected", "Eicar-Test-Signature")
    told = Entry.objects.get(verb="files.infect")
    assert (told.actor_kind, told.payload) == ("system", {"file": str(bad.pk)}), "no name, no threat, the bad one only"
    assert queries.response(good)["Content-Disposition"].startswith("attachment")
    with pytest.raises(queries.Withheld):
        queries.response(bad)
    settings.CLAMD = ""
    with pytest.raises(queries.Withheld):
        queries.response(bad)


def test_a_scanner_that_is_away_is_asked_again(db: None, settings: Any) -> None:
    row = stored(picture())
    with pytest.raises(ScannerAway):
        actions.scan_due(at=AT)
    assert anew(row).verdict == "waiting" and queries.scanner()["waiting"] == 1
    with running(Path(settings.CLAMD)):
        assert actions.scan_due(at=AT + timedelta(seconds=5)) == 0, "not at once"
        assert actions.scan_due(at=AT + timedelta(seconds=31)) == 1
    assert anew(row).verdict == "clean" and queries.scanner()["waiting"] == 0


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"stream: OK\0more", b"OK\0", b"\xff\0"]
)
def test_only_a_plain_word_is_believed(db: None, settings: Any, answer: bytes) -> None:
    row = stored(picture())
    with silent(answer) as settings.CLAMD:
        if answer == b"stream: OK":  # the line was closed behind it: whole enough
            assert actions.scan_due(at=AT) == 1
            return
        with pytest.raises(ScannerAway):
            actions.scan_due(at=AT)
    assert anew(row).verdict == "waiting"


def test_a_file_the_scanner_will_not_look_at_holds_up_no_other(db: None, settings: Any) -> None:
    large, small = stored(pdf() + b" " * 50_000), stored(picture(), 1)
    with running(Path(settings.CLAMD)) as clamd:
        clamd.most = 10_000
        with pytest.raises(ScannerAway):
            actions.scan_due(at=AT)
        assert actions.scan_due(at=AT) == 1
    assert (anew(large).verdict, anew(small).verdict) == ("waiting", "clean")


def test_without_a_scanner_files_leave_and_are_said_to_be_unchecked(db: None, settings: Any) -> None:
    settings.CLAMD = ""
    row = stored(picture())
    assert queries.response(row)["Content-Type"] == "image/jpeg"
    (shown,) = queries.shown(row.holder)
    assert shown["mark"] and shown["may_leave"] and not shown["infected"]
