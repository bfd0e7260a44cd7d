"""Values a stranger may put into any place of a JSON file, and every file that has one of them in one place."""

import copy
from collections.abc import Iterator
from typing import Any

DEEP: Any = []
for _ in range(300):
    DEEP = [DEEP]
VALUES: list[Any] = [
    None, True, -1, 0, 2**63, 10**4000, 1.5, float("nan"), float("inf"), "", "x", "\x9b2J\x1b]0;x\x07", "\ud800",
    "0" * 64,
    "9999-12-31T23:59:59.999+00:00", "0001-01-01T00:00:00.000+14:00", "2026-01-01T00:00:00", "KZ" + "-" * 70_000 + "1",
    [], {}, [None], [[]], {"x": {}}, DEEP, ["00" * 33], ["00" * 32] * 200,
]  # fmt: skip


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:3]):
            yield from _places(value, (*path, index))


def harmed(data: Any) -> Iterator[tuple[str, Any]]:
    """The data with each value in each place, and with each name left out; with words that say what was done."""
    for path in _places(data):
        for value in VALUES:
            if value == _at(data, path):
                continue
            yield f"{path} = {str(value)[:40]!r}", _with(data, path, value)
        if path and isinstance(path[-1], str):
            yield f"{path} left out", _without(data, path)


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    made = copy.copy(data)
    made[path[0]] = _with(made[path[0]], path[1:], value)
    return made


def _without(data: Any, path: tuple[Any, ...]) -> Any:
    made = copy.copy(data)
    if len(path) == 1:
        del made[path[0]]
    else:
        made[path[0]] = _without(made[path[0]], path[1:])
    return made
