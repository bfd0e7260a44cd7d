"""Documents of office programs for tests: quiet ones as those programs write them, and one change away from quiet."""

import io
import zipfile
from collections.abc import Mapping

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_O = "urn:oasis:names:tc:opendocument:xmlns"

Parts = Mapping[str, str | bytes]


def packed(parts: Parts, **about: object) -> bytes:
    """An archive of these parts, in their order; `mimetype` is stored as it is, as OpenDocument wants."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return out.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    """A part of relations: the end of the type, the target, and Internal or External."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def _types(part: str, kind: str) -> str:
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{_MAIN}.{kind}"/></Types>'
    )


def word_body(inner: str = "<w:p><w:r><w:t>Су жоқ.</w:t></w:r></w:p>") -> str:
    return f'{_XML}<w:document xmlns:w="{_W}"><w:body>{inner}</w:body></w:document>'


def docx(changed: Parts | None = None, kind: str = "wordprocessingml.document.main+xml") -> bytes:
    return packed(
        {
            "[Content_Types].xml": _types("word/document.xml", kind),
            "_rels/.rels": relations(("officeDocument", "word/document.xml", "Internal")),
            "word/document.xml": word_body(),
            "word/_rels/document.xml.rels": relations(("hyperlink", "https://example.kz/a", "External")),
            "word/media/image1.png": b"\x89PNG",
            **(changed or {}),
        }
    )


def sheet(inner: str = '<row r="1"><c r="A1"><v>1</v></c></row>') -> str:
    return f'{_XML}<worksheet xmlns="{_S}"><sheetData>{inner}</sheetData></worksheet>'


def xlsx(changed: Parts | None = None) -> bytes:
    return packed(
        {
            "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "Internal")),
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{_S}"/>',
            "xl/worksheets/sheet1.xml": sheet(),
            "xl/printerSettings/printerSettings1.bin": b"\0\1",
            **(changed or {}),
        }
    )


def content(inner: str = "<text:p>Су жоқ.</text:p>") -> str:
    names = " ".join(
        f'xmlns:{n}="{_O}:{n}:1.0"' for n in ("office", "text", "table", "draw", "script", "meta", "manifest")
    )
    return (
        f'{_XML}<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/>'
        f"<office:body><office:text>{inner}</office:text></office:body></office:document-content>"
    )


def odf(kind: str = "text", changed: Parts | None = None) -> bytes:
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{_O}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
        "</manifest:manifest>"
    )
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "Configurations2/": b"",
            "content.xml": content(),
            "layout-cache": b"\0\1",
            "Thumbnails/thumbnail.png": b"\x89PNG",
            "META-INF/manifest.xml": manifest,
            **(changed or {}),
        }
    )


def field(words: str) -> str:
    """A field of Word whose instruction is cut into single letters, each in a run of its own."""
    runs = "".join(f"<w:r><w:instrText>{letter}</w:instrText></w:r>" for letter in words)
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    return f"<w:p>{begin}{runs}{end}</w:p>"
