"""Reads the tables and a plan as plain cells for the checker, which shares nothing with the engine's own reading."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dauys.core.consent import Work
from dauys.core.match.check import Checked, Fault, check

Pairs = list[tuple[str, str]]


class CannotCheck(ValueError):
    """A file is missing or lacks what a check needs; one sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands beside the plan in its JSON: the objective, and the share of people who come."""

    objective: int | None = None
    acceptance: float = 1.0


def told(about: Path) -> Told:
    """What the JSON beside a plan says; nothing where there is none. Raises CannotCheck."""
    if not about.is_file():
        return Told()
    try:
        read = json.loads(about.read_text("utf-8"))
        found = Told(int(read["objective"]), float(read["acceptance"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CannotCheck(f"{about} is not what `dauys match` writes beside a plan.") from error
    if not 0 < found.acceptance <= 1:
        raise CannotCheck(f"{about} names a share of people who come that cannot be.")
    return found


def check_files(
    volunteers: Path,
    needs: Path,
    plan: Path,
    works: Mapping[str, Work],
    said: Told,
    *,
    pins: Path | None = None,
    forbidden: Path | None = None,
) -> Checked:
    """Every fault of a plan that lies in a file. Raises CannotCheck."""
    rows = list(_rows(plan, ("volunteer_id", "need_id", "slot", "distance_km")))
    wanted = {row["volunteer_id"] for _, row in rows}
    people = {row["id"]: row for _, row in _rows(volunteers, ("id", "slots", "consents")) if row["id"] in wanted}
    found = check(
        people,
        {row["id"]: row for _, row in _rows(needs, ("id", "slot", "kind"))},
        rows,
        works,
        acceptance=said.acceptance,
        pinned=_pairs(pins),
        forbidden=_pairs(forbidden),
    )
    if said.objective is None or said.objective == found.objective:
        return found
    other = Fault("objective", None, f"it is {found.objective}, and the JSON says {said.objective}")
    return Checked([*found.faults, other], found.objective, found.pairs, found.people, found.crews)


def _pairs(path: Path | None) -> Pairs:
    columns = ("volunteer_id", "need_id")
    return [(row["volunteer_id"], row["need_id"]) for _, row in _rows(path, columns)] if path else []


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            head = next(reader, [])
            if missing := [name for name in columns if name not in head]:
                raise CannotCheck(f"{path} has no column {', '.join(missing)}.")
            for cells in reader:
                if cells and len(cells) != len(head):
                    raise CannotCheck(
                        f"{path}:{reader.line_num} has {len(cells)} cells where the head has {len(head)}."
                    )
                if cells:
                    yield reader.line_num, dict(zip(head, cells, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CannotCheck(f"{path} cannot be read: {error}") from error
