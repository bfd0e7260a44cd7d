"""The bench of learning: it runs without a database, and its figures stand beside those of the same version."""

import json
from pathlib import Path

from dauys.site.bench.learn import run
from dauys.site.bench.record import keep_beside


def test_one_suggestion_keeps_its_bar() -> None:
    figures = {figure.name: figure for figure in run(600, lambda said: None)}
    assert figures["one suggestion"].passed
    assert figures["teaching on 600 texts"].value >= 0


def test_figures_stand_beside_the_others_and_are_replaced(tmp_path: Path) -> None:
    docs = tmp_path / "performance"
    (docs / "history").mkdir(parents=True)
    machine = dict.fromkeys(["cores", "processor", "memory_gb", "system", "python", "postgresql", "load_before"], 1)
    other = {"bench": "intake", "name": "intake", "value": 1.0, "unit": "x"}
    report = {"version": "1.0", "machine": machine, "cases": {"big": 1, "small": 1}, "figures": [other]}
    (docs / "history/1.0.json").write_text(json.dumps(report))
    for value in (1.0, 2.0):
        keep_beside("learn", [{"name": "one suggestion", "value": value, "unit": "ms"}], "1.0", docs)
    kept = json.loads((docs / "history/1.0.json").read_text())["figures"]
    assert [(f["bench"], f["value"]) for f in kept] == [("intake", 1.0), ("learn", 2.0)]
    assert "| one suggestion | 2 ms |" in docs.with_suffix(".md").read_text()
