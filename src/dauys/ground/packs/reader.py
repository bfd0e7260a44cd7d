"""Reads a pack's YAML files so that every scalar stays text as written and every path knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = {"", "~", "null"}
_LARGEST = 4_000_000  # bytes; a pack file is a few hundred kilobytes at most


@dataclass(frozen=True, order=True)
class Problem:
    """One defect of a pack, in words an operator can act on; `line` 0 means the whole file."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.path}: {self.message}" if self.path else f"{where}: {self.message}"


@dataclass(frozen=True)
class Source:
    """One file: nested dicts, lists and strings in `data`, and the line of every path in `lines`."""

    file: str
    data: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of a path, or of its nearest existing parent (a missing key is reported at its block)."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, message: str) -> Problem:
        """A problem at this path; the number of a top-level list item is left out, the line says it."""
        return Problem(self.file, self.line(path), written(path), message)


def written(path: Path_) -> str:
    """A path as a person writes it: ("posts", 1, "role") is `posts[2].role`, list items count from one."""
    shown = ""
    for step in path[1:] if path and isinstance(path[0], int) else path:
        if isinstance(step, int):
            shown += f"[{step + 1}]"
        else:
            shown += f".{step}" if shown else step
    return shown


def read_file(path: Path) -> tuple[Source | None, list[Problem]]:
    """Read one file; on a broken file the source is None and the problems say why, with the line."""
    name = path.name
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [Problem(name, 0, "", f"cannot be read: {error.strerror or error}")]
    if len(raw) > _LARGEST:
        return None, [Problem(name, 0, "", f"is larger than {_LARGEST // 1_000_000} MB")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Problem(name, line, "", "is not UTF-8 text")]
    try:
        refused = _shorthand(name, text)
        if refused:
            return None, refused
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return None, [_syntax(name, error)]
    except RecursionError:
        return None, [Problem(name, 0, "", "is nested too deeply")]
    if node is None:
        return None, [Problem(name, 0, "", "is empty")]
    lines: dict[Path_, int] = {}
    problems: list[Problem] = []
    data = _plain(name, node, (), lines, problems)
    return (None if problems else Source(name, data, lines)), problems


def _shorthand(name: str, text: str) -> list[Problem]:
    """Anchors, aliases and tags hide where a value stands, so a pack writes everything out."""
    found = []
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            found.append(Problem(name, line, "", "anchors (&) and aliases (*) are not used in packs; quote the text"))
        elif tag := getattr(event, "tag", None):
            found.append(Problem(name, line, "", f"the tag {tag} is not used in packs"))
    return found


def _syntax(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "context", None) or str(error).splitlines()[0]
    return Problem(name, mark.line + 1 if mark else 0, "", f"is not valid YAML: {said}")


def _plain(name: str, node: yaml.Node, path: Path_, lines: dict[Path_, int], problems: list[Problem]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return None if not node.style and node.value in _NOTHING else node.value  # quoted text is text
    if isinstance(node, yaml.SequenceNode):
        return [_plain(name, item, (*path, at), lines, problems) for at, item in enumerate(node.value)]
    return dict(_pairs(name, node, path, lines, problems))


def _pairs(
    name: str, node: yaml.Node, path: Path_, lines: dict[Path_, int], problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    first: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(name, line, written(path), "a key must be plain text"))
            continue
        here = (*path, key.value)
        if key.value in first:
            said = f"is written twice, first on line {first[key.value]}"
            problems.append(Problem(name, line, written(here), said))
            continue
        first[key.value] = lines[here] = line
        yield key.value, _plain(name, value, here, lines, problems)
