"""Why: what speaks for each pair, what keeps each unfilled place empty, and each volunteer without a task."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from scipy.spatial import cKDTree

from dauys.core.match.plan import Plan
from dauys.core.match.tables import Array, Crowd, Task, chord_of_km
from dauys.core.match.weights import CREW

FILTERS = ("slot", "reach", "law", "skills", "language")
# Why somebody is without a task, by how far they got: no slot of their own, no need in it, none near, and so on.
STAGES = ("no_slot", "slot", "reach", "law", "skills", "language", "full", "forbidden")
_CHUNK = 2_048  # volunteers at a time


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A need with places left. `counts` says how many people are left after each of FILTERS; `came` of the last are
    here and `taken` have tasks elsewhere. `price` is what the plan would lose by moving the best of these: a
    little below nothing where that exchange was no candidate, None where there is nobody to move."""

    row: int
    places: int
    reason: str
    counts: tuple[int, ...]
    came: int
    taken: int
    price: int | None


def why_pairs(task: Task, plan: Plan) -> Iterator[str]:
    """For each pair of the plan: what speaks for it, as `name=value` joined by `|`."""
    needs, people, law = task.needs, task.volunteers, task.law
    skills = {int(bits): _names(task.skills, int(bits)) for bits in numpy.unique(needs.skills[plan.n])}
    spoken = {int(bits): _names(task.languages, int(bits)) for bits in numpy.unique(needs.languages[plan.n])}
    started = numpy.searchsorted(plan.v, plan.v)
    start, _km = task.start(plan.v, plan.n)
    columns = (
        plan.pinned, needs.priority[plan.n], needs.work[plan.n], people.radius[start], needs.skills[plan.n],
        needs.languages[plan.n], people.idle[plan.v], numpy.arange(len(plan)) - started + 1, people.age[plan.v],
    )  # fmt: skip
    for pinned, priority, work, radius, skill, language, idle, number, age in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        said = ["pinned"] if pinned else []
        said += ["first"] if law.first[work] else []
        said += [f"priority={priority}", f"radius={radius:g}"]
        said += [f"skills={skills[skill]}"] if skill else []
        said += [f"language={spoken[language]}"] if language else []
        said += [f"idle={idle}"] if idle else []
        said += [f"task={number}"] if number > 1 else []
        said += [f"consent={law.asks[work][age]}"] if law.asks[work][age] else []
        yield "|".join(said)


def _names(names: tuple[str, ...], bits: int) -> str:
    return "+".join(name for number, name in enumerate(names) if bits >> number & 1)


class _Standing:
    """How things stand in a plan: who is taken when, and what each pair is worth."""

    def __init__(self, task: Task, plan: Plan) -> None:
        self.task = task
        self.filled = numpy.bincount(plan.n, minlength=len(task.needs))
        self.tasks = numpy.bincount(plan.v, minlength=len(task.volunteers))
        in_crew = self.filled[plan.n] <= task.needs.crew[plan.n]
        worth = task.worth(plan.v, plan.n) + CREW * task.needs.priority[plan.n] * in_crew
        # The least that somebody could give up, and what those give up who have a task in a slot.
        self.least = numpy.zeros(len(task.volunteers), dtype=numpy.int64)
        who, starts = numpy.unique(plan.v, return_index=True)
        if len(who):
            self.least[who] = numpy.minimum.reduceat(worth, starts)
        slots = task.needs.slot[plan.n]
        self._in_slot = [(plan.v[slots == slot], worth[slots == slot]) for slot in range(len(task.slots))]

    def taken(self, people: Array, need: int) -> tuple[Array, Array]:
        """Who of these people cannot come without giving up another task, and what they would give up."""
        busy, worth = self._in_slot[self.task.needs.slot[need]]
        at: Array = numpy.searchsorted(busy, people)
        is_busy: Array = at < len(busy)
        is_busy[is_busy] = busy[at[is_busy]] == people[is_busy]
        lost: Array = self.least[people]
        lost[is_busy] = worth[at[is_busy]]
        is_taken = is_busy | (self.tasks[people] >= self.task.volunteers.load[people])
        return people[is_taken], lost[is_taken]

    def price(self, people: Array, lost: Array, need: int) -> int | None:
        """What the plan would lose by moving the best of these people to a need."""
        if not len(people):
            return None
        here = self.task.worth(people, numpy.full(len(people), need))
        if self.filled[need] < self.task.needs.crew[need]:
            here = here + CREW * self.task.needs.priority[need]
        return int((lost - here).min())


