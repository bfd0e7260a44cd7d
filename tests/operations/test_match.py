"""`dauys match` from tables to files: the same bytes each time, faults by exit code, one sentence for what is wrong."""

import json
from pathlib import Path

import pytest

from dauys.core.match.plan import make
from dauys.core.match.tables import law_of
from dauys.ground.packs.load import built_in, load_pack
from dauys.site.bench.linear import bound
from dauys.site.bench.match import Size, live, run
from dauys.site.cli import main
from dauys.volunteers.consent import works_of
from dauys.volunteers.files import read_task

FILES = ("plan.csv", "plan.unfilled.csv", "plan.json", "idle.csv")


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    assert main(["seed", "--volunteers", "400", "--needs", "40", "--csv", str(tmp_path)]) == 0
    return [str(tmp_path / "volunteers.csv"), str(tmp_path / "needs.csv")]


def written(tables: list[str], folder: Path, *more: str) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    out = ["--out", str(folder / "plan.csv"), "--idle", str(folder / "idle.csv")]
    assert main(["match", *tables, *out, *more]) == 0
    return {name: (folder / name).read_bytes() for name in FILES}


def test_the_same_tables_give_the_same_bytes(tables: list[str], tmp_path: Path) -> None:
    first, second = written(tables, tmp_path / "one"), written(tables, tmp_path / "two")
    assert first == second
    about = json.loads(first["plan.json"])
    assert (about["engine"], about["pack"], about["volunteers"], about["needs"]) == ("flow", "kz", 400, 40)
    assert set(about["inputs"]) == {"volunteers", "needs"} and all(len(sum_) == 64 for sum_ in about["inputs"].values())
    lines = first["plan.csv"].decode().splitlines()
    assert lines[0] == "volunteer_id,need_id,slot,distance_km,reason" and len(lines) == about["filled"] + 1
    assert len(first["idle.csv"].decode().splitlines()) == 400 - about["people"] + 1
    open_places = sum(int(line.split(",")[2]) for line in first["plan.unfilled.csv"].decode().splitlines()[1:])
    assert open_places == about["places"] - about["filled"]


def test_greedy_is_no_better_than_the_flow(tables: list[str], tmp_path: Path) -> None:
    flow = json.loads(written(tables, tmp_path / "flow")["plan.json"])
    greedy = json.loads(written(tables, tmp_path / "greedy", "--engine", "greedy")["plan.json"])
    assert greedy["engine"] == "greedy" and greedy["objective"] < flow["objective"]


def test_settled_and_forbidden_pairs_are_kept_to(tables: list[str], tmp_path: Path) -> None:
    lines = written(tables, tmp_path / "first")["plan.csv"].decode().splitlines()[1:3]
    pair, other = (",".join(line.split(",")[:2]) for line in lines)
    (tmp_path / "pin.csv").write_text(f"volunteer_id,need_id\n{pair}\n")
    (tmp_path / "forbid.csv").write_text(f"volunteer_id,need_id\n{other}\n")
    settled = ["--pin", str(tmp_path / "pin.csv"), "--forbid", str(tmp_path / "forbid.csv")]
    made = written(tables, tmp_path / "second", *settled)["plan.csv"].decode()
    (line,) = (line for line in made.splitlines() if line.startswith(f"{pair},"))
    assert ",pinned|" in line and f"\n{other}," not in made


def test_a_check_tells_by_its_exit_code(tables: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tables, tmp_path)
    capsys.readouterr()
    assert main(["match", *tables, "--check", str(tmp_path / "plan.csv")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == 0
    assert told["objective"] == json.loads((tmp_path / "plan.json").read_text("utf-8"))["objective"]
    plan = (tmp_path / "plan.csv").read_text("utf-8").splitlines()
    (tmp_path / "plan.csv").write_text("\n".join([*plan, plan[1]]) + "\n", "utf-8")
    assert main(["match", *tables, "--check", str(tmp_path / "plan.csv")]) == 1
    assert f"plan.csv:{len(plan) + 1}: again: this pair stands in the plan already" in capsys.readouterr().err


def test_what_cannot_be_used_is_said_and_nothing_is_written(
    tables: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "plan.csv")]
    first = Path(tables[0]).read_text("utf-8").splitlines()[1].split(",")[0]
    last = Path(tables[1]).read_text("utf-8").splitlines()[-1].split(",")[0]
    (tmp_path / "pin.csv").write_text(f"volunteer_id,need_id\n{first},{last}\n")
    (tmp_path / "bad.csv").write_text("id\n")
    for arguments, sentence in (
        ([*tables, *out, "--pin", str(tmp_path / "pin.csv")], f"pin.csv:2: {first} "),
        ([tables[0], str(tmp_path / "bad.csv"), *out], "bad.csv:1: the columns lat, lon, slot"),
        ([*tables, *out, "--pin", str(tmp_path / "none.csv")], "There is no file"),
        ([*tables, "--out", str(tmp_path / "away/plan.csv")], "cannot be written: No such file"),
    ):
        assert main(["match", *arguments]) == 1
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "plan.csv").exists()
    assert main(["seed", "--volunteers", "4"]) == 1 and "together" in capsys.readouterr().err


def test_the_plan_reaches_the_bound_of_another_solver(tables: list[str]) -> None:
    task = read_task(Path(tables[0]), Path(tables[1]), law_of(works_of(load_pack(built_in("kz")))))
    found, plan = bound(task), make(task)
    assert found["objective"] == plan.first <= plan.objective and found["not_whole"] == 0
    assert plan.candidates > 600


def test_the_bench_runs_and_every_bar_of_quality_is_kept() -> None:
    figures = {figure.name: figure for figure in run(lambda said: None, sizes=[Size(300, 30, 60, 1000)])}
    assert len(figures) == 6 and all(figure.passed is not False for figure in figures.values())
    assert figures["first round, 300 x 30, of the bound"].value == 1
    assert live(lambda said: None, 2_000)[0].passed


def test_a_settled_pair_that_the_law_forbids_is_refused_with_its_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "volunteers.csv").write_text(
        "id,lat,lon,radius_km,skills,languages,slots,max_load,age,idle_months,consents\n"
        "v1,43.2,76.9,15,,kk,sat-am,1,17,0,guardian|accompanied\n"
    )
    (tmp_path / "needs.csv").write_text(
        "id,lat,lon,slot,skills,language,capacity,min_crew,priority,kind\nn1,43.2,76.9,sat-am,,,1,1,1,heavy\n"
    )
    (tmp_path / "pin.csv").write_text("volunteer_id,need_id\nv1,n1\n")
    tables = [str(tmp_path / "volunteers.csv"), str(tmp_path / "needs.csv"), "--out", str(tmp_path / "plan.csv")]
    assert main(["match", *tables, "--pin", str(tmp_path / "pin.csv")]) == 1
    assert "pin.csv:2: v1 may not do this work (Law on volunteer activity, art. 12, point 2-1, A volunteer" in (
        capsys.readouterr().err
    )
    assert main(["match", *tables]) == 0
    assert (tmp_path / "plan.unfilled.csv").read_text().splitlines()[1] == "n1,sat-am,1,law,1,1,0,0,0,0,0,"
