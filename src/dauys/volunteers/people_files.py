"""Reads a long table of people from a file, line by line: for millions, where the desk takes thousands."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from dauys.volunteers.people_columns import known_columns


class BadFile(ValueError):
    """The file is no table of people; one sentence."""


def lines_of(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line of a CSV in UTF-8 with its number and its cells by our columns. Raises BadFile and OSError."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=max(",;\t", key=head.count))
            headings = [cell.strip().lower() for cell in next(reader, [])]
            known = known_columns(headings)
            if not {"name", "born_on"} <= set(known.values()):
                raise BadFile(f"{path} needs a column with the full name and one with the date of birth.")
            columns = [known.get(heading, "") for heading in headings]
            for cells in reader:
                line = reader.line_num
                if any(cells):
                    extra = " ".join(filter(None, cells[len(columns) :]))
                    found = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
                    yield line, {**found, "": extra} if extra else found
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: not written in UTF-8 from about line {line + 1} on") from error
    except csv.Error as error:
        raise BadFile(f"{path}:{line + 1}: cannot be read as CSV: {error}") from error
