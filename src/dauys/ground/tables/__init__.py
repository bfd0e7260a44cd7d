"""Tables as CSV, XLSX or XML: long ones written row by row in little memory, small ones read line by line."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dauys.ground.tables.lines import MOST_BYTES, Line, Unreadable, plain, safe
from dauys.ground.tables.xml import IMPOSSIBLE, XmlTable

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
    return _Csv(path, headings) if form == "csv" else _Xlsx(path, headings)


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


class _Xlsx:
    """openpyxl streams the sheet to a file of its own; texts are written as texts, whatever they begin with."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._path, self._book = path, Workbook(write_only=True)
        self._sheet = self._book.create_sheet()
        self._sheet.freeze_panes = "A2"
        for number, heading in enumerate(headings, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(heading) + 4))
        self._sheet.append([self._text(heading, bold=True) for heading in headings])

    def _text(self, value: str, *, bold: bool = False) -> Any:
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        return cell

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            told = [IMPOSSIBLE.sub("", value) if isinstance(value, str) else value for value in row]
            formula = any(isinstance(value, str) and value.startswith("=") for value in told)
            self._sheet.append([self._text(v) if formula and isinstance(v, str) else v for v in told])

    def close(self) -> None:
        self._book.save(self._path)


_MOST_UNPACKED = 40 * 1024 * 1024


def read(data: bytes, *, most: int, most_bytes: int = MOST_BYTES) -> tuple[list[str], list[Line]]:
    """Headings in small letters and the lines that are not empty, of a CSV in UTF-8 or of the first sheet of an XLSX.

    Cells right of the last heading stand under "". Raises Unreadable, also for more than `most` lines.
    """
    if len(data) > most_bytes:
        raise Unreadable("size")
    rows = _sheet_rows(data) if data.startswith(b"PK") else _csv_rows(data)
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


def _sheet_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """A workbook that would unpack to more than forty megabytes is not opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise Unreadable("size")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_cell_text(value) for value in row]
    except Unreadable:
        raise
    except Exception as error:  # whatever openpyxl stumbles over, the file is not a sheet we can read
        raise Unreadable("sheet") from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
