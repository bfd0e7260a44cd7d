"""Uploads that pretend: programs, pages, bombs, two things in one, and what a photo tells about its owner.

The plain cases stand beside the code in ground/files/tests; here are the hostile ones.
"""

import gzip
import io
import struct
import time
import zipfile
import zlib
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from dauys.ground.files.checking import BadFile, clean
from dauys.ground.files.models import StoredFile
from dauys.ground.files.queries import response
from tests import factories as make
from tests.sweep.world import a_pdf

HTML = b"<!doctype html><script>alert(1)</script>"
QUICK = 10.0


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **about: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **about)
    return out.getvalue()


def zipped(name: str = "a.jpg", size: int = 10_000_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A tiny file whose header says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(picture())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


PRETENDERS = {
    "ELF": b"\x7fELF\x02\x01\x01" + b"\0" * 64,
    "PE": b"MZ\x90\x00" + b"\0" * 64 + b"PE\0\0",
    "script": b"#!/bin/sh\nrm -rf /\n",
    "HTML": HTML,
    "HTML after spaces": b"  \n" + HTML,
    "SVG": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "zip": zipped(),
    "docx": zipped("word/document.xml"),
    "gzip": gzip.compress(b"\0" * 10_000_000),
    "GIF": b"GIF89a/*<script>alert(1)</script>*/",
    "GIF picture": picture("GIF"),
    "TIFF": picture("TIFF"),
    "BMP": picture("BMP"),
    "WEBP": picture("WEBP"),
    "ICO": picture("ICO", (16, 16)),
    "PDF after a page": HTML + a_pdf(),
    "JPEG after a page": HTML + picture(),
    "JPEG head on a page": b"\xff\xd8\xff" + HTML,
    "PNG head on a page": b"\x89PNG\r\n\x1a\n" + HTML,
    "JPEG head on a zip": b"\xff\xd8\xff" + zipped(size=1000),
    "PDF head on a page": b"%PDF-1.7\n" + HTML,
    "PostScript": b"%!PS-Adobe-3.0\n",
    "PNG head on a JPEG": b"\x89PNG\r\n\x1a\n" + picture(),
    "broken PNG": picture("PNG")[:60],
    "broken JPEG": picture()[: len(picture()) // 2],
    "huge PNG": png_claiming(60_000, 60_000),
    "very huge PNG": png_claiming(2**31 - 1, 2**31 - 1),
    "wide PNG": png_claiming(2**31 - 1, 1),
    "huge JPEG": jpeg_claiming(65_000, 65_000),
    "huge GIF": b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0" * 20,
    "zeros": b"\0" * 1000,
}


@pytest.mark.parametrize("data", PRETENDERS.values(), ids=PRETENDERS.keys())
def test_a_pretender_is_refused_quickly_and_in_words(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(BadFile) as caught:
        clean(data)
    assert str(caught.value)
    assert time.monotonic() - began < QUICK


def test_what_hangs_behind_a_picture_is_gone() -> None:
    for kind in ("JPEG", "PNG"):
        for tail in (HTML, zipped(size=1000), b"%PDF-1.7", b"\x7fELF"):
            good = clean(picture(kind) + tail).data
            assert tail[:4] not in good[20:] and b"script" not in good and b"PK\x03\x04" not in good


def test_a_comment_and_a_profile_in_a_picture_are_gone() -> None:
    mark = b"<script>alert(1)</script>"
    good = clean(picture("JPEG", comment=mark, icc_profile=mark * 10))
    assert mark not in good.data and b"ICC_PROFILE" not in good.data
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", mark.decode())
    info.add_itxt("XML:com.adobe.xmp", mark.decode())
    good = clean(picture("PNG", pnginfo=info))
    assert mark not in good.data and b"tEXt" not in good.data and b"iTXt" not in good.data


def test_where_a_photo_was_taken_is_gone() -> None:
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (43.0, 14.0, 23.5), 3: "E", 4: (76.0, 53.0, 44.2)})
    exif[0x8825] = place
    exif[0x010F], exif[0x0110], exif[0x9286] = "PHONE-MAKER", "MODEL", "words of the owner"
    sent = picture("JPEG", exif=exif.tobytes())
    with Image.open(io.BytesIO(sent)) as before:
        assert before.getexif().get_ifd(0x8825), "the test's photo knows where it was taken"
    good = clean(sent).data
    with Image.open(io.BytesIO(good)) as after:
        assert not after.getexif() and not after.getexif().get_ifd(0x8825)
    assert b"Exif" not in good and b"PHONE-MAKER" not in good and b"xmp" not in good.lower()


# Documents: refused when they do anything by themselves. We refuse and do not mend: a mended document would no longer
# be the one the person signed or wants to prove something with.


def document(change: Any) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    entries: dict[Any, Any] = {NameObject("/S"): NameObject(kind)}
    entries |= {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
    return DictionaryObject(entries)


def opening(what: DictionaryObject) -> Any:
    return lambda w: w.root_object.update({NameObject("/OpenAction"): what})


def in_note(what: DictionaryObject, key: str = "/A") -> Any:
    def change(writer: pypdf.PdfWriter) -> None:
        note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject(key): what})
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


