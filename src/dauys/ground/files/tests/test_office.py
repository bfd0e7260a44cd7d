"""Documents of office programs: quiet ones are kept as they are, whatever runs, fetches, hides or swells is refused."""

import io
import time
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook
from tests.office_files import content, docx, field, odf, packed, relations, sheet, word_body, xlsx

from dauys.ground.files import actions
from dauys.ground.files.checking import BadFile, clean
from dauys.ground.files.queries import response
from dauys.ground.files.tests.test_actions import AT

DOCUMENT = "word/document.xml"
LINKS = "word/_rels/document.xml.rels"
MANIFEST = "META-INF/manifest.xml"
LINK = '<text:a xlink:href="https://a.kz">a</text:a>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def book() -> bytes:
    """A workbook as openpyxl writes it, with a formula and a link."""
    made, out = Workbook(), io.BytesIO()
    cells: Any = made.active
    cells["A1"], cells["A2"] = "=SUM(B1:B3)", '=HYPERLINK("https://example.kz", "a")'
    cells["A3"].hyperlink = "https://example.kz"
    made.save(out)
    return out.getvalue()


QUIET = {
    "a text of Word": (docx(), ".docx"),
    "a table of Excel": (xlsx(), ".xlsx"),
    "a workbook with formulas": (book(), ".xlsx"),
    "a text of LibreOffice": (odf(), ".odt"),
    "a table of LibreOffice": (odf("spreadsheet"), ".ods"),
    "a link in LibreOffice": (odf(changed={"content.xml": content(LINK)}), ".odt"),
    "an old drawing": (docx({"word/drawings/a.vml": '<v xmlns:o="urn:o" o:oned="t" src="a.png"/>'}), ".docx"),
    "a page number": (docx({DOCUMENT: word_body(field("PAGE"))}), ".docx"),
    "a link by a field": (docx({DOCUMENT: word_body(field('HYPERLINK "https://a.kz"'))}), ".docx"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "suffix"), QUIET.values(), ids=QUIET.keys())
def test_a_quiet_document_is_kept_as_it_is(data: bytes, suffix: str) -> None:
    good = clean(data)
    assert good.data == data and good.suffix == suffix and "document" in good.media_type


def marked(data: bytes, *, at: int, value: int) -> bytes:
    """The archive with one byte of each entry of its directory changed."""
    found, place = bytearray(data), 0
    while (place := data.find(b"PK\x01\x02", place)) >= 0:
        found[place + at] = value
        place += 4
    return bytes(found)


def swelling() -> bytes:
    return docx({f"word/media/image{n}.png": b"\0" * 20_000_000 for n in range(6)})


def linked() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/media/x.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def twice() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("WORD/document.xml", word_body())
    return out.getvalue()


