"""docs/packs.md names every file and every field of a pack, and its commands print what it says."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from dauys.ground.packs.fields import Part
from dauys.ground.packs.schema import BLOCKS, FILES, LISTS, SPOKEN
from dauys.site.cli import main
from dauys.site.quality import ROOT

TEXT = (ROOT / "docs/packs.md").read_text("utf-8")


def sections() -> dict[str, str]:
    """The text under each heading that names files, by file."""
    found = {}
    for part in TEXT.split("\n## ")[1:]:
        for file in re.findall(r"\b[a-z]+\.yaml", part.splitlines()[0]):
            found[file] = part
    return found


def fields(model: type[Part]) -> set[str]:
    """Every key of a model and of the models inside it."""
    names: set[str] = set()
    for name, field in model.model_fields.items():
        if name != "root":
            names |= {name, *(n for inner in models_in(field.annotation) for n in fields(inner))}
    return names


def models_in(annotation: Any) -> list[type[Part]]:
    if isinstance(annotation, type):
        return [annotation] if issubclass(annotation, Part) else []
    return [model for inner in getattr(annotation, "__args__", ()) for model in models_in(inner)]


@pytest.mark.parametrize("file", FILES)
def test_every_field_of_a_file_is_named_under_its_heading(file: str) -> None:
    named = set(re.findall(r"`([a-z_]+)(?:: [a-z]+)?`", sections()[file]))
    assert fields((BLOCKS | LISTS)[file]) - named == set()


def test_the_languages_of_the_pages_are_those_of_the_settings(settings: Any) -> None:
    assert tuple(code for code, _ in settings.LANGUAGES) == SPOKEN
    assert all(f"`{code}`" in TEXT for code in SPOKEN)


def test_the_commands_print_what_the_tutorial_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in re.findall(r"```\n\$ (.*?)```", TEXT, re.S):
        command, *printed = block.strip().splitlines()
        program, *arguments = shlex.split(command)
        if program == "grep" or arguments[0] == "demo":
            continue
        if printed and printed[0].startswith("routing.yaml"):
            spoil(tmp_path / "riverton/routing.yaml")
        assert main(arguments) == (1 if "problems: 1" in block else 0), command
        told = capsys.readouterr()
        for line in printed:
            assert line == "..." or line in (told.err + told.out).splitlines(), command


def spoil(file: Path) -> None:
    """The mistake of the tutorial: a rule for a topic below one that was taken already, at the line it names."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    rule = "- code: heating\n  when: {topics: [heating]}\n  to: council/hall\n  reason: {en: Heat., ru: Тепло.}\n\n"
    at = next(number for number, line in enumerate(lines) if line == "- code: streets\n")
    file.write_text("".join([*lines[:at], rule, *lines[at:]]), "utf-8")
