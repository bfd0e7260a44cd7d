"""Spreadsheets, read and written with openpyxl. Its import takes longer than most commands: only who has a sheet in
hand asks for this module."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dauys.ground.tables.lines import Unreadable
from dauys.ground.tables.xml import IMPOSSIBLE

_MOST_UNPACKED = 40 * 1024 * 1024


class XlsxTable:
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


def sheet_rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
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