REFUSED = {
    "macros": docx({"word/vbaProject.bin": b"x"}),
    "macros under another name": docx({"word/other.bin": b"x"}),
    "a type with macros": docx(kind="../vnd.ms-word.document.macroEnabled.main+xml"),
    "a template": docx(kind="wordprocessingml.template.main+xml"),
    "old macros of a sheet": xlsx({"xl/macrosheets/sheet1.xml": sheet()}),
    "an embedded object": docx({"word/embeddings/oleObject1.bin": b"x"}),
    "an embedded table": docx({"word/embeddings/a.xlsx": xlsx()}),
    "a control": docx({"word/activeX/activeX1.xml": word_body()}),
    "a program": docx({"word/media/a.exe": b"MZ"}),
    "a page": docx({"word/afchunk.html": b"<script>1</script>"}),
    "a remote template": docx({LINKS: relations(("attachedTemplate", "https://elsewhere.example/a.dotm", "External"))}),
    "a template by its address only": docx({LINKS: relations(("attachedTemplate", "file:///x.dotm", "Internal"))}),
    "a remote picture": docx({LINKS: relations(("image", "https://elsewhere.example/a.png", "External"))}),
    "a picture on a share": docx({LINKS: relations(("image", "\\\\elsewhere\\a.png", "Internal"))}),
    "a link to a program": docx({LINKS: relations(("hyperlink", "file:///c:/x.exe", "External"))}),
    "a link that runs": docx({LINKS: relations(("hyperlink", "javascript:alert(1)", "External"))}),
    "a chunk of another document": docx({LINKS: relations(("aFChunk", "a.xml", "Internal"))}),
    "DDE": docx({DOCUMENT: word_body(field("DDEAUTO c:\\x.exe"))}),
    "DDE in one piece": docx({DOCUMENT: word_body('<w:fldSimple w:instr=" dde excel x"/>')}),
    "a file taken in": docx({DOCUMENT: word_body(field('INCLUDEPICTURE "https://elsewhere.example/a.png"'))}),
    "letters as numbers": docx({DOCUMENT: word_body(field("QUOTE 68 68 69"))}),
    "an object in the text": docx({DOCUMENT: word_body("<w:object/>")}),
    "entities": docx({DOCUMENT: f"{DOCTYPE}<a>&b;</a>"}),
    "an outside entity": docx({DOCUMENT: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    "a type of its own in UTF-16": docx({DOCUMENT: f"{DOCTYPE}<a/>".encode("utf-16")}),
    "broken XML": docx({DOCUMENT: "<a>"}),
    "another book's cells": xlsx({"xl/externalLinks/externalLink1.xml": sheet()}),
    "a connection": xlsx({"xl/connections.xml": sheet()}),
    "a formula that asks the web": xlsx(
        {"xl/worksheets/sheet1.xml": sheet('<row><c><f>_xlfn.WEBSERVICE("https://elsewhere.example/"&amp;A1)</f></c></row>')}
    ),
    "Basic": odf(changed={"Basic/Standard/Module1.xml": content()}),
    "Python": odf(changed={"Scripts/python/a.py": b"x"}),
    "an event": odf(changed={"content.xml": content("<office:event-listeners/>")}),
    "a script": odf(changed={"content.xml": content("<office:script/>")}),
    "an OLE object": odf(changed={"content.xml": content('<draw:object-ole xlink:href="./Object 1"/>')}),
    "an object without XML": odf(changed={"Object 1": b"\xd0\xcf\x11\xe0"}),
    "a plugin": odf(changed={"content.xml": content("<draw:plugin/>")}),
    "an outside picture": odf(changed={"content.xml": content('<draw:image xlink:href="https://elsewhere.example/a"/>')}),
    "an outside chapter": odf(changed={"content.xml": content('<text:section-source xlink:href="file:///etc/passwd"/>')}),
    "a link to a macro": odf(changed={"content.xml": content('<text:a xlink:href="vnd.sun.star.script:a">a</text:a>')}),
    "cells of a file": odf("spreadsheet", {"content.xml": content("<table:table-cell table:formula=\"of:='file:///etc/passwd'#$A.A1\"/>")}),
    "a remote template of LibreOffice": odf(changed={"meta.xml": content('<meta:template xlink:href="http://elsewhere.example/a.ott"/>')}),
    "a password": odf(changed={MANIFEST: content("<manifest:encryption-data/>")}),
    "a presentation": odf("presentation"),
    "a bare archive": packed({"a.txt": b"x"}),
    "an archive of an archive": packed({"a.zip": docx()}),
    "an encrypted part": marked(docx(), at=8, value=1),
    "an unknown packing": marked(docx(), at=10, value=14),
    "a path upwards": docx({"../../etc/cron.d/x.xml": "<a/>"}),
    "a path from the root": docx({"/etc/x.xml": "<a/>"}),
    "a path of Windows": docx({"word\\x.xml": "<a/>"}),
    "a link as a part": linked(),
    "the same part twice": twice(),
    "a page behind": docx() + b"<script>alert(1)</script>",
    "a page before": b"<script>" + docx(),
    "half a document": docx()[: len(docx()) // 2],
    "a bomb": swelling(),
    "too many parts": docx({f"word/media/{n}.png": b"" for n in range(2_001)}),
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a text": "Су жоқ.\n".encode(),
    "a table of words": b"a;b\n=cmd|' /C calc'!A0;1\n",
}  # fmt: skip


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_a_document_that_is_not_quiet_is_refused_in_words(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(BadFile) as caught:
        clean(data)
    assert str(caught.value) and time.monotonic() - began < 5


def test_a_wrong_sum_is_found_by_unpacking() -> None:
    with pytest.raises(BadFile):
        clean(marked(docx(), at=16, value=0x5A))
    with pytest.raises(BadFile):
        clean(odf().replace(b"opendocument.text", b"opendocument.texT", 1))


def test_a_document_leaves_as_a_download_under_a_neutral_name(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    kept = actions.store(data=docx(), name="../<b>x</b>.docm", holder=uuid4(), at=AT)
    shown = response(kept)
    assert kept.name.endswith(".docx") and "<" not in kept.name and "/" not in kept.name
    assert shown["Content-Disposition"].startswith("attachment") and "wordprocessingml" in shown["Content-Type"]
    assert shown["Cross-Origin-Resource-Policy"] == "same-origin" and "no-store" in shown["Cache-Control"]
