"""`dauys bench`: every budget in one run, and the watch that finds a page that has become slower."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dauys.site.bench.gate import CASES, slower
from dauys.site.bench.record import as_page, keep
from dauys.site.quality import ROOT
from tests.operations.installation import Installation, refusal

Make = Callable[..., Installation]
pytestmark = pytest.mark.faults  # takes minutes

# Measures once, then spends half as much again on every row of a list, and looks what the watch says of both.
SLOWED = """
import json, time
from dauys.site.runtime import start_django
start_django()
from dauys.cases import display
from dauys.site.bench import gate
kept = gate.measure()
same = gate.complaints(kept)
began = time.process_time(); gate.yardstick(); gate.yardstick()
spare = (time.process_time() - began) / 2 * kept["worklist"] * 0.5 / 25
whole = display.list_row
def slow(*given):
    until = time.process_time() + spare
    while time.process_time() < until:
        pass
    return whole(*given)
display.list_row = slow
print(json.dumps({"kept": kept, "same": same, "slowed": gate.complaints(kept)}))
"""


@pytest.fixture
def own_folder() -> Iterator[Callable[..., "subprocess.CompletedProcess[str]"]]:
    """Runs the program on a data folder with a database server of its own, as the demonstration has it."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith("DAUYS_") and n != "DATABASE_URL"}
    # pytest's own folders are closed to the account that root's server runs as.
    folder = Path(tempfile.mkdtemp(prefix="dauys-bench-", dir="/tmp"))
    folder.chmod(0o755)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "dauys", *arguments, "--data", str(folder / "data")]
        env = {**kept, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, timeout=300)

    yield run
    shutil.rmtree(folder, ignore_errors=True)


def test_every_budget_in_one_run(own_folder: Callable[..., "subprocess.CompletedProcess[str]"]) -> None:
    assert own_folder("migrate").returncode == 0
    assert "no case here" in refusal(own_folder("bench", "all", "--json"))
    assert own_folder("seed", "--cases", "1200").returncode == 0
    done = own_folder("bench", "all", "--quick", "--json", "--small", "600")
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    named = {figure["bench"] for figure in report["figures"]}
    assert named == {"statements", "worklist", "pages", "finding", "screen", "clocks", "intake"}
    assert report["cases"] == {"big": 1200, "small": 600}
    # How many statements a page costs does not depend on how busy the machine is.
    assert all(f["passed"] for f in report["figures"] if f["bench"] in ("statements", "screen"))
    assert any("INSERT INTO cases_obligation" in text for text in report["sql"].values())
    assert all("Execution Time" in plan for plan in report["plans"].values()) and report["plans"]
    assert done.returncode == (0 if all(f.get("passed", True) for f in report["figures"]) else 1)


def test_a_data_set_the_doctor_rejects_is_not_measured(migrated: Make) -> None:
    installation = migrated()
    installation.told("seed", "--cases", "300")
    with installation.owner() as owner:
        owner.execute("UPDATE cases_case SET serial = serial + 100000")
    assert "cases.number_fits_receipt" in installation.refused("bench", "statements")


def test_no_page_is_slower_than_in_the_last_release_and_a_slow_one_is_found(migrated: Make) -> None:
    installation = migrated()
    installation.told("seed", "--cases", str(CASES))
    done = installation.run("bench", "gate")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    slowed = installation.python("-c", SLOWED)
    assert slowed.returncode == 0, slowed.stderr
    found = json.loads(slowed.stdout)
    assert found["same"] == []
    assert [words.split(":")[0] for words in found["slowed"] if words.startswith("worklist")] == ["worklist"]
    assert not [words for words in found["slowed"] if words.startswith(("front", "tracking", "case"))]


def test_only_what_grew_beyond_the_limit_is_named() -> None:
    kept = {"worklist": 2.0, "case page": 1.0}
    assert slower({"worklist": 2.5, "case page": 1.29, "new page": 9.0}, kept) == {}
    assert list(slower({"worklist": 2.8, "case page": 1.0}, kept)) == ["worklist"]
    assert slower({"front page": 0.14}, {"front page": 0.1}) == {}
    assert list(slower({"front page": 0.2}, {"front page": 0.1})) == ["front page"]


def test_the_page_of_figures_is_written_from_the_kept_reports(tmp_path: Path) -> None:
    history = ROOT / "docs/performance/history"
    kept = [json.loads(path.read_text("utf-8")) for path in sorted(history.glob("*.json"), reverse=True)]
    assert (ROOT / "docs/performance.md").read_text("utf-8") == as_page(kept)
    newest = max(kept, key=lambda report: report["version"])
    keep(newest, tmp_path / "performance")
    assert (tmp_path / "performance.md").read_text("utf-8") == as_page([newest])
    assert "gate" in newest and all(name not in json.dumps(newest) for name in ("/tmp", "/home", "/root"))
