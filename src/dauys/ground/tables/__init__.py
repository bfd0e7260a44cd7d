"""Tables as CSV, XLSX or XML: long ones written row by row in little memory, small ones read line by line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from dauys.ground.tables.lines import MOST_BYTES, Line, Unreadable, plain, safe
from dauys.ground.tables.xml import XmlTable

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml; charset=utf-8",
}


class Table(Protocol):
    """A file being written; `close` ends it, and only then it is whole."""

    def add(self, rows: Iterable[Sequence[Any]]) -> None: ...

    def close(self) -> None: ...


def begin(path: Path, form: str, headings: Sequence[str], names: Sequence[str] = ()) -> Table:
    """A table of one of FORMATS at `path`; `names` are the columns' in XML, which has no heading row.

    Raises OSError, as on a full disk.
    """
    if form == "xml":
        return XmlTable(path, names)
    if form == "csv":
        return _Csv(path, headings)
    from dauys.ground.tables.xlsx import XlsxTable

    return XlsxTable(path, headings)


class _Csv:
    """UTF-8 with the mark that spreadsheets look for, so that Kazakh letters are read as they are."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(headings)

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        self._writer.writerows([safe(value) for value in row] for row in rows)

    def close(self) -> None:
        self._file.close()


def read(data: bytes, *, most: int, most_bytes: int = MOST_BYTES) -> tuple[list[str], list[Line]]:
    """Headings in small letters and the lines that are not empty, of a CSV in UTF-8 or of the first sheet of an XLSX.

    Cells right of the last heading stand under "". Raises Unreadable, also for more than `most` lines.
    """
    if len(data) > most_bytes:
        raise Unreadable("size")
    if data.startswith(b"PK"):
        from dauys.ground.tables.xlsx import sheet_rows

        rows = sheet_rows(data)
    else:
        rows = _csv_rows(data)
    headings: list[str] = []
    lines: list[Line] = []
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not headings:
            headings = [cell.lower() for cell in cells]
            while headings and not headings[-1]:
                headings.pop()
            continue
        if len(lines) == most:
            raise Unreadable("lines")
        cells += [""] * (len(headings) - len(cells))
        known = dict(zip(headings, cells, strict=False))
        beyond = " ".join(filter(None, cells[len(headings) :]))
        lines.append(Line(number, {**known, "": beyond} if beyond else known))
    if not headings:
        raise Unreadable("empty")
    return headings, lines


def _csv_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("text") from error
    if "\x00" in text:
        raise Unreadable("text")
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    before = 0
    try:
        for row in reader:
            yield before + 1, [plain(cell) for cell in row]
            before = reader.line_num
    except csv.Error as error:
        raise Unreadable("text") from error
