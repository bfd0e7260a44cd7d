"""What every bench is given: the data set in question, a small one beside it, and how much effort to make."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dauys.site.bench.figures import Figure, middle, p95
from dauys.site.bench.stage import Stage
from dauys.site.bench.visits import Visitor


@dataclass(frozen=True, slots=True)
class Effort:
    """How often everything is asked; the figures of a small effort only show that the bench works."""

    rounds: int = 5
    requests: int = 12
    warm: int = 3
    seconds: int = 15  # of intake, and of its floor
    clients: int = 32
    questions: int = 60  # of a kind, to search


@dataclass
class Context:
    """This process is connected to the database of `big`, as the serving role. Only `small` may be written to."""

    big: Stage
    small: Stage
    effort: Effort
    cases: dict[str, int]  # rows of both sets, by "big" and "small"
    say: Callable[[str], None]
    plans: dict[str, str] = field(default_factory=dict)  # EXPLAIN of statements a bench wants to show
    texts: dict[str, str] = field(default_factory=dict)  # the SQL of floors
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one address: processor milliseconds a request by round, and wall milliseconds of each request."""

    cpu: list[float]
    wall: list[float]

    @property
    def cpu_ms(self) -> float:
        return middle(self.cpu)

    def wall_words(self) -> str:
        return f"wall {middle(self.wall):.1f} ms, p95 {p95(self.wall):.1f} ms"


Target = tuple[Stage, Visitor, str]


def spend(targets: dict[str, Target], effort: Effort) -> dict[str, Spent]:
    """Asks all targets in turn, round after round, so that a busy moment of the machine falls on all of them alike."""
    found = {name: Spent([], []) for name in targets}
    for _stage, visitor, path in targets.values():
        visitor.timed(path, effort.warm)
    for _ in range(effort.rounds):
        for name, (stage, visitor, path) in targets.items():
            before = stage.cpu()
            found[name].wall.extend(visitor.timed(path, effort.requests))
            found[name].cpu.append((stage.cpu() - before) * 1000 / effort.requests)
    return found


def cpu_figure(name: str, spent: Spent, note: str = "") -> Figure:
    """Processor time a request without a bar."""
    words = spent.wall_words()
    return Figure(
        name, round(spent.cpu_ms, 2), "ms CPU", p95=round(p95(spent.cpu), 2), note=f"{words}; {note}" if note else words
    )
