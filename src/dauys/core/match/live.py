"""Who can come now: one urgent need against everybody, over arrays that are kept ready between plans."""

from dataclasses import dataclass

import numpy

from dauys.core.match.tables import Array, Crowd, Task
from dauys.core.match.weights import IDLE, IDLE_MOST, TRAVEL_MOST, load_cost


@dataclass(frozen=True, slots=True)
class Someone:
    """Row of the volunteer, hundreds of metres to go, and what it costs by the weights of a plan: travel and load, less
    for who was idle."""

    row: int
    travel: int
    cost: int


class Ready:
    """The people of a task, slot by slot. `busy` and `tasks` are what the last plan or dispatch gave them."""

    def __init__(self, task: Task) -> None:
        self.task = task
        people = task.volunteers
        self._crowds = [Crowd(people, rows) for rows in people.by_slot(len(task.slots))]
        self.tasks = numpy.zeros(len(people), dtype=numpy.int64)
        self.busy = [numpy.zeros(len(crowd.rows), dtype=bool) for crowd in self._crowds]

    def give(self, v: Array, n: Array) -> None:
        """Pairs that were settled: these people are busy in that slot, and have a task more."""
        numpy.add.at(self.tasks, v, 1)
        slots = self.task.needs.slot[n]
        for slot in numpy.unique(slots):
            self.busy[slot][numpy.searchsorted(self._crowds[slot].rows, v[slots == slot])] = True

    def who_can_come(self, need: int, most: int = 20) -> list[Someone]:
        """The best for one need, the cheapest first and of equals who stands first: free in its slot, within their own
        radius, allowed by law, skilled, speaking the language, and with a task left to take."""
        task, people = self.task, self.task.volunteers
        slot = int(task.needs.slot[need])
        crowd = self._crowds[slot]
        at, km = crowd.reaching(task.needs.xyz[need])
        rows = crowd.rows[at]
        can = ~self.busy[slot][at] & (self.tasks[rows] < people.load[rows]) & task.skilled(rows, need)
        can &= task.speaks(rows, need) & task.lawful(rows, need)
        rows, travel = rows[can], numpy.rint(km[can] * 10).astype(numpy.int64)
        cost = numpy.minimum(travel, TRAVEL_MOST) - IDLE * numpy.minimum(people.idle[rows], IDLE_MOST)
        cost += load_cost(self.tasks[rows] + 1)
        best = numpy.lexsort((rows, cost))[:most]
        return [Someone(int(rows[i]), int(travel[i]), int(cost[i])) for i in best]
