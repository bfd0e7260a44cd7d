"""Reads the tables of volunteers and needs, and pairs that an official settled; every error names its line."""

import csv
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from dauys.core.match.tables import OLDEST, Law, Needs, Task, Volunteers
from dauys.core.match.weights import LOAD_MOST, PRIORITY_MOST
from dauys.volunteers.cells import MOST_BITS, Names, Parse, consents, identity, number, numbers, one_of, whole
from dauys.volunteers.consent import CONSENT_BITS
from dauys.volunteers.rules import places_to_offer

MOST_TOLD = 20
MOST_PLACES = 10  # that one volunteer helps from


class BadTable(ValueError):
    """A table cannot be used; each of `problems` is one line with file, line, column and what it must be."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    parse: Parse
    kind: str  # of array.array; "" where values are kept as a list


def read_task(volunteers: Path, needs: Path, law: Law, acceptance: float = 1.0) -> Task:
    """Both tables. Raises BadTable with the problems of both.

    `acceptance` is the share of people who come when they are asked: so many more places are offered.
    """
    skills, languages, slots = Names("skill", MOST_BITS), Names("language", MOST_BITS), Names("slot")
    problems: list[str] = []
    people = _read(volunteers, _volunteer_columns(skills, languages, slots), problems)
    wanted = _read(needs, _need_columns(skills, languages, slots, law), problems)
    for line, *place in zip(people["line"], people["lat"], people["lon"], people["radius_km"], strict=True):
        if len({len(_several(numbers)) for numbers in place}) > 1:
            problems.append(f"{volunteers}:{line}: lat, lon, radius_km: must name as many places each")
    for at, crew in enumerate(wanted["min_crew"]):
        if crew > wanted["capacity"][at]:
            problems.append(f"{needs}:{wanted['line'][at]}: min_crew: must not be more than the capacity")
    if problems:
        raise BadTable(problems[:MOST_TOLD])
    names = (tuple(slots.known), tuple(skills.known), tuple(languages.known))
    return Task(_volunteers(people), _needs(wanted, acceptance), law, *names)


def read_pairs(path: Path, task: Task) -> list[tuple[int, int, int]]:
    """Rows of volunteer and need, and the line they stand on. Raises BadTable."""
    people = {name: row for row, name in enumerate(task.volunteers.ids)}
    needs = {name: row for row, name in enumerate(task.needs.ids)}
    problems: list[str] = []
    columns = [
        Column("volunteer_id", _known(people, "a volunteer"), "q"),
        Column("need_id", _known(needs, "a need"), "q"),
    ]
    rows = _read(path, columns, problems, key=False)
    pairs = list(zip(rows["volunteer_id"], rows["need_id"], rows["line"], strict=True))
    seen: dict[tuple[int, int], int] = {}
    for v, n, line in pairs:
        if first := seen.get((v, n)):
            problems.append(f"{path}:{line}: volunteer_id: this pair stands already on line {first}")
        seen.setdefault((v, n), line)
    if problems:
        raise BadTable(problems[:MOST_TOLD])
    return pairs


def _known(rows: Mapping[str, int], what: str) -> Parse:
    def parse(text: str) -> int:
        if text not in rows:
            raise ValueError(f"must be {what} of the tables")
        return rows[text]

    return parse


def _volunteer_columns(skills: Names, languages: Names, slots: Names) -> list[Column]:
    return [
        Column("id", identity, ""),
        Column("lat", numbers(-90, 90, MOST_PLACES), ""),
        Column("lon", numbers(-180, 180, MOST_PLACES), ""),
        Column("radius_km", numbers(0, 1000, MOST_PLACES), ""),
        Column("skills", skills.bits(), "q"),
        Column("languages", languages.bits(), "q"),
        Column("slots", slots.list(), ""),
        Column("max_load", whole(1, LOAD_MOST), "q"),
        Column("age", whole(0, OLDEST), "q"),
        Column("idle_months", whole(0, 1200), "q"),
        Column("consents", consents(CONSENT_BITS), "q"),
    ]


def _need_columns(skills: Names, languages: Names, slots: Names, law: Law) -> list[Column]:
    def language(text: str) -> int:
        return 1 << languages.number(text) if text else 0

    return [
        Column("id", identity, ""),
        Column("lat", number(-90, 90), "d"),
        Column("lon", number(-180, 180), "d"),
        Column("slot", slots.number, "q"),
        Column("skills", skills.bits(), "q"),
        Column("language", language, "q"),
        Column("capacity", whole(1, 100_000), "q"),
        Column("min_crew", whole(0, 100_000), "q"),
        Column("priority", whole(1, PRIORITY_MOST), "q"),
        Column("kind", one_of({code: row for row, code in enumerate(law.codes)}, "a kind of work of the pack"), "q"),
    ]


def _read(path: Path, columns: Sequence[Column], problems: list[str], *, key: bool = True) -> dict[str, Any]:
    """The values of each column, and the line of each row; what is wrong goes to `problems`."""
    values: dict[str, Any] = {c.name: array(c.kind) if c.kind else [] for c in columns}
    values["line"] = array("q")
    seen: dict[str, int] = {}
    keep = [(column.parse, values[column.name].append) for column in columns]
    for line, cells in _rows(path, [column.name for column in columns], problems):
        try:
            parsed = [parse(cell) for (parse, _), cell in zip(keep, cells, strict=True)]
        except ValueError:
            problems += _explained(path, line, columns, cells)
            if len(problems) >= MOST_TOLD:
                break
            continue
        if key and (first := seen.setdefault(parsed[0], line)) != line:
            problems.append(f"{path}:{line}: id: {parsed[0]} is already used on line {first}")
        for (_, append), value in zip(keep, parsed, strict=True):
            append(value)
        values["line"].append(line)
    return values


def _rows(path: Path, names: Sequence[str], problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row in the order of `names`, with the line it ends on."""
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, [])
            if wrong := _wrong_head(head, names):
                problems.append(f"{path}:1: {wrong}")
                return
            order = [head.index(name) for name in names]
            in_order = order == list(range(len(order)))
            for cells in reader:
                line = reader.line_num
                if not cells:
                    continue
                if len(cells) != len(order):
                    problems.append(f"{path}:{line}: has {len(cells)} cells where the head has {len(order)}")
                    continue
                yield line, cells if in_order else [cells[at] for at in order]
    except UnicodeDecodeError:
        problems.append(f"{path}:{line + 1}: is not written in UTF-8 from about here")
    except csv.Error as error:
        problems.append(f"{path}:{line + 1}: cannot be read as CSV: {error}")


