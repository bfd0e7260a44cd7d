"""Every bench by its name, in the order of a whole run; a bench is a module with `run(ctx)`, which gives figures."""

from collections.abc import Callable, Mapping

from dauys.site.bench import clocks, finding, intake, pages, screen, statements, worklist
from dauys.site.bench.context import Context
from dauys.site.bench.figures import Figure

BENCHES: Mapping[str, Callable[[Context], list[Figure]]] = {
    "statements": statements.run,
    "worklist": worklist.run,
    "pages": pages.run,
    "finding": finding.run,
    "screen": screen.run,
    "clocks": clocks.run,
    "intake": intake.run,
}
