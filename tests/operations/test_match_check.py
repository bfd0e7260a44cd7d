"""The checker finds every kind of fault planted in a sound plan, and reckons the same objective as the engine."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dauys.core.match.check import Checked
from dauys.core.match.plan import make
from dauys.core.match.tables import law_of
from dauys.ground.packs.load import built_in, load_pack
from dauys.site.bulk.volunteering import write as invent
from dauys.volunteers.checking import CannotCheck, check_files, told
from dauys.volunteers.consent import works_of
from dauys.volunteers.files import read_task
from dauys.volunteers.plans import beside, write

WORKS = works_of(load_pack(built_in("kz")))
Rows = list[dict[str, str]]


class Made:
    """Invented tables and a sound plan of them in a folder, and what the checker says of it after a change."""

    def __init__(self, folder: Path, acceptance: float = 1.0, *, homes: int = 1) -> None:
        tables = invent(600, 60, folder)
        self.volunteers, self.needs, self.plan = tables.volunteers, tables.needs, folder / "plan.csv"
        if homes > 1:
            self._give_homes(homes)
        task = read_task(self.volunteers, self.needs, law_of(WORKS), acceptance)
        self.made = make(task)
        write(task, self.made, beside(self.plan), {"acceptance": acceptance})

    def _give_homes(self, homes: int) -> None:
        """Everybody helps from the places of those who stand after them, too."""
        rows = self.rows(self.volunteers)
        mine = [[rows[(at + 7 * step) % len(rows)] for step in range(homes)] for at in range(len(rows))]
        joined = [{name: "|".join(r[name] for r in own) for name in ("lat", "lon", "radius_km")} for own in mine]
        self.put(self.volunteers, [{**row, **places} for row, places in zip(rows, joined, strict=True)])

    def rows(self, path: Path) -> Rows:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def put(self, path: Path, rows: Rows) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def check(self) -> Checked:
        return check_files(self.volunteers, self.needs, self.plan, WORKS, told(self.plan.with_suffix(".json")))


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


@pytest.mark.parametrize("acceptance", [1.0, 0.7])
def test_a_sound_plan_has_no_fault_and_the_same_objective(tmp_path: Path, acceptance: float) -> None:
    made = Made(tmp_path, acceptance)
    found = made.check()
    assert not found.faults and found.objective == made.made.objective
    said = json.loads(made.plan.with_suffix(".json").read_text("utf-8"))
    assert (found.pairs, found.people, found.crews) == (said["filled"], said["people"], said["crews"])
    assert found.pairs > 300


@pytest.mark.parametrize("homes", [2, 3])
def test_plans_of_people_with_several_places_are_sound_and_fill_more(made: Made, tmp_path: Path, homes: int) -> None:
    (tmp_path / "more").mkdir()
    more = Made(tmp_path / "more", homes=homes)
    found = more.check()
    assert not found.faults and found.objective == more.made.objective
    assert found.pairs > made.check().pairs
    rows = more.rows(more.plan)
    rows[2]["distance_km"] = f"{float(rows[2]['distance_km']) + 0.3:.1f}"
    more.put(more.plan, rows)
    assert [(f.code, f.line) for f in more.check().faults][:1] == [("distance", 4)]


def _of_person(made: Made, name: str, value: str) -> None:
    """Changes the person of the plan's third row."""
    v = made.rows(made.plan)[2]["volunteer_id"]
    made.put(made.volunteers, [{**r, name: value} if r["id"] == v else r for r in made.rows(made.volunteers)])


def _of_need(made: Made, name: str, value: str) -> None:
    n = made.rows(made.plan)[2]["need_id"]
    made.put(made.needs, [{**r, name: value} if r["id"] == n else r for r in made.rows(made.needs)])


def _of_row(made: Made, name: str, value: str) -> None:
    rows = made.rows(made.plan)
    rows[2] = {**rows[2], name: value}
    made.put(made.plan, rows)


def _again(made: Made) -> None:
    rows = made.rows(made.plan)
    made.put(made.plan, [*rows, rows[2]])


def _twice(made: Made) -> None:
    """The person is sent to a copy of the need at the same time."""
    row = made.rows(made.plan)[2]
    needs = made.rows(made.needs)
    made.put(made.needs, [*needs, next({**r, "id": "copy"} for r in needs if r["id"] == row["need_id"])])
    made.put(made.plan, [*made.rows(made.plan), {**row, "need_id": "copy"}])


FAULTS: dict[str, Callable[[Made], None]] = {
    "unknown": lambda made: _of_row(made, "need_id", "n0"),
    "cells": lambda made: _of_row(made, "distance_km", "far"),
    "slot": lambda made: _of_person(made, "slots", ""),
    "reach": lambda made: _of_person(made, "radius_km", "0"),
    "distance": lambda made: _of_row(made, "distance_km", "99.9"),
    "law": lambda made: (_of_need(made, "kind", "heavy"), _of_person(made, "age", "17"))[0],
    "skills": lambda made: _of_need(made, "skills", "flying"),
    "language": lambda made: _of_need(made, "language", "tr"),
    "again": _again,
    "twice": _twice,
    "load": lambda made: _of_person(made, "max_load", "0"),
    "full": lambda made: _of_need(made, "capacity", "0"),
    "objective": lambda made: made.put(made.plan, made.rows(made.plan)[1:]),
}


@pytest.mark.parametrize("code", FAULTS)
def test_every_kind_of_fault_is_found(made: Made, code: str) -> None:
    FAULTS[code](made)
    assert code in {fault.code for fault in made.check().faults}


def test_pairs_that_were_settled_or_forbidden_are_looked_for(made: Made, tmp_path: Path) -> None:
    first = made.rows(made.plan)[0]
    pairs = tmp_path / "pairs.csv"
    made.put(pairs, [{"volunteer_id": first["volunteer_id"], "need_id": first["need_id"]}])
    about = (made.volunteers, made.needs, made.plan, WORKS, told(tmp_path / "none.json"))
    assert not check_files(*about, pins=pairs).faults
    assert [(f.code, f.line) for f in check_files(*about, forbidden=pairs).faults] == [("forbidden", 2)]
    made.put(pairs, [{"volunteer_id": first["volunteer_id"], "need_id": "n0"}])
    assert [f.code for f in check_files(*about, pins=pairs).faults] == ["pin"]


def test_what_cannot_be_checked_is_one_sentence(made: Made) -> None:
    made.plan.with_suffix(".json").write_text("{}")
    with pytest.raises(CannotCheck, match="is not what"):
        made.check()
    made.plan.with_suffix(".json").unlink()
    made.plan.write_text("need_id\n")
    with pytest.raises(CannotCheck, match="has no column volunteer_id"):
        made.check()
