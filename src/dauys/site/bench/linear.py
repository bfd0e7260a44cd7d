"""The bound that no plan of the same candidates can pass, by another solver: the flow as a linear programme for HiGHS.

`python -m dauys.site.bench.linear VOLUNTEERS.csv NEEDS.csv` prints it as JSON, with the processor time of the solver.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import highspy
import numpy

from dauys.core.match.flow import Network, network
from dauys.core.match.plan import counted, still_open
from dauys.core.match.tables import Task, law_of
from dauys.ground.packs.load import built_in, load_pack
from dauys.volunteers.consent import works_of
from dauys.volunteers.files import read_task

_WHOLE = 1e-6


def bound(task: Task) -> dict[str, Any]:
    """The best objective, and how many arcs of it are not whole."""
    nobody = numpy.zeros(0, dtype=numpy.int32)
    before = counted(task, nobody, nobody)
    net = network(task, still_open(task, nobody, nobody, before), before)
    start = time.process_time()
    solver: Any = highspy.Highs()
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(_programme(net))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(str(solver.getModelStatus()))
    amounts = numpy.array(solver.getSolution().col_value)
    return {
        "objective": -round(solver.getInfo().objective_function_value) - net.extra,
        "not_whole": int((numpy.abs(amounts - numpy.rint(amounts)) > _WHOLE).sum()),
        "cpu": time.process_time() - start,
    }


def _programme(net: Network) -> Any:
    """A column an arc, a row a node: what leaves it less what comes in is what it supplies."""
    arcs = len(net.tails)
    programme: Any = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = arcs, len(net.supplies)
    programme.col_cost_ = net.costs.astype(float)
    programme.col_lower_, programme.col_upper_ = numpy.zeros(arcs), net.capacities.astype(float)
    programme.row_lower_ = programme.row_upper_ = net.supplies.astype(float)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = numpy.arange(0, 2 * arcs + 1, 2, dtype=numpy.int32)
    programme.a_matrix_.index_ = numpy.column_stack((net.tails, net.heads)).ravel()
    programme.a_matrix_.value_ = numpy.tile([1.0, -1.0], arcs)
    return programme


if __name__ == "__main__":
    law = law_of(works_of(load_pack(built_in("kz"))))
    print(json.dumps(bound(read_task(Path(sys.argv[1]), Path(sys.argv[2]), law))))  # noqa: T201
