"""The kinds of tables the office takes: how each is read against what there is now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dauys.directory.cache import areas
from dauys.ground.tables import Line
from dauys.office import bodies, queries, staff
from dauys.office.reading import Reading


@dataclass(frozen=True, slots=True)
class Kind:
    """`columns` in the order of the example, each with what stands in it; `read` changes nothing."""

    columns: Callable[[], Mapping[str, Any]]
    required: Callable[[], Sequence[str]]
    read: Callable[[Sequence[Line]], Reading[Any]]


def _read_bodies(lines: Sequence[Line]) -> Reading[Any]:
    return bodies.read_bodies(lines, {body.code: body for body in queries.bodies()}, areas())


def _read_staff(lines: Sequence[Line]) -> Reading[Any]:
    return staff.read_staff(lines, queries.known_staff())


KINDS: Mapping[str, Kind] = {
    "bodies": Kind(bodies.columns, bodies.required, _read_bodies),
    "staff": Kind(lambda: staff.COLUMNS, lambda: staff.REQUIRED, _read_staff),
}
