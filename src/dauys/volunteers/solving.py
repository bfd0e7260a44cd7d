"""Solves the tables of a branch, and has the plan checked by code that knows nothing of the engine."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy

from dauys.core.match import ENGINE, weights
from dauys.core.match.check import Fault, check
from dauys.core.match.flow import NotSolved, has_solver
from dauys.core.match.plan import Pair, PinRefused, Plan, broken, make, settle
from dauys.core.match.reasons import why_idle, why_pairs, why_unfilled
from dauys.volunteers.consent import CONSENT_BITS
from dauys.volunteers.plans import coverage
from dauys.volunteers.tables import Read, overlap, week_of

__all__ = ["ENGINE", "NotSolved", "PlanFaulty", "Solved", "inputs_hash", "solve", "weights", "why_not"]


NARROW = 2  # rounds in which a plan may still find another line for whoever clashed


class PlanFaulty(RuntimeError):
    """A plan broke a rule, which must never happen; nothing of it was stored."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.code}: {fault.says}" for fault in faults[:5]))


@dataclass(frozen=True, slots=True)
class Chosen:
    """One pair of a plan as rows of both tables, how far it is, and what speaks for it."""

    v: int
    n: int
    km: float
    reason: str


@dataclass(frozen=True, slots=True)
class Short:
    """A line with places left: its row, why, how many people are left after each filter, and the price of moving
    somebody here."""

    n: int
    places: int
    reason: str
    counts: dict[str, int]
    price: int | None


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan that was checked, and everything that explains it."""

    pairs: Sequence[Chosen]
    short: Sequence[Short]
    idle: dict[str, list[int]]
    about: dict[str, int]
    objective: int
    engine: str
    cpu_ms: int


def solve(read: Read) -> Solved:
    """The plan of tables; the same tables give the same plan. Raises NotSolved, and PlanFaulty."""
    began = time.process_time()
    pins = kept_pins(read)
    engine = "flow" if has_solver() else "greedy"
    plan, soft, rounds = _without_clashes(read, pins, set(read.forbidden | read.asked), engine)
    if (again := _still_free(read, plan, soft)) is not None:
        filled, _soft, more = _without_clashes(read, list(_pairs(plan)), again, engine)
        rounds += more
        official = {v * len(read.lines) + n for v, n in pins}
        pinned = numpy.isin(filled.v.astype(numpy.int64) * len(read.lines) + filled.n, list(official))
        plan = replace(filled, pinned=pinned, first=plan.first, candidates=plan.candidates)
    short, idle = _short(read, plan), _idle(read, plan)
    km = read.task.travel(plan.v, plan.n) / 10
    reasons = why_pairs(read.task, plan)
    pairs = [
        Chosen(v, n, far, reason)
        for v, n, far, reason in zip(plan.v.tolist(), plan.n.tolist(), km.tolist(), reasons, strict=True)
    ]
    prove(read, plan, pairs)
    about = {
        **coverage(read.task, plan),
        "candidates": plan.candidates,
        "first_round": plan.first,
        "rounds": rounds,
        "pins": len(pins),
        "pins_dropped": len(read.pins) - len(pins),
    }
    spent = round((time.process_time() - began) * 1000)
    return Solved(pairs, short, idle, about, plan.objective, plan.engine, spent)


def _without_clashes(read: Read, pins: Sequence[Pair], never: set[Pair], engine: str) -> tuple[Plan, set[Pair], int]:
    """The plan in which no pair clashes, the pairs that were left out for it, and after how many rounds. Each round
    leaves out a pair that was in the plan of the one before, and there are only so many; after a few, all at once that
    could clash with what somebody keeps."""
    soft: set[Pair] = set()
    hours = Hours.of(read)
    rounds = 0
    while True:
        plan = make(read.task, pins, sorted(never | soft), engine)
        rounds += 1
        if not (found := clashes(read, hours, plan, wide=rounds > NARROW)):
            return plan, soft, rounds
        soft |= found


def _still_free(read: Read, plan: Plan, soft: set[Pair]) -> set[Pair] | None:
    """What is out of question when who was left out for a clash, and has no task at all now, is asked again beside a
    plan that stays; None where nobody of them could fill a place that is left."""
    busy = set(plan.v.tolist())
    filled = numpy.bincount(plan.n, minlength=len(read.lines))
    if not any(v not in busy and filled[n] < read.lines[n].places and not read.stops(v, n) for v, n in soft):
        return None
    kept = {(v, n) for v, n in soft if v in busy or read.stops(v, n)}
    return set(read.forbidden | read.asked) | kept


def _pairs(plan: Plan) -> Iterator[Pair]:
    return zip(plan.v.tolist(), plan.n.tolist(), strict=True)


def why_not(read: Read, v: int, n: int) -> str | None:
    """The rule by which one pair of the tables cannot be settled, with what is settled already; None for none."""
    if code := broken(read.task, v, n) or read.stops(v, n):
        return code
    try:
        settle(read.task, [pair for pair in read.pins if pair != (v, n)] + [(v, n)])
    except PinRefused as error:
        return error.code
    line = read.lines[n]
    mine = [read.lines[other] for person, other in read.pins if person == v and other != n]
    hours = [(one.starts, one.ends) for one in mine]
    return "twice" if any(overlap((line.starts, line.ends), other) for other in hours) else None


def kept_pins(read: Read) -> list[Pair]:
    """What officials settled and is still possible, in the order in which it was settled."""
    kept: list[Pair] = []
    for pair in read.pins:
        v, n = pair
        line = read.lines[n]
        others = [read.lines[other] for person, other in kept if person == v]
        if read.stops(v, n) or any(overlap((line.starts, line.ends), (one.starts, one.ends)) for one in others):
            continue
        if sum(week_of(one) == week_of(line) for one in others) + read.people[v].tasks_in(week_of(line)) >= (
            read.people[v].load
        ):
            continue
        try:
            settle(read.task, [*kept, pair])
        except PinRefused:
            continue
        kept.append(pair)
    return kept


@dataclass(frozen=True, slots=True)
class Hours:
    """When each line is: seconds, and the first day of its week."""

    starts: Any
    ends: Any
    week: Any

    @classmethod
    def of(cls, read: Read) -> "Hours":
        """Arrays, a place a line."""
        return cls(
            numpy.array([line.starts.timestamp() for line in read.lines]),
            numpy.array([line.ends.timestamp() for line in read.lines]),
            numpy.array([week_of(line).toordinal() for line in read.lines]),
        )

    def meeting(self, n: int) -> Any:
        """Which lines are, for a while at least, at the same time as this one; itself is among them."""
        return numpy.flatnonzero((self.starts < self.ends[n]) & (self.starts[n] < self.ends))


def clashes(read: Read, hours: Hours, plan: Plan, *, wide: bool) -> set[Pair]:
    """Pairs of a plan that cannot stand: what the day of the line forbids, and of two that overlap, or of too many in
    one week, those that are worth less; with them whatever of the same person and the same part of a day would clash
    alike, and if `wide`, of any."""
    found: set[Pair] = set()
    worth = read.task.worth(plan.v, plan.n).tolist()
    order = sorted(range(len(plan)), key=lambda at: (plan.v[at], not plan.pinned[at], -worth[at], plan.n[at]))
    kept: list[int] = []
    weeks: dict[date, int] = {}
    before = -1
    for at in order:
        v, n = int(plan.v[at]), int(plan.n[at])
        if v != before:
            kept, weeks, before = [], {}, v
        line, person = read.lines[n], read.people[v]
        if read.changes(v) and read.stops(v, n) is not None:
            found |= {(v, other) for other in _same_day(read, n) if read.stops(v, other) is not None}
            continue
        week = week_of(line)
        over = next((one for one in kept if _meet(read, one, n)), None)
        if over is not None:
            alike = hours.meeting(over)
            if not wide:
                alike = alike[read.task.needs.slot[alike] == read.task.needs.slot[n]]
            found |= {(v, other) for other in alike.tolist() if other not in kept}
        elif weeks.get(week, person.tasks_in(week) if person.asked else 0) >= person.load:
            full = numpy.flatnonzero(hours.week == hours.week[n]).tolist() if wide else [n]
            found |= {(v, other) for other in full if other not in kept}
        else:
            kept.append(n)
            weeks[week] = weeks.get(week, person.tasks_in(week) if person.asked else 0) + 1
    return found


def _meet(read: Read, n: int, other: int) -> bool:
    one, two = read.lines[n], read.lines[other]
    return overlap((one.starts, one.ends), (two.starts, two.ends))


def _same_day(read: Read, n: int) -> Iterator[int]:
    line = read.lines[n]
    return (at for at, one in enumerate(read.lines) if (one.work, one.day) == (line.work, line.day))


def prove(read: Read, plan: Plan, pairs: Sequence[Chosen]) -> None:
    """Raises PlanFaulty unless the independent checker, and the day of each line, find nothing."""
    task = read.task
    people = {str(read.people[v].id): _person_cells(read, v) for v in sorted({pair.v for pair in pairs})}
    needs = {str(line.id): _line_cells(read, n, task.slots) for n, line in enumerate(read.lines)}
    rows = [
        (
            at,
            {
                "volunteer_id": str(read.people[pair.v].id),
                "need_id": str(read.lines[pair.n].id),
                "slot": needs[str(read.lines[pair.n].id)]["slot"],
                "distance_km": f"{pair.km:.1f}",
            },
        )
        for at, pair in enumerate(pairs, 1)
    ]
    faults = list(check(people, needs, rows, read.works).faults)
    hours: dict[int, list[int]] = {}
    for at, pair in enumerate(pairs, 1):
        if code := read.stops(pair.v, pair.n):
            faults.append(Fault(code, at, "on the day of the line"))
        if any(_meet(read, pair.n, other) for other in hours.setdefault(pair.v, [])):
            faults.append(Fault("twice", at, "at the same hour as another line"))
        if (pair.v, pair.n) in read.forbidden or (pair.v, pair.n) in read.asked:
            faults.append(Fault("forbidden", at, "was forbidden, or asked before"))
        hours[pair.v].append(pair.n)
    if faults:
        raise PlanFaulty(faults)


def _person_cells(read: Read, v: int) -> dict[str, str]:
    """A volunteer as the tables of `dauys match` have them."""
    person, people = read.people[v], read.task.volunteers
    free = people.slots[people.starts[v] : people.starts[v + 1]]
    given = {kind for kind, _work, _until in person.consents}
    return {
        "id": str(person.id),
        "lat": "|".join(str(lat) for lat, _lon, _radius in person.places),
        "lon": "|".join(str(lon) for _lat, lon, _radius in person.places),
        "radius_km": "|".join(str(int(radius)) for _lat, _lon, radius in person.places),
        "skills": "|".join(sorted(person.skills)),
        "languages": "|".join(sorted(person.languages)),
        "slots": "|".join(read.task.slots[slot] for slot in free),
        "max_load": str(person.load),
        "age": str(int(people.age[v])),
        "idle_months": str(person.idle),
        "consents": "|".join(name for name in CONSENT_BITS if name in given),
    }


def _line_cells(read: Read, n: int, slots: Sequence[str]) -> dict[str, str]:
    line = read.lines[n]
    return {
        "id": str(line.id),
        "lat": str(line.lat),
        "lon": str(line.lon),
        "slot": slots[read.task.needs.slot[n]],
        "skills": "|".join(line.skills),
        "language": line.language,
        "capacity": str(line.places),
        "min_crew": str(line.crew),
        "priority": str(line.priority),
        "kind": line.work,
    }


def inputs_hash(read: Read, made_of: str) -> str:
    """SHA-256 of all that a plan is made of: both tables as `dauys match` has them, what is settled, forbidden or was
    asked before, and `made_of`, the pack and the share of people who come."""
    found = hashlib.sha256(f"{made_of}|{ENGINE}|{sorted(weights.as_json().items())}\n".encode())

    def add(values: Sequence[Any]) -> None:
        found.update(("\t".join(map(str, values)) + "\n").encode())

    for v, person in enumerate(read.people):
        taken = sorted(f"{starts.isoformat()}/{ends.isoformat()}" for starts, ends in person.asked)
        add([*_person_cells(read, v).values(), person.born_on, *sorted(map(str, person.consents)), *taken])
        add(sorted(f"{skill}={until}" for skill, until in person.skills.items()))
    for n, line in enumerate(read.lines):
        add([*_line_cells(read, n, read.task.slots).values(), line.starts.isoformat(), line.ends.isoformat()])
    for kind, pairs in (("pin", read.pins), ("forbid", sorted(read.forbidden)), ("asked", sorted(read.asked))):
        for v, n in pairs:
            add([kind, read.people[v].id, read.lines[n].id])
    return found.hexdigest()


def _short(read: Read, plan: Plan) -> list[Short]:
    """Lines with places left; only an official's word is called `forbidden`, hours that overlap are `taken`."""
    forbidden = {n for _v, n in read.forbidden}
    found = []
    for left in why_unfilled(read.task, plan):
        reason = "taken" if left.reason == "forbidden" and left.row not in forbidden else left.reason
        counts = dict(zip(("free", "reach", "law", "skills", "language"), left.counts, strict=True))
        counts |= {"came": left.came, "taken": left.taken}
        found.append(Short(left.row, left.places, reason, counts, left.price))
    return found


def _idle(read: Read, plan: Plan) -> dict[str, list[int]]:
    forbidden = {v for v, _n in read.forbidden}
    asked = {v for v, _n in read.asked}
    found: dict[str, list[int]] = {}
    for v, reason in why_idle(read.task, plan):
        if reason == "forbidden" and v not in forbidden:
            reason = "asked" if v in asked else "full"
        found.setdefault(reason, []).append(v)
    return found
