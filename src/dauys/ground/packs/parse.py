"""Turns read files into typed parts, and pydantic's errors into problems with file, line and plain words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dauys.ground.packs.fields import Part
from dauys.ground.packs.reader import Path_, Problem, Source, read_file
from dauys.ground.packs.schema import BLOCKS, FILES, LISTS, PackInfo


class Parts:
    """Everything read so far: the sources for their lines, and the typed parts by file name."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.parts: dict[str, Any] = {}

    def problem(self, file: str, path: Path_, message: str) -> Problem:
        """A problem at a path of a file that was read."""
        return self.sources[file].problem(path, message)

    def codes(self, file: str) -> dict[str, Any]:
        """The entries of a list file by their code."""
        return {item.code: item for item in self.parts[file]}

    def known(self, file: str, path: Path_, code: str, of: str) -> Iterator[Problem]:
        """A problem at the path when `of` has no entry with this code."""
        if code not in self.codes(of):
            yield self.problem(file, path, f"{code} is not in {of}")

    def loops(self, file: str, up: Mapping[str, str | None], said: str) -> Iterator[Problem]:
        """A problem at every entry from which the way up leads back to it."""
        for at, item in enumerate(self.parts[file]):
            code, steps = up[item.code], 0
            while code is not None and code != item.code and steps <= len(up):
                code, steps = up.get(code), steps + 1
            if code == item.code:
                yield self.problem(file, (at, "parent"), said)


def parse_directory(directory: Path, extra: Mapping[str, type[Part]]) -> tuple[Parts, list[Problem]]:
    """Read and parse every file; `pack.yaml` comes first because it names the languages of all the others."""
    parts, problems = Parts(), []
    if not directory.is_dir():
        return parts, [Problem(str(directory), 0, "", "is not a directory")]
    languages: tuple[str, ...] = ()
    for name in (*FILES, *extra):
        path = directory / name
        if not path.is_file():
            if name in FILES:
                problems.append(Problem(name, 0, "", "is missing; a pack needs this file"))
            continue
        source, found = read_file(path)
        problems += found
        if source is None:
            continue
        parts.sources[name] = source
        model = BLOCKS.get(name) or LISTS.get(name) or extra[name]
        made, found = _typed(source, model, name not in BLOCKS, languages)
        problems += found
        if not found:
            parts.parts[name] = made
        if isinstance(made, PackInfo):
            languages = made.languages
    return parts, problems


def _typed(source: Source, model: type[Part], many: bool, languages: tuple[str, ...]) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    if not many:
        return _one(source, model, source.data, (), languages, problems), problems
    if not isinstance(source.data, list):
        return None, [source.problem((), "must be a list, each entry beginning with a dash")]
    if not source.data:
        return None, [source.problem((), "must have at least one entry")]
    made = [_one(source, model, item, (at,), languages, problems) for at, item in enumerate(source.data)]
    return tuple(made), problems


def _one(
    source: Source, model: type[Part], data: Any, base: Path_, languages: tuple[str, ...], problems: list[Problem]
) -> Part | None:
    if model is PackInfo and isinstance(data, dict) and isinstance(data.get("languages"), list):
        languages = tuple(str(language) for language in data["languages"])
    try:
        return model.model_validate(data, context={"languages": languages})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            context = detail.get("ctx") or {}
            path = (*base, *detail["loc"], *context.get("at", ()))
            problems.append(source.problem(path, _said(detail, context, model)))
        return None


def _said(detail: Any, context: Mapping[str, Any], model: type[Part]) -> str:
    kind = detail["type"]
    if kind == "pack":
        return str(context["said"])
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(detail["loc"][-1]), _keys(model), n=1)
        return f"is not a key known here; did you mean {near[0]}?" if near else "is not a key known here"
    if kind == "literal_error":
        return f"must be one of {str(context['expected']).replace(chr(39), '').replace(' or ', ', ')}"
    if kind in ("model_type", "model_attributes_type", "dict_type", "mapping_type"):
        return "must be a block of keys"
    if kind in ("tuple_type", "list_type"):
        return "must be a list"
    if kind == "string_pattern_mismatch":
        return f"does not have the form {context['pattern']}"
    if kind == "too_short":
        return f"needs at least {context['min_length']}"
    if kind == "too_long":
        return f"may have at most {context['max_length']}"
    return str(detail["msg"]).removeprefix("Value error, ")


def _keys(model: type[Part]) -> list[str]:
    """Every key of a model and of the models inside it, to guess what a mistyped key meant."""
    found: set[str] = set()
    todo: list[Any] = [model]
    while todo:
        at = todo.pop()
        for name, field in at.model_fields.items():
            found.add(name)
            todo += [inner for inner in _models_in(field.annotation) if not inner.model_fields.keys() <= found]
    return sorted(found - {"root"})


def _models_in(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models_in(inner)]
