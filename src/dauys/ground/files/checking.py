"""Decides by content whether an upload is acceptable, and makes it harmless: pictures are drawn anew, stripped.

Plain text and CSV are not taken: by content they cannot be told from a page or a program, and words fit into the form.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, cast

import pypdf
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from dauys.ground.files.office import SUFFIXES, Flaw, Unfit, check_office

MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 20_000_000}  # a PNG is always decoded whole
MAX_SIDE = 4096
MAX_OBJECTS = 50_000
# Keys and kinds of action that make a document do something by itself, wherever in it they stand.
_TURN = threading.Semaphore(1)
_ACTIVE = {"/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AA", "/RichMediaContent", "/XFA"}
_ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/Movie", "/Sound",
    "/GoToR", "/GoToE",  # another document, which may lie on a stranger's server and learn who opened it
}  # fmt: skip


class BadFile(Exception):
    """The upload is refused; the text says why and what to do, in the person's language."""


@dataclass(frozen=True, slots=True)
class CleanFile:
    data: bytes
    media_type: str
    suffix: str


def most_bytes() -> int:
    return int(settings.FILE_MB) * 1024 * 1024


@contextmanager
def turn() -> Iterator[None]:
    """One file at a time in a process, so that several large ones at once cannot eat the memory or all threads.

    Raises BadFile if the turn does not come.
    """
    if not _TURN.acquire(timeout=20):
        raise BadFile(_("The file could not be saved just now. Try again later or send without it."))
    try:
        yield
    finally:
        _TURN.release()


def read(upload: IO[bytes] | bytes) -> bytes:
    """The bytes of an upload; raises BadFile for none or too many, without holding more than are allowed."""
    data = upload if isinstance(upload, bytes) else upload.read(most_bytes() + 1)
    if not data:
        raise BadFile(_("The file is empty. Choose another one."))
    if len(data) > most_bytes():
        words = _("The file is larger than %(size)s MB. Make it smaller or choose another one.")
        raise BadFile(words % {"size": settings.FILE_MB})
    return data


def clean(data: bytes) -> CleanFile:
    """The harmless form of an upload: JPEG or PNG drawn anew without metadata; a PDF or a document of an office program
    without active parts, as it is.

    Raises BadFile. The name and the type the browser claims play no part.
    """
    data = read(data)
    if data[:5] == b"%PDF-":
        return _clean_pdf(data)
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return _clean_picture(data)
    if data[:4] == b"PK\x03\x04":
        return _clean_office(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadFile(_("This is an old or locked document. Save it as DOCX, XLSX or PDF, without a password."))
    raise BadFile(_only())


def _only() -> str:
    return _("Only photos (JPEG, PNG) and documents (PDF, DOCX, XLSX, ODT, ODS) can be attached.")


def _clean_office(data: bytes) -> CleanFile:
    try:
        kind = check_office(data)
    except Unfit as error:
        raise BadFile(_office_words(error.flaw)) from error
    return CleanFile(data, kind, SUFFIXES[kind])


def _office_words(flaw: Flaw) -> str:
    return {
        Flaw.KIND: _only(),
        Flaw.BROKEN: _("The document is damaged and cannot be opened. Choose another one."),
        Flaw.LARGE: _("The document holds too much. Save it as PDF and attach that."),
        Flaw.ACTIVE: _("The document has macros, embedded files or links to other files. Save it as PDF, attach that."),
        Flaw.LOCKED: _("The document is protected by a password. Save it without one and try again."),
    }[flaw]


def _clean_picture(data: bytes) -> CleanFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
                if picture.width * picture.height > MAX_PIXELS[picture.format or "PNG"]:
                    raise BadFile(_("The picture is too large. Make it smaller and try again."))
                picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large JPEG is read at half its size or less
                picture.thumbnail((MAX_SIDE, MAX_SIDE))
                upright = ImageOps.exif_transpose(picture)
                out = io.BytesIO()
                if picture.format == "PNG":
                    fresh = Image.new("RGBA", upright.size)
                    fresh.paste(upright.convert("RGBA"))
                    fresh.save(out, "PNG", optimize=False)
                    return CleanFile(out.getvalue(), "image/png", ".png")
                fresh = Image.new("RGB", upright.size)
                fresh.paste(upright.convert("RGB"))
                fresh.save(out, "JPEG", quality=88)
                return CleanFile(out.getvalue(), "image/jpeg", ".jpg")
    except BadFile:
        raise
    except Exception as error:  # Pillow raises many kinds for a damaged or hostile picture; all mean the same here
        raise BadFile(_("The picture is damaged and cannot be opened. Choose another one.")) from error


def _clean_pdf(data: bytes) -> CleanFile:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise BadFile(_("The PDF is protected by a password. Save it without one and try again."))
        if len(reader.pages) == 0:
            raise BadFile(_("The PDF has no pages. Choose another one."))
        root = cast(DictionaryObject, reader.trailer["/Root"])
        active = _acts_on_opening(root) or _has_active_part(root)
    except BadFile:
        raise
    except Exception as error:  # as above: whatever pypdf raises, the document cannot be read
        raise BadFile(_("The PDF is damaged and cannot be opened. Choose another one.")) from error
    if active:
        raise BadFile(_("The PDF contains active parts. Print it to a new PDF and attach that."))
    return CleanFile(data, "application/pdf", ".pdf")


def _acts_on_opening(root: DictionaryObject) -> bool:
    """Whether opening the document does more than show a certain page of it."""
    opening = root.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    return isinstance(opening, DictionaryObject) and opening.get("/S") != "/GoTo"


def _has_active_part(root: PdfObject) -> bool:
    """Looks at every object the document's root leads to; a document of very many objects counts as active."""
    todo: list[Any] = [root]
    seen: set[int] = set()
    while todo:
        thing = todo.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if len(seen) > MAX_OBJECTS:
            return True
        if isinstance(thing, DictionaryObject):
            if not _ACTIVE.isdisjoint(thing) or ("/S" in thing and thing["/S"] in _ACTIONS):
                return True
            todo.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            todo.extend(thing)
    return False
