"""Writes long tables to files row by row, as CSV or XLSX, in the same little memory whatever their length."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# A cell that begins so would be run as a formula by a spreadsheet that opens the CSV.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Table(Protocol):
    """A file being written; `close` ends it, and only then it is whole."""

    def add(self, rows: Iterable[Sequence[Any]]) -> None: ...

    def close(self) -> None: ...


def begin(path: Path, form: str, headings: Sequence[str]) -> Table:
    """A table of the format ("csv", "xlsx") at `path`, with its heading row. Raises OSError, as on a full disk."""
    return _Csv(path, headings) if form == "csv" else _Xlsx(path, headings)


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date) else value


class _Csv:
    """UTF-8 with the mark that spreadsheets look for, so that Kazakh letters are read as they are."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(headings)

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        self._writer.writerows([_safe(value) for value in row] for row in rows)

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
            formula = any(isinstance(value, str) and value.startswith("=") for value in row)
            self._sheet.append([self._text(v) if formula and isinstance(v, str) else v for v in row])

    def close(self) -> None:
        self._book.save(self._path)
