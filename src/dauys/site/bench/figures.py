"""One measured figure beside its floor and its bar, and what a bench hands back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`, with the ratio to `floor` where there is one; `passed` is None for a figure without a bar."""

    name: str
    value: float
    unit: str
    p95: float | None = None
    floor: float | None = None
    floor_is: str = ""
    ratio: float | None = None
    bar: str = ""
    passed: bool | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            name: value for name, value in asdict(self).items() if value is not None and (value != "" or name == "unit")
        }


def at_most(name: str, value: float, bar: float, unit: str, note: str = "") -> Figure:
    """A figure that may not be more than its bar."""
    return Figure(name, round(value, 3), unit, bar=f"<= {bar:g} {unit}".strip(), passed=value <= bar, note=note)


def at_least(name: str, value: float, bar: float, unit: str, note: str = "") -> Figure:
    """A figure that may not be less than its bar."""
    return Figure(name, round(value, 3), unit, bar=f">= {bar:g} {unit}".strip(), passed=value >= bar, note=note)


def ratio_at_most(
    name: str, value: float, floor: float, bar: float, unit: str, floor_is: str, p95: float | None = None
) -> Figure:
    """A figure that may not be more than so many times its floor."""
    ratio = value / floor if floor else 0.0
    return Figure(
        name,
        round(value, 3),
        unit,
        None if p95 is None else round(p95, 2),
        round(floor, 3),
        floor_is,
        round(ratio, 3),
        f"<= {bar:g} x",
        ratio <= bar,
    )


def middle(values: Sequence[float]) -> float:
    return median(values) if values else 0.0


def p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] if ordered else 0.0
