"""What people come to counters for and who is called before others, by the pack."""

from dauys.ground.packs.counters import CounterLine
from dauys.ground.packs.current import current


def services() -> dict[str, CounterLine]:
    """The services by code, in the pack's order; empty where the pack knows of no counters."""
    return {line.code: line for line in current().section("counters.yaml") if line.kind == "service"}


def firsts() -> dict[str, CounterLine]:
    """The reasons to be called before others, by code."""
    return {line.code: line for line in current().section("counters.yaml") if line.kind == "first"}


def visit_line() -> CounterLine | None:
    """How numbers of who comes to a reception are written; none where receptions call nobody by number."""
    return next((line for line in current().section("counters.yaml") if line.kind == "visit"), None)


def service_line(code: str) -> CounterLine:
    """The line of a service; raises KeyError."""
    return services()[code]


def first_minutes(code: str) -> int:
    """How many minutes a reason counts as waited; raises KeyError."""
    return firsts()[code].minutes if code else 0
