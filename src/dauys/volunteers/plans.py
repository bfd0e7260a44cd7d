"""Writes a plan with its reasons, what it leaves open, and what it was made of; the same plan is the same bytes."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from dauys import __version__
from dauys.core.match import ENGINE, weights
from dauys.core.match.plan import Plan
from dauys.core.match.reasons import why_idle, why_pairs, why_unfilled
from dauys.core.match.tables import Task

PLAN_COLUMNS = ("volunteer_id", "need_id", "slot", "distance_km", "reason")
UNFILLED_COLUMNS = (
    "need_id", "slot", "unfilled", "reason", "free", "reach", "law", "skills", "language", "came", "taken", "price",
)  # fmt: skip
IDLE_COLUMNS = ("volunteer_id", "reason")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files of one plan lie; `idle` only if it was asked for."""

    plan: Path
    unfilled: Path
    about: Path
    idle: Path | None = None


def beside(plan: Path, unfilled: Path | None = None, idle: Path | None = None) -> Places:
    """PLAN.csv, PLAN.unfilled.csv and PLAN.json, unless named otherwise."""
    return Places(plan, unfilled or plan.with_suffix(".unfilled.csv"), plan.with_suffix(".json"), idle)


def write(task: Task, plan: Plan, places: Places, made_of: Mapping[str, Any]) -> dict[str, Any]:
    """Writes every file; what the plan is, as it stands in its JSON."""
    _table(places.plan, PLAN_COLUMNS, _pairs(task, plan))
    left = list(_unfilled(task, plan))
    _table(places.unfilled, UNFILLED_COLUMNS, left)
    if places.idle:
        idle = ((task.volunteers.ids[row], reason) for row, reason in why_idle(task, plan))
        _table(places.idle, IDLE_COLUMNS, idle)
    about = {
        "engine": plan.engine,
        "engine_version": ENGINE,
        "program": __version__,
        **made_of,
        "weights": weights.as_json(),
        "objective": plan.objective,
        "first_round": plan.first,
        "candidates": plan.candidates,
        **coverage(task, plan),
    }
    places.about.write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return about


def coverage(task: Task, plan: Plan) -> dict[str, int]:
    """How much of what is asked for is filled, and by how many people."""
    filled = numpy.bincount(plan.n, minlength=len(task.needs))
    first = task.law.first[task.needs.work] > 0
    return {
        "volunteers": len(task.volunteers),
        "needs": len(task.needs),
        "places": int(task.needs.places.sum()),
        "filled": len(plan),
        "people": len(numpy.unique(plan.v)),
        "crews": int((filled >= task.needs.crew).sum()),
        "first_places": int(task.needs.places[first].sum()),
        "first_filled": int(filled[first].sum()),
    }


def sum_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pairs(task: Task, plan: Plan) -> Iterable[Sequence[Any]]:
    people, needs = task.volunteers, task.needs
    travel = task.travel(plan.v, plan.n).tolist()
    slots = needs.slot[plan.n].tolist()
    for v, n, slot, far, why in zip(
        plan.v.tolist(), plan.n.tolist(), slots, travel, why_pairs(task, plan), strict=True
    ):
        yield people.ids[v], needs.ids[n], task.slots[slot], f"{far // 10}.{far % 10}", why


def _unfilled(task: Task, plan: Plan) -> Iterable[Sequence[Any]]:
    for left in why_unfilled(task, plan):
        price = "" if left.price is None else left.price
        slot = task.slots[task.needs.slot[left.row]]
        counts = (*left.counts, left.came, left.taken)
        yield task.needs.ids[left.row], slot, left.places, left.reason, *counts, price


def _table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
