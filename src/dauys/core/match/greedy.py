"""The usual plan: the pair that is worth most first. What stands beside the optimum, and does without its solver."""

import numpy

from dauys.core.match.candidates import Edges
from dauys.core.match.flow import Before
from dauys.core.match.tables import Array, Task


def choose(task: Task, edges: Edges, before: Before) -> Array:
    """Which candidates are chosen, as a mask; of equals the first."""
    order = numpy.argsort(-task.worth(edges.v, edges.n), kind="stable")
    left = (task.volunteers.load - before.tasks).tolist()
    open_places = (task.needs.places - before.filled).tolist()
    slots = task.needs.slot.tolist()
    taken: set[tuple[int, int]] = set()
    chosen = []
    pairs = zip(order.tolist(), edges.v[order].tolist(), edges.n[order].tolist(), strict=True)
    for at, v, n in pairs:
        turn = (v, slots[n])
        if left[v] > 0 and open_places[n] > 0 and turn not in taken:
            taken.add(turn)
            left[v] -= 1
            open_places[n] -= 1
            chosen.append(at)
    mask = numpy.zeros(len(edges), dtype=bool)
    mask[chosen] = True
    return mask
