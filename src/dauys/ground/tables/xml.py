"""Tables as XML: a root, an element for each row, and in it an element for each cell, named as the column."""

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from xml.parsers import expat

from dauys.ground.tables.lines import MOST_BYTES, Line, Unreadable, plain, safe

ROOT, ROW = "cases", "case"
_DEEPEST = 8
# What XML 1.0 cannot hold, however it is written; a sheet of XLSX is XML too.
IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlTable:
    """UTF-8; an empty cell is no element."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._names = names
        self._file = path.open("w", encoding="utf-8")
        self._file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT}>\n')

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            cells = (_element(name, value) for name, value in zip(self._names, row, strict=True))
            self._file.write(f"<{ROW}>{''.join(cells)}</{ROW}>\n")

    def close(self) -> None:
        self._file.write(f"</{ROOT}>\n")
        self._file.close()


def _element(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    text = value.isoformat() if isinstance(value, date) else str(safe(value))
    return f"<{name}>{html.escape(IMPOSSIBLE.sub('', text), quote=False)}</{name}>"


def is_xml(data: bytes) -> bool:
    """Whether a file begins as XML does and no table would; also one in UTF-16."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or data[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def read_xml(data: bytes, *, most: int) -> tuple[list[str], list[Line]]:
    """Names of cells in small letters, in their order, and the rows that hold something, as `tables.read` gives them.

    A row's number is the line of the file on which it begins. An element inside a cell counts as a cell of its own;
    what stands in a row twice is joined. Names lose their prefix. Nothing but elements and text is read: a file that
    declares a document type, and with it entities, is refused unread. Raises Unreadable.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("size")
    found = _Rows(most)
    try:
        found.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable("xml") from error
    except (LookupError, ValueError) as error:  # an encoding nobody knows
        raise Unreadable("text") from error
    if not found.headings:
        raise Unreadable("empty")
    return list(found.headings), found.lines


class _Rows:
    """Hears the parser: the second level holds the rows, all below it their cells."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.headings: dict[str, None] = {}
        self.lines: list[Line] = []
        self._open: list[str] = []
        self._is_leaf = False
        self._text: list[str] = []
        self._line = 0
        self._cells: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append

    def _refuse(self, *_declared: Any) -> NoReturn:
        raise Unreadable("doctype")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._keep()
        self._open.append(name.rsplit(" ")[-1].lower())
        self._is_leaf = True
        if len(self._open) > _DEEPEST:
            raise Unreadable("xml")
        if len(self._open) == 2:
            self._line, self._cells = self.parser.CurrentLineNumber, {}

    def _end(self, _name: str) -> None:
        self._keep()
        if self._is_leaf and len(self._open) > 2:
            self.headings.setdefault(self._open[-1])
        self._is_leaf = False
        self._open.pop()
        if len(self._open) == 1 and self._cells:
            if len(self.lines) == self.most:
                raise Unreadable("lines")
            self.lines.append(Line(self._line, self._cells))

    def _keep(self) -> None:
        """What was read since the last element belongs to the innermost open one."""
        text = plain("".join(self._text).strip())
        self._text.clear()
        if text and len(self._open) > 2:
            name = self._open[-1]
            self.headings.setdefault(name)
            self._cells[name] = f"{self._cells[name]}\n{text}" if name in self._cells else text
