"""No room on the disk: a file is refused in clear words and nothing else is lost; nothing is signed or erased."""

import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from dauys.cases import actions as cases
from dauys.cases import erased
from dauys.cases.models import Case, Voice
from dauys.ground.access.actors import SYSTEM
from dauys.ground.files.models import StoredFile
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.log import queries, signing
from dauys.ground.log.actions import merge
from dauys.ground.moment import now
from dauys.site.doctor.examine import examine
from dauys.site.wiring import HEARERS, INVARIANTS
from tests.journeys.walks import answers

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
NO_ROOM = {"kk": "Файл қазір сақталмады", "ru": "Сейчас файл сохранить не удалось"}
TEXT = "Біздің көшеде үш күннен бері су жоқ, көмектесіңіздерші."


class Disk:
    """A small file system of its own; `fill` takes the last byte of it, `free` gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"x" * 4096)
            except OSError:
                pass

    def free(self) -> None:
        (self.folder / "ballast").unlink()


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Disk]:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = Path(tempfile.mkdtemp(prefix="dauys-small-", dir="/tmp"))
    options = f"size={kilobytes}k"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("this machine does not let root mount a file system")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def disk() -> Iterator[Disk]:
    with small_disk(256) as made:
        yield made


@pytest.fixture(autouse=True)
def _doctor(db: None, settings: Any, tmp_path: Path, disk: Disk) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def picture(color: str = "red", name: str = "сурет.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def bytes_on(folder: Path) -> list[str]:
    return [p.name for p in (folder / "files").rglob("*") if p.is_file()]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("where", ["the files' folder", "the folder of what is being received"])
def test_a_citizen_sends_without_the_picture(
    disk: Disk, settings: Any, client: Client, language: str, where: str
) -> None:
    settings.DATA_DIR = disk.folder if where == "the files' folder" else settings.DATA_DIR
    settings.FILE_UPLOAD_TEMP_DIR = None if where == "the files' folder" else str(disk.folder)
    disk.fill()
    about = {"text": TEXT, "phone": "+77001234567"}
    reply = client.post(f"/{language}/say/what/", {"text": TEXT, "files": picture()})
    page = reply.content.decode()
    assert reply.status_code == 422 and TEXT in page
    error = page.partition('id="files-error"')[2].partition("</p>")[0]
    assert NO_ROOM[language] in error
    assert not StoredFile.objects.exists() and not bytes_on(Path(settings.DATA_DIR))
    for step, values in answers(**about).items():
        below = {"in": "kz/11/aqjar/"} if step == "where" else {}
        assert client.post(f"/{language}/say/{step}/", {**values, **below}).status_code == 302, step
    assert client.post(f"/{language}/say/check/")["Location"] == f"/{language}/receipt/"
    assert Voice.objects.get().text == TEXT


def test_a_file_that_comes_part_by_part_waits_for_room(disk: Disk, settings: Any, client: Client) -> None:
    settings.DATA_DIR = disk.folder
    data = (picture().file or io.BytesIO()).read()
    token = client.post("/kk/say/parts/", {"name": "a.png", "size": len(data)}).json()["token"]

    def bring(offset: int) -> Any:
        headers = {"Upload-Token": token, "Upload-Offset": str(offset)}
        return client.post("/kk/say/parts/on/", data[offset:], content_type="application/octet-stream", headers=headers)

    disk.fill()
    full = bring(0)
    assert full.status_code == 507 and NO_ROOM["kk"] in full.json()["problem"]
    begun = client.post("/kk/say/parts/", {"name": "b.png", "size": 9})
    assert begun.status_code in (201, 507), "an empty file may still find a place"
    assert client.get("/kk/say/parts/on/", headers={"Upload-Token": token}).json() == {"offset": 0, "done": False}
    disk.free()
    assert bring(0).json() == {"offset": len(data), "done": True}
    assert bytes_on(disk.folder) == [StoredFile.objects.get().pk.hex]


def test_there_is_room_again(disk: Disk, settings: Any, client: Client) -> None:
    settings.DATA_DIR = disk.folder
    disk.fill()
    assert client.post("/kk/say/what/", {"text": TEXT, "files": picture()}).status_code == 422
    disk.free()
    assert client.post("/kk/say/what/", {"text": TEXT, "files": picture()}).status_code == 302
    assert bytes_on(disk.folder) == [StoredFile.objects.get().pk.hex]


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("where", ["the files' folder", "the folder of what is being received"])
def test_a_clerk_registers_without_the_scan(
    disk: Disk, settings: Any, make: Any, client: Client, language: str, where: str
) -> None:
    settings.DATA_DIR = disk.folder if where == "the files' folder" else settings.DATA_DIR
    settings.FILE_UPLOAD_TEMP_DIR = None if where == "the files' folder" else str(disk.folder)
    client.force_login(make.staff("clerk", "akmola/aqjar")[0])
    disk.fill()
    form = {
        "key": str(uuid4()), "channel": "letter", "kind": "application", "identity": "none", "answer_by": "phone",
        "answer_language": "kk", "text": TEXT, "area": make.AQJAR, "name": "Айгүл Серікқызы", "phone": "+77001234567",
    }  # fmt: skip
    reply = client.post(f"/{language}/desk/register/", {**form, "scan": picture()})
    page = reply.content.decode()
    assert reply.status_code == 422 and TEXT in page and "Айгүл Серікқызы" in page
    assert NO_ROOM[language] in page.partition('id="scan-error"')[2].partition("</p>")[0]
    assert not StoredFile.objects.exists() and not Case.objects.exists()
    assert client.post(f"/{language}/desk/register/", form).status_code == 302
    assert Case.objects.count() == 1


def test_nothing_is_signed_without_a_record(disk: Disk, settings: Any, make: Any) -> None:
    settings.LOG_RECORD = disk.folder / "head.json"
    follower, at = JournalFollower(HEARERS), now()

    def grow(at: datetime) -> None:
        while follower.tick(at) + merge(at=at):
            pass

    grow(at)
    grow(at)
    first = signing.last_signed()
    assert first is not None
    make.case(owner=make.HOUSING, at=at)
    disk.fill()
    later = at + timedelta(minutes=1)
    with pytest.raises(signing.Unwritable, match="Nothing is signed until it can: make room there") as told:
        grow(later)
    assert str(settings.LOG_RECORD) in str(told.value)
    log = queries.current()
    assert log and queries.newest_head(log.log_id) == first == signing.last_signed()
    assert sorted(os.listdir(disk.folder)) == ["ballast", "head.json"], "no half-written record is left"
    disk.free()
    grow(later)
    newest = queries.newest_head(log.log_id)
    assert newest and newest.tree_size > first.tree_size and newest == signing.last_signed()


def test_nothing_is_erased_without_the_register(disk: Disk, settings: Any, make: Any) -> None:
    settings.DELETION_REGISTER = disk.folder / "erased.jsonl"
    settled = [make.answered()[0] for _ in range(2)]
    cases.erase(case_id=settled[0].id, actor=SYSTEM, at=AT)
    before = settings.DELETION_REGISTER.read_bytes()
    whole = before + b"#" * (4096 - len(before) - 6) + b"\n"
    settings.DELETION_REGISTER.write_bytes(whole)  # five bytes of another line still fit, no more
    disk.fill()
    with pytest.raises(cases.RegisterUnwritable, match=r"nothing was erased\. Make room there and erase again"):
        cases.erase(case_id=settled[1].id, actor=SYSTEM, at=AT)
    assert settings.DELETION_REGISTER.read_bytes() == whole, "not a part of a line is left"
    assert Voice.objects.get(pk=settled[1].id).text
    disk.free()
    settings.DELETION_REGISTER.write_bytes(before)
    cases.erase(case_id=settled[1].id, actor=SYSTEM, at=AT)
    assert erased.noted() == {m.id for m in settled} and not Voice.objects.get(pk=settled[1].id).text
