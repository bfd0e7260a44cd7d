"""The restore drill of docs/operations.md: its commands as they stand there, on a fresh data folder and database."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.operations.installation import SOURCE, Installation

DOCUMENT = SOURCE / "docs" / "operations.md"
BLOCK = re.compile(r"^ *```drill ?(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    """Where each is run (empty: on the serving installation) and its commands."""
    return [(where, commands) for where, commands in BLOCK.findall(DOCUMENT.read_text("utf-8"))]


def test_the_drill_works_as_it_is_written(
    filled: Callable[..., Installation], empty: Callable[..., Installation], tmp_path: Path
) -> None:
    places = {"": filled(), "fresh": empty()}
    program = tmp_path / "bin" / "dauys"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dauys "$@"\n')
    program.chmod(0o755)
    (tmp_path / "backups").mkdir()
    said: list[subprocess.CompletedProcess[str]] = []
    for where, commands in blocks():
        environment = {
            **places[where].environment,
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "BACKUPS": str(tmp_path / "backups"),
            "KEYS": str(places[""].data / "keys"),
        }
        said.append(
            subprocess.run(
                ["sh", "-eu", "-c", commands], env=environment, cwd="/", capture_output=True, text=True, timeout=180
            )
        )
        assert said[-1].returncode == 0, (commands, said[-1].stderr)
    made, _keys, restored, migrated = said
    assert f"copy {places[''].data / 'keys'} to another place" in made.stderr.splitlines()[-1]
    before, after = json.loads(made.stdout), json.loads(restored.stdout)
    assert {n: before[n] for n in ("cases", "files", "made_at")} == {n: after[n] for n in ("cases", "files", "made_at")}
    assert set(after["keys"].values()) == {"there"}
    assert [s.split()[:3] for s in after["sentences"]] == [["A", "new", "log"]]
    assert restored.stderr.splitlines()[-1] == (
        f"dauys: restored {after['cases']} cases as of {after['made_at']}; start web and worker again"
    )
    assert migrated.stderr == "dauys: the database is up to date\n"
    assert rows(places["fresh"]) == rows(places[""])
    assert places["fresh"].files() == places[""].files()


def rows(place: Installation) -> dict[str, str]:
    """Every table but those of search: no worker ran in the first place, and the upgrade makes its documents."""
    return {name: digest for name, digest in place.tables().items() if not name.startswith("search_")}


def test_the_sentences_in_the_document_are_the_programs_own() -> None:
    """A quoted beginning of a sentence is found in the source, whatever stands for its variable parts."""
    source = "".join(p.read_text("utf-8") for p in (SOURCE / "src" / "dauys").rglob("*.py") if "tests" not in p.parts)
    for words in (
        "There is no room on the disk",
        "cannot be written",
        "PostgreSQL finds too little shared memory",
        "No PostgreSQL programs were found",
        "A restore was not finished",
        "start web and worker again",
    ):
        assert words in DOCUMENT.read_text("utf-8") and words in source, words