def why_unfilled(task: Task, plan: Plan) -> list[Unfilled]:
    """Each need with places left, in the order of the table.

    The reason is the first filter after which fewer people are left than places are offered; `taken` where enough could
    come and the others have tasks that are worth more; `forbidden` where only an official keeps somebody away.
    """
    standing = _Standing(task, plan)
    order = numpy.argsort(plan.n, kind="stable")
    ends = numpy.searchsorted(plan.n[order], numpy.arange(len(task.needs) + 1))
    short = standing.filled < task.needs.places
    found = []
    for slot, rows in enumerate(task.volunteers.by_slot(len(task.slots))):
        looking = numpy.flatnonzero(short & (task.needs.slot == slot)).tolist()
        if not looking:
            continue
        crowd = Crowd(task.volunteers, rows)
        for need in looking:
            came = plan.v[order[ends[need] : ends[need + 1]]]
            found.append(_why_short(task, standing, crowd, need, came))
    return sorted(found, key=lambda left: left.row)


def _why_short(task: Task, standing: _Standing, crowd: Crowd, need: int, came: Array) -> Unfilled:
    rows = crowd.rows[crowd.reaching(task.needs.xyz[need])[0]]
    counts = [len(crowd.rows), len(rows)]
    for holds in (task.lawful, task.skilled, task.speaks):
        rows = rows[holds(rows, need)]
        counts.append(len(rows))
    others = numpy.setdiff1d(rows, came, assume_unique=True)
    taken, lost = standing.taken(others, need)
    places = int(task.needs.places[need])
    filters = (code for code, count in zip(FILTERS, counts, strict=True) if count < places)
    reason = next(filters, "taken") if len(taken) == len(others) else "forbidden"
    price = standing.price(taken, lost, need)
    return Unfilled(need, places - len(came), reason, tuple(counts), len(came), len(taken), price)


def why_idle(task: Task, plan: Plan) -> Iterator[tuple[int, str]]:
    """Each volunteer without a task, and the last filter that left them no need; `full` where all places they could
    take are filled, `forbidden` where only an official keeps them away."""
    people, needs = task.volunteers, task.needs
    idle = numpy.flatnonzero(numpy.bincount(plan.v, minlength=len(people)) == 0)
    reached = numpy.where(people.starts[idle + 1] > people.starts[idle], 1, 0)
    has_place = numpy.bincount(plan.n, minlength=len(needs)) < needs.places
    place_of = numpy.full(len(people), -1)
    place_of[idle] = numpy.arange(len(idle))
    reach = chord_of_km(people.radius)
    for slot, rows in enumerate(people.by_slot(len(task.slots))):
        rows, looking = rows[place_of[rows] >= 0], numpy.flatnonzero(needs.slot == slot)
        if not len(rows) or not len(looking):
            continue
        _raise(reached, place_of[rows], 2)
        tree = cKDTree(needs.xyz[looking])
        for start in range(0, len(rows), _CHUNK):
            places = people.places_of(rows[start : start + _CHUNK])
            found = tree.query_ball_point(people.xyz[places], reach[places])
            v = numpy.repeat(people.owner[places], [len(near) for near in found])
            n = looking[numpy.fromiter((at for near in found for at in near), dtype=numpy.int64, count=len(v))]
            for stage, holds in enumerate((None, task.lawful, task.skilled, task.speaks), 3):
                kept = holds(v, n) if holds else numpy.ones(len(v), dtype=bool)
                v, n = v[kept], n[kept]
                _raise(reached, place_of[v], stage)
            _raise(reached, place_of[v[has_place[n]]], 7)
    for row, stage in zip(idle.tolist(), reached.tolist(), strict=True):
        yield row, STAGES[stage]


def _raise(reached: Array, rows: Array, stage: int) -> None:
    reached[rows] = numpy.maximum(reached[rows], stage)
