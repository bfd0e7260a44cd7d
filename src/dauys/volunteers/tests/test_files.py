"""Tables are read as written, or refused with file, line, column and what a cell must be."""

from pathlib import Path

import numpy
import pytest

from dauys.core.match.tables import Task, law_of
from dauys.ground.packs.load import built_in, load_pack
from dauys.volunteers.consent import works_of
from dauys.volunteers.files import BadTable, read_pairs, read_task

LAW = law_of(works_of(load_pack(built_in("kz"))))
PEOPLE = """id,lat,lon,radius_km,skills,languages,slots,max_load,age,idle_months,consents
v1,43.2,76.9,15,cook|drive,kk|ru,sat-am|sun-pm,2,34,3,
v2,43.25,76.95,40,,ru,sat-am,1,13,0,guardian|accompanied
"""
NEEDS = """id,lat,lon,slot,skills,language,capacity,min_crew,priority,kind
n1,43.21,76.91,sat-am,drive,kk,3,1,4,general
n2,43.21,76.91,sun-pm,,,5,2,8,disaster
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "volunteers.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "needs.csv").write_text(NEEDS, "utf-8")
    return tmp_path


def read(folder: Path, acceptance: float = 1.0) -> Task:
    return read_task(folder / "volunteers.csv", folder / "needs.csv", LAW, acceptance)


def refused(folder: Path) -> list[str]:
    with pytest.raises(BadTable) as error:
        read(folder)
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_both_tables_become_rows(folder: Path) -> None:
    task = read(folder)
    people, needs = task.volunteers, task.needs
    assert (list(people.ids), list(needs.ids)) == (["v1", "v2"], ["n1", "n2"])
    assert (task.skills, task.languages, task.slots) == (("cook", "drive"), ("kk", "ru"), ("sat-am", "sun-pm"))
    assert [rows.tolist() for rows in people.by_slot(2)] == [[0, 1], [0]]
    assert (people.skills.tolist(), people.languages.tolist()) == ([3, 0], [3, 2])
    assert (people.load.tolist(), people.age.tolist(), people.consents.tolist()) == ([2, 1], [34, 13], [0, 3])
    assert (needs.skills.tolist(), needs.languages.tolist(), needs.slot.tolist()) == ([2, 0], [1, 0], [0, 1])
    assert (needs.places.tolist(), needs.crew.tolist()) == ([3, 5], [1, 2])
    assert [LAW.codes[work] for work in needs.work] == ["general", "disaster"]


def test_somebody_may_help_from_several_places(folder: Path) -> None:
    change(folder, "volunteers.csv", "43.2,76.9,15", "43.2|51.1,76.9|71.4,15|3")
    people = read(folder).volunteers
    assert (people.lat.tolist(), people.lon.tolist()) == ([43.2, 51.1, 43.25], [76.9, 71.4, 76.95])
    assert (people.radius.tolist(), people.owner.tolist()) == ([15, 3, 40], [0, 0, 1])


def test_more_places_are_offered_where_not_everybody_comes(folder: Path) -> None:
    needs = read(folder, 0.6).needs
    assert (needs.places.tolist(), needs.crew.tolist()) == ([5, 9], [2, 4])


def test_columns_may_stand_in_any_order_and_an_empty_line_is_nothing(folder: Path) -> None:
    for file in ("volunteers.csv", "needs.csv"):
        lines = [line.split(",") for line in (folder / file).read_text("utf-8").splitlines()]
        turned = "\r\n".join(",".join(reversed(cells)) for cells in lines)
        (folder / file).write_text(f"\ufeff{turned}\r\n\r\n", "utf-8")
    task = read(folder)
    assert numpy.array_equal(task.volunteers.lat, [43.2, 43.25]) and task.needs.crew.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("volunteers", "43.2,", "91,", "2: lat: '91' must be a number from -90 to 90"),
        ("volunteers", "76.95", "nan", "3: lon: 'nan' must be a number from -180 to 180"),
        ("volunteers", ",15,", ",far,", "2: radius_km: 'far' must be a number from 0 to 1000"),
        ("volunteers", "43.2,", "43.2|,", "2: lat: '43.2|' must be a number from -90 to 90"),
        ("volunteers", "43.2,", "43.2|91,", "2: lat: '43.2|91' must be a number from -90 to 90"),
        ("volunteers", "43.2,", "43.2|43.3,", "2: lat, lon, radius_km: must name as many places each"),
        (
            "volunteers",
            ",15,",
            f",{'|'.join('1' * 11)},",
            "2: radius_km: '1|1|1|1|1|1|1|1|1|1|1' has more than 10 places",
        ),
        ("volunteers", "cook|drive", "cook|cook", "2: skills: 'cook|cook' names a skill twice"),
        ("volunteers", "cook|drive", "cook|", "2: skills: 'cook|' must be a skill, without spaces around it"),
        ("volunteers", ",2,34,", ",11,34,", "2: max_load: '11' must be a whole number from 1 to 10"),
        ("volunteers", ",34,", ",,", "2: age: '' must be a whole number from 0 to 120"),
        ("volunteers", ",34,", ",３４,", "2: age: '３４' must be a whole number from 0 to 120"),
        ("volunteers", "guardian|accompanied", "mother", "3: consents: 'mother' must be guardian or accompanied"),
        ("volunteers", "v2", "v1", "3: id: v1 is already used on line 2"),
        ("volunteers", "v2", "", "3: id: '' must be 1 to 64 characters that can be printed"),
        ("volunteers", "v2,", "v2,,", "3: has 12 cells where the head has 11"),
        ("volunteers", "age,", "", "1: the columns age are missing; wanted: id,lat,lon"),
        ("volunteers", "age,", "age,phone,", "1: there is no column 'phone'; wanted: id,lat,lon"),
        ("volunteers", "age,", "age,age,", "1: a column stands there twice"),
        ("volunteers", "v2,", '"v2"2,', "3: cannot be read as CSV: "),
        ("needs", "general", "dancing", "2: kind: 'dancing' must be a kind of work of the pack: general, disaster"),
        ("needs", ",8,disaster", ",17,disaster", "3: priority: '17' must be a whole number from 1 to 16"),
        ("needs", ",3,1,", ",3,4,", "2: min_crew: must not be more than the capacity"),
        ("needs", "sat-am", "", "2: slot: '' must be a slot, without spaces around it"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_line(folder: Path, file: str, old: str, new: str, said: str) -> None:
    change(folder, f"{file}.csv", old, new)
    problems = refused(folder)
    assert problems[0].startswith(f"{file}.csv:{said}")


def test_all_problems_of_both_tables_are_told_at_once(folder: Path) -> None:
    change(folder, "volunteers.csv", ",34,", ",old,")
    change(folder, "volunteers.csv", "43.25", "north")
    change(folder, "needs.csv", "general", "dancing")
    assert [problem.split(":")[:3] for problem in refused(folder)] == [
        ["volunteers.csv", "2", " age"],
        ["volunteers.csv", "3", " lat"],
        ["needs.csv", "2", " kind"],
    ]


def test_other_bytes_than_utf_8_are_named_with_their_line(folder: Path) -> None:
    (folder / "needs.csv").write_bytes(NEEDS.encode() + "n3,жер\n".encode("cp1251"))
    assert "is not written in UTF-8" in refused(folder)[0]


def test_too_many_skills_are_said(folder: Path) -> None:
    change(folder, "volunteers.csv", "cook|drive", "|".join(f"skill{at}" for at in range(64)))
    assert "is one skill too many: there may be 63" in refused(folder)[0]


def test_pairs_name_rows_that_are_there_and_stand_once(folder: Path) -> None:
    task = read(folder)
    (folder / "pairs.csv").write_text("volunteer_id,need_id\nv1,n2\nv2,n1\n")
    assert read_pairs(folder / "pairs.csv", task) == [(0, 1, 2), (1, 0, 3)]
    (folder / "pairs.csv").write_text("volunteer_id,need_id\nv1,n2\nv9,n1\nv1,n2\n")
    with pytest.raises(BadTable) as error:
        read_pairs(folder / "pairs.csv", task)
    assert [problem.rpartition("/")[2] for problem in error.value.problems] == [
        "pairs.csv:3: volunteer_id: 'v9' must be a volunteer of the tables",
        "pairs.csv:4: volunteer_id: this pair stands already on line 2",
    ]