def _wrong_head(head: Sequence[str], names: Sequence[str]) -> str:
    if missing := [name for name in names if name not in head]:
        return f"the columns {', '.join(missing)} are missing; wanted: {','.join(names)}"
    if unknown := [name for name in head if name not in names]:
        return f"there is no column {unknown[0]!r}; wanted: {','.join(names)}"
    return "a column stands there twice" if len(head) != len(names) else ""


def _explained(path: Path, line: int, columns: Sequence[Column], cells: Sequence[str]) -> Iterator[str]:
    for column, cell in zip(columns, cells, strict=True):
        try:
            column.parse(cell)
        except ValueError as error:
            yield f"{path}:{line}: {column.name}: {cell[:40]!r} {error}"


def _several(numbers: float | tuple[float, ...]) -> tuple[float, ...]:
    return numbers if isinstance(numbers, tuple) else (numbers,)


def _volunteers(rows: Mapping[str, Any]) -> Volunteers:
    lengths = numpy.fromiter(map(len, rows["slots"]), dtype=numpy.int64, count=len(rows["slots"]))
    starts = numpy.concatenate(([0], numpy.cumsum(lengths)))
    flat = (slot for slots in rows["slots"] for slot in slots)
    many = [len(_several(lat)) for lat in rows["lat"]]
    lat, lon, radius = (
        numpy.fromiter((one for cell in rows[name] for one in _several(cell)), dtype=float, count=sum(many))
        for name in ("lat", "lon", "radius_km")
    )
    return Volunteers(
        ids=rows["id"],
        lat=lat,
        lon=lon,
        radius=radius,
        skills=numpy.array(rows["skills"]),
        languages=numpy.array(rows["languages"]),
        starts=starts,
        slots=numpy.fromiter(flat, dtype=numpy.int16, count=int(starts[-1])),
        load=numpy.array(rows["max_load"], dtype=numpy.int64),
        age=numpy.array(rows["age"], dtype=numpy.int16),
        idle=numpy.array(rows["idle_months"], dtype=numpy.int64),
        consents=numpy.array(rows["consents"], dtype=numpy.int8),
        owner=numpy.repeat(numpy.arange(len(many), dtype=numpy.int32), many),
    )


def _needs(rows: Mapping[str, Any], acceptance: float) -> Needs:
    def offered(column: str) -> Any:
        return numpy.array([places_to_offer(count, acceptance) for count in rows[column]], dtype=numpy.int64)

    return Needs(
        ids=rows["id"],
        lat=numpy.array(rows["lat"]),
        lon=numpy.array(rows["lon"]),
        slot=numpy.array(rows["slot"], dtype=numpy.int32),
        skills=numpy.array(rows["skills"], dtype=numpy.int64),
        languages=numpy.array(rows["language"], dtype=numpy.int64),
        places=offered("capacity"),
        crew=offered("min_crew"),
        priority=numpy.array(rows["priority"], dtype=numpy.int64),
        work=numpy.array(rows["kind"], dtype=numpy.int64),
    )