def after_a_harmless_step(writer: pypdf.PdfWriter) -> None:
    first = action("/URI", URI="https://example.kz")
    first[NameObject("/Next")] = ArrayObject([writer._add_object(action("/Launch", F="x.exe"))])
    in_note(first)(writer)


def in_a_stream(writer: pypdf.PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"app.alert(1)")
    reference = writer._add_object(stream)
    kind = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): reference})
    opening(kind)(writer)


def in_names(writer: pypdf.PdfWriter) -> None:
    scripts = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("x"), action("/JavaScript", JS="1")])}
    )
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


def spelled_in_code(writer: pypdf.PdfWriter) -> None:
    opening(action("/JavaScript", JS="app.alert(1)"))(writer)


ACTIVE: dict[str, Any] = {
    "script on opening": opening(action("/JavaScript", JS="app.alert(1)")),
    "script in a stream": in_a_stream,
    "script by name": in_names,
    "program on opening": opening(action("/Launch", F="cmd.exe")),
    "program in a note": in_note(action("/Launch", F="cmd.exe")),
    "program after a link": after_a_harmless_step,
    "another document": opening(action("/GoToR", F="\\\\elsewhere\\share\\x.pdf")),
    "another document in a note": in_note(action("/GoToR", F="\\\\elsewhere\\share\\x.pdf")),
    "embedded document": in_note(action("/GoToE", F="x.pdf")),
    "address on opening": opening(action("/URI", URI="https://elsewhere.example")),
    "form sent away": in_note(action("/SubmitForm", F="https://elsewhere.example")),
    "data taken in": in_note(action("/ImportData", F="x.fdf")),
    "mouse over a note": in_note(DictionaryObject({NameObject("/E"): action("/JavaScript", JS="1")}), "/AA"),
    "embedded file": lambda w: w.add_attachment("x.exe", b"MZ"),
    "XFA": lambda w: w.root_object.update(
        {NameObject("/AcroForm"): DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})}
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE.keys())
def test_a_document_that_does_something_is_refused(change: Any) -> None:
    with pytest.raises(BadFile):
        clean(document(change))


def test_names_written_in_code_are_read_too() -> None:
    """/J#61vaScript is /JavaScript to a reader of PDF."""
    data = document(spelled_in_code).replace(b"/JavaScript", b"/J#61vaScr#69pt").replace(b"/JS ", b"/J#53 ")
    with pytest.raises(BadFile):
        clean(data)


def test_a_document_that_is_also_a_page_is_never_shown_as_one(db: None, settings: Any, tmp_path: Any) -> None:
    """PDF readers allow a page behind the document, so it is kept as it is and leaves us as a download, unsniffed."""
    settings.DATA_DIR = tmp_path
    client = Client()
    both = a_pdf() + HTML
    upload = SimpleUploadedFile("x.html", both, content_type="text/html")
    answer = client.post("/kk/say/what/", {"text": make.TEXT, "files": upload, "attach": "1"})
    assert answer.status_code == 200
    kept = StoredFile.objects.get()
    assert kept.name == "x.pdf" and kept.media_type == "application/pdf"
    shown = response(kept)
    assert shown["Content-Type"] == "application/pdf" and shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff" and "sandbox" in shown["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_refuses_in_the_persons_language_and_keeps_the_words(db: None, language: str) -> None:
    client = Client()
    upload = SimpleUploadedFile("photo.jpg", PRETENDERS["ELF"], content_type="image/jpeg")
    page = client.post(f"/{language}/say/what/", {"text": make.TEXT, "files": upload})
    assert page.status_code == 422 and "JPEG, PNG" in page.content.decode()
    assert make.TEXT in page.content.decode()
    assert not StoredFile.objects.exists()
