"""What tables of every form share: a line that was read, why a file cannot be, and cells a spreadsheet never runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dauys.core.folding import fold

MOST_BYTES = 2 * 1024 * 1024
DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y")
# A cell that begins so would be run as a formula by a spreadsheet that opens the file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """The file is no table that can be read; `why`: size, text, sheet, xml, doctype, lines, empty."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: the number a spreadsheet or an editor shows beside it, and its cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a table, and where: the number of the line and the name of the column, in words."""

    line: int
    column: str
    words: str


def columns_called(headings: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The column each heading means, of those in `names` with all that people call them; a heading that means none is
    left out, and so is one that means the same as one before it."""
    called = {fold(name): column for column, others in names.items() for name in (column, *others)}
    found: dict[str, str] = {}
    for heading in headings:
        column = called.get(fold(heading))
        if column and column not in found.values():
            found[heading] = column
    return found


def day(text: str, forms: Sequence[str] = DAY_FORMS) -> date | None:
    """A day as 2026-03-15 or 15.03.2026, or as `forms` of strptime say; None for anything else."""
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def safe(value: Any) -> Any:
    """A cell as it is written: a text that begins like a formula gets an apostrophe, a day its ISO form."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value.isoformat() if isinstance(value, date) else value


def plain(cell: str) -> str:
    """A cell as it was before `safe`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
