"""The best plan of the candidates, exactly: one integer min-cost flow over everybody.

Each volunteer sends as many units as tasks they may still take, each slot of theirs lets one through, each need takes
its places, and what is not used goes past for nothing. All costs are whole and grow with each further unit, so the flow
is the optimum, no matter in which order it is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from dauys.core.match.candidates import Edges
from dauys.core.match.tables import Array, Task
from dauys.core.match.weights import CREW, load_cost


class NotSolved(RuntimeError):
    """The solver ended without an optimum; its status is the argument."""


@dataclass(frozen=True, slots=True)
class Network:
    """Arcs with capacity and cost, supply of each node; the arcs of the candidates come first, in their order. `extra`
    is what the flow's cost says too little."""

    tails: Array
    heads: Array
    capacities: Array
    costs: Array
    supplies: Array
    edges: int
    extra: int


@dataclass(frozen=True, slots=True)
class Before:
    """What is settled before: tasks of each volunteer, and filled places of each need."""

    tasks: Array
    filled: Array


def has_solver() -> bool:
    return find_spec("ortools") is not None


def solve(task: Task, edges: Edges, before: Before) -> Array:
    """Which candidates are chosen, as a mask; the optimum. Raises NotSolved.

    Parts of the country that no candidate joins are solved one after the other, which changes nothing but the time.
    """
    chosen = numpy.zeros(len(edges), dtype=bool)
    for part in parts(task, edges):
        chosen[part] = _flow(network(task, Edges(edges.v[part], edges.n[part]), before))
    return chosen


def parts(task: Task, edges: Edges) -> list[Array]:
    """Places of the candidates of each part that hangs together, in their order."""
    people, every = len(task.volunteers), len(task.volunteers) + len(task.needs)
    joined = coo_matrix((numpy.ones(len(edges), dtype=bool), (edges.v, people + edges.n)), shape=(every, every))
    part = connected_components(joined, directed=False)[1][edges.v]
    order = numpy.argsort(part, kind="stable")
    return numpy.split(order, numpy.flatnonzero(numpy.diff(part[order])) + 1) if len(edges) else []


def _flow(net: Network) -> Array:
    flow: Any = import_module("ortools.graph.python.min_cost_flow").SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(net.tails, net.heads, net.capacities, net.costs)
    flow.set_nodes_supplies(numpy.arange(len(net.supplies), dtype=numpy.int32), net.supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NotSolved(str(status))
    return flow.flows(arcs[: net.edges]) > 0


def network(task: Task, edges: Edges, before: Before) -> Network:
    """The flow network of candidates: their needs, the sink, their people, and the slots that are nodes."""
    which, n = numpy.unique(edges.n, return_inverse=True)
    who, v = numpy.unique(edges.v, return_inverse=True)
    slots, sink, first_person = len(task.slots), len(which), len(which) + 1
    turns, turn = numpy.unique(v.astype(numpy.int64) * slots + task.needs.slot[edges.n], return_inverse=True)
    of_turn = turns // slots
    left = numpy.minimum(task.volunteers.load[who] - before.tasks[who], numpy.bincount(of_turn, minlength=len(who)))
    # A slot of a volunteer becomes a node only where two of its candidates could be taken at once.
    is_node = (left[of_turn] > 1) & (numpy.bincount(turn) > 1)
    first_turn = first_person + len(who)
    node_of_turn = numpy.where(is_node, first_turn + numpy.cumsum(is_node) - 1, first_person + of_turn)
    arcs: list[tuple[Any, Any, Any, Any]] = [(node_of_turn[turn], n, 1, -task.worth(edges.v, edges.n))]
    arcs.append((first_person + of_turn[is_node], node_of_turn[is_node], 1, 0))
    extra = 0
    for past in range(int(left.max(initial=0))):
        rows = (left > past).nonzero()[0]
        cost = load_cost(before.tasks[who[rows]] + past + 1)
        extra += int(cost.sum())
        arcs.append((first_person + rows, sink, 1, -cost))
    needs = task.needs
    places = needs.places[which] - before.filled[which]
    crew = numpy.clip(needs.crew[which] - before.filled[which], 0, places)
    arcs.append((numpy.arange(len(which)), sink, crew, -CREW * needs.priority[which]))
    arcs.append((numpy.arange(len(which)), sink, places - crew, 0))
    supplies = numpy.zeros(first_turn + int(is_node.sum()), dtype=numpy.int64)
    supplies[first_person:first_turn] = left
    supplies[sink] = -int(left.sum())
    return Network(*_columns(arcs), supplies, len(edges), extra)


def _columns(parts: Sequence[tuple[Any, Any, Any, Any]]) -> tuple[Array, Array, Array, Array]:
    kinds = (numpy.int32, numpy.int32, numpy.int64, numpy.int64)
    columns = []
    for place, kind in enumerate(kinds):
        filled = [numpy.broadcast_to(part[place], len(part[0])).astype(kind) for part in parts]
        columns.append(numpy.concatenate(filled))
    return columns[0], columns[1], columns[2], columns[3]
