"""What a plan of volunteers costs and how good it is: beside the bound of another solver, and beside the usual greedy.

Each plan is made by the command itself in a process of its own, from tables to files with the checker, so that time and
memory are those of whoever runs it. The tables are those of `dauys seed --volunteers`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from dauys.ground.packs.load import built_in, load_pack
from dauys.site.bench.figures import Figure, at_least, at_most, p95
from dauys.site.bench.stage import command
from dauys.site.quality import ROOT
from dauys.volunteers.consent import works_of

Say = Callable[[str], None]
LIVE_MS = 50.0
ASKED = 200


@dataclass(frozen=True, slots=True)
class Size:
    """A trial: `cpu` seconds and `memory` MB at most, None without a bar; whether the other solver comes beside."""

    volunteers: int
    needs: int
    cpu: float | None = None
    memory: float | None = None
    bounded: bool = True

    @property
    def name(self) -> str:
        return f"{self.volunteers:,} x {self.needs:,}"


SIZES = (Size(5_000, 500), Size(50_000, 5_000, 10, 400))
LARGE = Size(500_000, 20_000, 120, 2_500, bounded=False)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process printed, its processor time in seconds, and the most memory it held in MB."""

    said: dict[str, Any]
    cpu: float
    memory: float


def run(say: Say, *, large: bool = False, sizes: Sequence[Size] = SIZES) -> list[Figure]:
    """Raises ImportError where the packages are missing."""
    with tempfile.TemporaryDirectory(prefix="dauys-bench-") as folder:
        made = Path(folder)
        figures = []
        for size in (*sizes, LARGE) if large else sizes:
            figures += _of_size(size, made / str(size.volunteers), say)
        return figures


def live(say: Say, volunteers: int = LARGE.volunteers) -> list[Figure]:
    """Who can come now, asked for one need after the other among so many people."""
    say(f"who can come now, among {volunteers:,}")
    with tempfile.TemporaryDirectory(prefix="dauys-bench-") as folder:
        tables = import_module("dauys.site.bulk.volunteering").write(volunteers, ASKED, Path(folder))
        law = import_module("dauys.core.match.tables").law_of(works_of(load_pack(built_in("kz"))))
        task = import_module("dauys.volunteers.files").read_task(tables.volunteers, tables.needs, law)
        ready = import_module("dauys.core.match.live").Ready(task)
    spent = []
    for need in range(ASKED):
        began = time.process_time()
        ready.who_can_come(need)
        spent.append((time.process_time() - began) * 1000)
    note = f"mean {sum(spent) / len(spent):.1f} ms, the slowest of {ASKED} {max(spent):.1f} ms"
    return [at_most(f"who can come now, among {volunteers:,}, p95", p95(spent), LIVE_MS, "ms CPU", note)]


def _of_size(size: Size, folder: Path, say: Say) -> list[Figure]:
    say(f"{size.name}: making tables")
    import_module("dauys.site.bulk.volunteering").write(size.volunteers, size.needs, folder)
    say(f"{size.name}: matching")
    flow = _match(folder, "flow")
    greedy = _match(folder, "greedy")
    said, usual = flow.said, greedy.said
    about = (
        f"{said['candidates']:,} candidates, {said['people']:,} people used, {said['crews']:,} needs with their crew, "
        f"{said['first_filled']:,} places at the disaster; no fault found by the checker"
    )
    figures = [
        _bar(f"plan of {size.name}, candidates and flow", said["cpu_seconds"]["plan"], size.cpu, "s CPU", about),
        Figure(f"plan of {size.name}, from tables to checked files", round(flow.cpu, 1), "s CPU", note=_steps(said)),
        _bar(f"plan of {size.name}, memory", flow.memory, size.memory, "MB"),
        Figure(
            f"places filled, {size.name}", said["filled"], "places", floor=usual["filled"], floor_is="greedy",
            ratio=round(said["filled"] / usual["filled"], 3), note=f"of {said['places']:,}",
        ),
        Figure(
            f"objective, {size.name}", said["objective"], "", floor=usual["objective"], floor_is="greedy",
            ratio=round(said["objective"] / usual["objective"], 4), note=f"greedy: {greedy.cpu:.1f} s CPU",
        ),
    ]  # fmt: skip
    if size.bounded:
        say(f"{size.name}: the bound by HiGHS")
        other = _child([sys.executable, "-m", "dauys.site.bench.linear", *map(str, _tables(folder))])
        share = said["first_round"] / other.said["objective"]
        note = f"HiGHS: {other.said['cpu']:.1f} s CPU, {other.memory:.0f} MB, {other.said['not_whole']} not whole"
        same = said["first_round"] == other.said["objective"]
        figures.append(
            at_least(f"first round, {size.name}, of the bound", share if same else min(share, 0.999), 1, "", note)
        )
    return figures


def _steps(said: dict[str, Any]) -> str:
    spent = said["cpu_seconds"]
    return f"reading {spent['read']:.1f}, reasons and files {spent['files']:.1f}; the rest is start and checker"


def _bar(name: str, value: float, bar: float | None, unit: str, note: str = "") -> Figure:
    return (
        Figure(name, round(value, 1), unit, note=note)
        if bar is None
        else at_most(name, round(value, 1), bar, unit, note)
    )


def _tables(folder: Path) -> tuple[Path, Path]:
    return folder / "volunteers.csv", folder / "needs.csv"


def _match(folder: Path, engine: str) -> Spent:
    tables = map(str, _tables(folder))
    return _child(command("match", *tables, "--engine", engine, "--out", str(folder / f"{engine}.csv")))


def _child(arguments: Sequence[str]) -> Spent:
    """Raises CalledProcessError."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(arguments, stdout=out, env=environment)  # noqa: S603
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(arguments))
    return Spent(json.loads(text[text.index("{") :]), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
