"""Looks into text documents and tables of office programs: what runs, hides, fetches or swells is refused."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, NoReturn
from xml.parsers import expat

MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ELEMENTS = 2_000_000
_PIECE = 64 * 1024


class Flaw(Enum):
    """Why a document is not taken."""

    KIND = "neither of the kinds we take"
    BROKEN = "cannot be read"
    LARGE = "unpacks to too much"
    ACTIVE = "does something by itself or leads elsewhere"
    LOCKED = "protected by a password"


class Unfit(Exception):
    """The document is refused; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        _OPEN_XML + "wordprocessingml.document": ".docx",
        _OPEN_XML + "spreadsheetml.sheet": ".xlsx",
        _OPEN_DOCUMENT + "text": ".odt",
        _OPEN_DOCUMENT + "spreadsheet": ".ods",
    }
)
_MAIN_PARTS = {
    "word/document.xml": _OPEN_XML + "wordprocessingml.document",
    "xl/workbook.xml": _OPEN_XML + "spreadsheetml.sheet",
}
_XML = (".xml", ".rels", ".vml", ".rdf", ".svg")
_QUIET = (*_XML, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svm", ".odttf", ".ttf")
_QUIET_NAMES = re.compile(
    r"mimetype|layout-cache|ObjectReplacements/[^/]+|xl/printerSettings/printerSettings\d+\.bin|.*/", re.DOTALL
)
_LOUD_NAMES = re.compile(
    r"vba|activex|embeddings|externallinks?|macrosheets|dialogsheets|customui|querytables|connections\.xml"
    r"|^basic/|^scripts/|webextensions|attachedtoolbars|ctrlprops"
)
_LOUD_TYPES = re.compile(r"macro|vba|oleobject|activex|externallink|template\.main|customui|webextension")
# Ends of the types of relations that bring in what is not in the document, or what runs.
_LOUD_RELATIONS = re.compile(
    r"/(oleobject|package|control|activexcontrol(binary)?|attachedtemplate|vbaproject|externallink(path)?|afchunk"
    r"|subdocument|frame|connections|querytable|mailmergesource|mailmergeheadersource|ui/(user)?extensibility"
    r"|webextension(taskpanes)?|xlmacrosheet|recipientdata)$"
)
_LOUD_ELEMENTS = {
    "script", "event-listener", "event-listeners", "plugin", "applet", "object-ole", "floating-frame",
    "dde-connection", "dde-connection-decl", "dde-source", "dde-link", "ddelink", "table-source", "cell-range-source",
    "execute-macro", "database-source-sql", "database-source-table", "database-source-query", "oleobject", "control",
    "altchunk", "submission", "webextension", "object", "foreignobject",
}  # fmt: skip
_QUIET_OBJECTS = ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",)  # a chart; what it holds is looked at as well
_LOUD_FIELDS = {
    "DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "LINK", "DATABASE", "RD", "QUOTE", "MACROBUTTON",
}  # fmt: skip
_LOUD_FORMULA = re.compile(r"(webservice|image|dde)\s*\(|'(file|https?|ftp|smb):|\\\\", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKS = {"http", "https", "mailto", "tel"}


def check_office(data: bytes) -> str:
    """The media type of a quiet document; raises Unfit.

    Nothing is changed: a mended document would no longer be the one the person wrote or signed.
    """
    if data[-22:-18] != b"PK\x05\x06":  # something hangs behind the archive
        raise Unfit(Flaw.BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            _check_container(packed, parts)
            kind = _kind(packed)
            elements = 0
            for part in parts:
                elements += _check_part(packed, part)
                if elements > MOST_ELEMENTS:
                    raise Unfit(Flaw.LARGE)
    except Unfit:
        raise
    except Exception as error:  # a damaged or hostile archive raises many kinds; all mean the same here
        raise Unfit(Flaw.BROKEN) from error
    return kind


def _check_container(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Sizes and names, before anything is unpacked; nothing may stand before the first part."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(Flaw.LARGE)
    if not parts or packed.comment or min(part.header_offset for part in parts) != 0:
        raise Unfit(Flaw.BROKEN)
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise Unfit(Flaw.BROKEN)
    for part in parts:
        if part.flag_bits & 0x1:
            raise Unfit(Flaw.LOCKED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or not _is_plain(part):
            raise Unfit(Flaw.BROKEN)
        name = part.filename
        if _LOUD_NAMES.search(name.lower()):
            raise Unfit(Flaw.ACTIVE)
        if not name.lower().endswith(_QUIET) and not _QUIET_NAMES.fullmatch(name):
            raise Unfit(Flaw.ACTIVE)


def _is_plain(part: zipfile.ZipInfo) -> bool:
    """Whether a part has a name that stays inside its folder, and is no link."""
    name = part.orig_filename
    steps = name.split("/")
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return not (is_link or ".." in steps or name.startswith("/") or any(c in name for c in "\\:\0"))


def _kind(packed: zipfile.ZipFile) -> str:
    names = set(packed.namelist())
    if packed.infolist()[0].filename == "mimetype":
        kind = packed.read("mimetype").decode("ascii").strip() if packed.getinfo("mimetype").file_size < 100 else ""
        if kind in SUFFIXES and {"content.xml", "META-INF/manifest.xml"} <= names:
            return kind
    elif {"[Content_Types].xml", "_rels/.rels"} <= names:
        found = [kind for name, kind in _MAIN_PARTS.items() if name in names]
        if len(found) == 1:
            return found[0]
    raise Unfit(Flaw.KIND)


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Unpacks a part once, piece by piece, which also proves its size and sum; how many elements of XML it has."""
    is_xml = part.filename.lower().endswith(_XML)
    reader = _Reader(part.filename) if is_xml and part.file_size else None
    for piece in _pieces(packed, part):
        if reader:
            reader.feed(piece)
    return reader.finish() if reader else 0


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as file:
        while piece := file.read(_PIECE):
            yield piece


class _Reader:
    """Hears one part of XML; it raises Unfit at the first thing that is not quiet. Entities are never resolved."""

    def __init__(self, name: str) -> None:
        self._is_relations = name.endswith(".rels")
        self._is_types = name == "[Content_Types].xml"
        self._is_picture = name.lower().endswith(".svg")
        self._elements = 0
        self._field: list[str] = []
        self._formula: list[str] | None = None
        self._in_field = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def finish(self) -> int:
        self._parser.Parse(b"", True)
        self._end_field()
        return self._elements

    def _refuse(self, *_declared: Any) -> NoReturn:
        raise Unfit(Flaw.ACTIVE)

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Unfit(Flaw.LARGE)
        namespace, _, name = full_name.rpartition(" ")
        plain = name.lower()
        if plain == "encryption-data":
            raise Unfit(Flaw.LOCKED)
        if plain in _LOUD_ELEMENTS and not (plain == "object" and namespace in _QUIET_OBJECTS):
            self._refuse()
        if self._is_types and _LOUD_TYPES.search(attributes.get("ContentType", "").lower()):
            self._refuse()
        if self._is_relations and plain == "relationship":
            self._check_relation(attributes)
        self._in_field = plain == "instrtext"
        if plain == "fldchar":
            self._end_field()
        elif plain == "f":
            self._formula = []
        self._check_attributes(plain, attributes)

    def _check_attributes(self, element: str, attributes: dict[str, str]) -> None:
        for full_name, value in attributes.items():
            name = full_name.rpartition(" ")[2].lower()
            far = name in ("href", "src") and not _is_near(value, is_link=name == "href" and element == "a")
            if far or (name == "formula" and _LOUD_FORMULA.search(value)):
                self._refuse()
            if self._is_picture and name.startswith("on"):
                self._refuse()
            if name == "instr":
                self._check_field(value)

    def _check_relation(self, about: Mapping[str, str]) -> None:
        kind = about.get("Type", "").lower()
        if _LOUD_RELATIONS.search(kind):
            self._refuse()
        if about.get("TargetMode", "").lower() == "external":
            if not kind.endswith("/hyperlink") or not _is_near(about.get("Target", ""), is_link=True):
                self._refuse()
        elif not _is_near(about.get("Target", "")):
            self._refuse()

    def _text(self, text: str) -> None:
        if self._in_field:
            self._field.append(text)
        if self._formula is not None:
            self._formula.append(text)

    def _end(self, full_name: str) -> None:
        name = full_name.rpartition(" ")[2].lower()
        if name == "instrtext":
            self._in_field = False
        elif name == "f" and self._formula is not None:
            if _LOUD_FORMULA.search("".join(self._formula)):
                self._refuse()
            self._formula = None

    def _end_field(self) -> None:
        self._check_field("".join(self._field))
        self._field.clear()

    def _check_field(self, words: str) -> None:
        first = words.split(maxsplit=1)[:1]
        if first and first[0].upper() in _LOUD_FIELDS:
            self._refuse()


def _is_near(address: str, *, is_link: bool = False) -> bool:
    """Whether an address stays in the document, or is a link that a person follows only by pressing it."""
    if address.lstrip().startswith(("//", "\\\\")):
        return False
    scheme = _SCHEME.match(address)
    return scheme is None or (is_link and scheme[1].lower() in _LINKS)
