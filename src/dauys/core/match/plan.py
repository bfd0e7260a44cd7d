"""A whole plan: what an official settled stays, what they forbade is left out, and the rest is solved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy

from dauys.core.match import flow, greedy
from dauys.core.match.candidates import Edges, candidates
from dauys.core.match.flow import Before
from dauys.core.match.tables import Array, Task
from dauys.core.match.weights import CREW, load_cost

Pair = tuple[int, int]  # rows of volunteer and need
SOLVERS = {"flow": flow.solve, "greedy": greedy.choose}


class PinRefused(ValueError):
    """A settled pair breaks a rule: its place in the list, and the code of the rule."""

    def __init__(self, at: int, code: str) -> None:
        self.at, self.code = at, code
        super().__init__(f"{at}: {code}")


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs as rows of both tables, ordered by volunteer and need; `candidates` and `first` are those of the first
    round and its objective, which nothing made of these candidates can pass."""

    v: Array
    n: Array
    pinned: Array
    objective: int
    first: int
    candidates: int
    engine: str

    def __len__(self) -> int:
        return len(self.v)


def make(task: Task, pins: Sequence[Pair] = (), forbidden: Iterable[Pair] = (), engine: str = "flow") -> Plan:
    """The plan; the same task gives the same plan. Raises PinRefused, and NotSolved of the flow.

    What the first round leaves open is asked again of who has no task then, until nothing more is filled.
    """
    settle(task, pins)
    never = [v * len(task.needs) + n for v, n in forbidden]
    v, n = (numpy.array([pair[side] for pair in pins], dtype=numpy.int32) for side in (0, 1))
    rounds: list[tuple[int, int]] = []
    while True:
        before = counted(task, v, n)
        edges = _without(task, still_open(task, v, n, before), never)
        chosen = SOLVERS[engine](task, edges, before)
        v, n = numpy.concatenate((v, edges.v[chosen])), numpy.concatenate((n, edges.n[chosen]))
        rounds.append((len(edges), objective(task, v, n)))
        if not chosen.any():
            break
    order = numpy.lexsort((n, v))
    pinned = numpy.arange(len(v)) < len(pins)
    candidates, first = rounds[0]
    return Plan(v[order], n[order], pinned[order], rounds[-1][1], first, candidates, engine)


def objective(task: Task, v: Array, n: Array) -> int:
    """What pairs are worth together, as `weights` says it."""
    filled = numpy.bincount(n, minlength=len(task.needs))
    crews = CREW * task.needs.priority * numpy.minimum(filled, task.needs.crew)
    tasks = numpy.bincount(v, minlength=len(task.volunteers))
    loads = sum(int(load_cost(k)) * int((tasks >= k).sum()) for k in range(1, int(tasks.max(initial=0)) + 1))
    return int(task.worth(v, n).sum()) + int(crews.sum()) - loads


def broken(task: Task, v: int, n: int) -> str | None:
    """The first rule that one pair breaks, None where it breaks none."""
    people, needs = task.volunteers, task.needs
    if needs.slot[n] not in people.slots[people.starts[v] : people.starts[v + 1]]:
        return "slot"
    place, km = task.start(v, n)
    if km > people.radius[place]:
        return "reach"
    for code, holds in (("law", task.lawful), ("skills", task.skilled), ("language", task.speaks)):
        if not holds(v, n):
            return code
    return None


def settle(task: Task, pins: Sequence[Pair]) -> None:
    """Raises PinRefused for the first settled pair that cannot be: who settles chooses among what is possible."""
    tasks: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    turns = set()
    for at, (v, n) in enumerate(pins):
        tasks[v] += 1
        filled[n] += 1
        turn = (v, int(task.needs.slot[n]))
        if code := broken(task, v, n):
            raise PinRefused(at, code)
        if turn in turns:
            raise PinRefused(at, "twice")
        if tasks[v] > task.volunteers.load[v]:
            raise PinRefused(at, "load")
        if filled[n] > task.needs.places[n]:
            raise PinRefused(at, "full")
        turns.add(turn)


def counted(task: Task, v: Array, n: Array) -> Before:
    """What pairs take away from both tables."""
    return Before(numpy.bincount(v, minlength=len(task.volunteers)), numpy.bincount(n, minlength=len(task.needs)))


def still_open(task: Task, v: Array, n: Array, before: Before) -> Edges:
    """The candidates among people and needs that pairs leave."""
    can = before.tasks < task.volunteers.load
    wants = before.filled < task.needs.places
    taken = task.needs.slot[n]
    people, needs = [], []
    for slot, rows in enumerate(task.volunteers.by_slot(len(task.slots))):
        free = can.copy()
        free[v[taken == slot]] = False
        people.append(rows[free[rows]])
        needs.append(numpy.flatnonzero(wants & (task.needs.slot == slot)).astype(numpy.int32))
    return candidates(task, people, needs)


def _without(task: Task, edges: Edges, never: Sequence[int]) -> Edges:
    if not never:
        return edges
    kept = ~numpy.isin(edges.v.astype(numpy.int64) * len(task.needs) + edges.n, never)
    return Edges(edges.v[kept], edges.n[kept])
