"""Uploads are judged by content, drawn anew, kept apart from their names, and ten to a holder."""

import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from dauys.ground.files import actions
from dauys.ground.files.checking import BadFile, clean
from dauys.ground.files.models import StoredFile
from dauys.ground.files.queries import of_holder, one, response

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def picture(kind: str = "JPEG", color: Any = "red", **about: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), color).save(out, kind, **about)
    return out.getvalue()


def pdf(change: Any = None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SCRIPT = DictionaryObject(
    {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
)
LAUNCH = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x.exe")})


def on_opening_a_page(writer: pypdf.PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): SCRIPT})


def in_a_note(writer: pypdf.PdfWriter) -> None:
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): LAUNCH})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def with_a_link(writer: pypdf.PdfWriter) -> None:
    go = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("https://a.kz")})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): go})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_drawn_anew_without_its_metadata(kind: str, media_type: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET WORDS"
    exif[0x0112] = 6  # lies on its side
    good = clean(picture(kind, exif=exif.tobytes()) + b"<script>alert(1)</script>")
    assert good.media_type == media_type
    assert b"SECRET" not in good.data and b"script" not in good.data
    with Image.open(io.BytesIO(good.data)) as shown:
        assert shown.size == (20, 40) and not shown.getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"<!doctype html><script>1</script>",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b"\xff\xd8\xff" + b"0" * 500,
        b"\x89PNG\r\n\x1a\n" + b"0" * 500,
        b"%PDF-1.7\nnothing else",
        b"%PDF-" + b"x" * (20 * 1024 * 1024),
        picture("GIF"),
        picture("JPEG")[:60],
    ],
    ids=lambda data: repr(data[:8]),
)
def test_what_is_neither_photo_nor_document_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile) as caught:
        clean(data)
    assert str(caught.value)


def test_a_picture_bomb_is_refused_before_it_is_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(BadFile):
        clean(out.getvalue())


@pytest.mark.parametrize("change", [None, with_a_link], ids=["plain", "with a link"])
def test_a_quiet_pdf_is_kept_as_it_is(change: Any) -> None:
    data = pdf(change)
    assert clean(data).data == data


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w._root_object.update({NameObject("/OpenAction"): SCRIPT}),
        lambda w: w.add_attachment("x.exe", b"MZ"),
        lambda w: w.encrypt("secret"),
        on_opening_a_page,
        in_a_note,
    ],
    ids=["script", "attachment", "password", "script on opening a page", "program in a note"],
)
def test_a_pdf_with_active_parts_is_refused(change: Any) -> None:
    with pytest.raises(BadFile):
        clean(pdf(change))


def test_a_file_is_kept_under_its_id_and_only_for_us(db: None) -> None:
    holder = uuid4()
    kept = actions.store(data=picture(), name="../../etc/<b>Айгүл</b>.exe", holder=holder, at=AT)
    path = actions.path_of(kept.pk)
    assert path.is_file() and path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert kept.name == "bАйгүлb.jpg" or ("/" not in kept.name and "<" not in kept.name and kept.name.endswith(".jpg"))
    assert of_holder(holder) == [kept] and one(kept.pk, uuid4()) is None
    answer = response(kept)
    assert answer["Content-Type"] == "image/jpeg" and "sandbox" in answer["Content-Security-Policy"]


def test_a_pdf_is_never_shown_in_the_page(db: None) -> None:
    kept = actions.store(data=pdf(), name="x.pdf", holder=uuid4(), at=AT)
    assert response(kept)["Content-Disposition"].startswith("attachment")


def test_ten_files_and_no_more(db: None, tmp_path: Any) -> None:
    holder = uuid4()
    for n in range(10):
        actions.store(data=picture(color=(n * 20, 0, 0)), name="x.jpg", holder=holder, at=AT)
    with pytest.raises(BadFile):
        actions.store(data=picture(), name="x.jpg", holder=holder, at=AT)
    assert len(of_holder(holder)) == 10
    again = actions.store(data=picture(color=(0, 0, 0)), name="y.jpg", holder=holder, at=AT)
    assert again.name == "x.jpg" and len(of_holder(holder)) == 10, "the same file again is no eleventh one"
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 10


def test_a_refused_file_leaves_nothing(db: None, tmp_path: Any) -> None:
    with pytest.raises(BadFile):
        actions.store(data=b"MZ", name="x.jpg", holder=uuid4(), at=AT)
    assert not list(tmp_path.rglob("*")) and not StoredFile.objects.exists()


def test_a_full_disk_is_a_clear_refusal_and_no_row(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions.os, "fsync", full)
    with pytest.raises(BadFile):
        actions.store(data=picture(), name="x.jpg", holder=uuid4(), at=AT)
    assert not StoredFile.objects.exists()


def test_only_the_holder_removes_a_file(db: None) -> None:
    holder = uuid4()
    kept = actions.store(data=picture(), name="x.jpg", holder=holder, at=AT)
    actions.remove(file_id=kept.pk, holder=uuid4())
    assert of_holder(holder) == [kept]
    actions.remove(file_id=kept.pk, holder=holder)
    assert of_holder(holder) == [] and not actions.path_of(kept.pk).exists()


def test_a_small_file_that_unpacks_to_a_huge_png_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (7740, 7740)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(BadFile):
        clean(out.getvalue())


def test_a_pdf_may_open_on_a_certain_page() -> None:
    def first_page(writer: pypdf.PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = ArrayObject([writer.pages[0].indirect_reference])

    assert clean(pdf(first_page)).media_type == "application/pdf"


def test_bytes_without_a_row_are_swept_after_a_day(db: None) -> None:
    holder = uuid4()
    kept = actions.store(data=picture(), name="a.png", holder=holder, at=AT)
    orphan = actions.store(data=picture(color="blue"), name="b.png", holder=holder, at=AT)
    StoredFile.objects.filter(pk=orphan.pk).delete()  # as after a crash between the bytes and the row
    stranger = actions.path_of(orphan.pk).parent / "README"
    stranger.write_text("not ours")
    assert actions.sweep(before=AT) == 0 and actions.path_of(orphan.pk).exists()
    assert actions.sweep(before=AT + timedelta(days=1)) == 1
    assert not actions.path_of(orphan.pk).exists() and actions.path_of(kept.pk).exists() and stranger.exists()
    StoredFile.objects.all().delete()
    assert actions.sweep(before=AT + timedelta(days=1)) == 1
