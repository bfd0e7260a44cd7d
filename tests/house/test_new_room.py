"""A room that `dauys dev new-room` made keeps the rules of the house; what makes no sense changes nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.sources import ROOT

WANTED = ("guides", "--about", "Which services a person may ask for.", "--kk", "Нұсқаулықтар", "--ru", "Путеводители",
          "--en", "Guides")  # fmt: skip
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".dauys", "screens", "dist", "var")
HOUSE = [
    *(f"tests/house/test_{name}.py" for name in ("sources", "wiring", "rooms", "messages", "settings")),
    "tests/security/test_permissions.py",
    "src/dauys/guides",
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the sources, for nobody's room."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    return copy


def dauys(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DAUYS_", "PYTEST_", "DATABASE_"))}
    environment = {**kept, "PYTHONPATH": str(tree / "src")}
    command = [sys.executable, "-m", "dauys", *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=900)


@pytest.mark.faults  # takes minutes
def test_a_new_room_passes_every_check_and_the_house(tree: Path) -> None:
    made = dauys(tree, "dev", "new-room", *WANTED)
    assert made.returncode == 0 and not made.stderr, made.stderr
    assert "makemigrations guides" in made.stdout
    checked = dauys(tree, "check")
    assert checked.returncode == 0, checked.stdout
    tried = dauys(tree, "test", "-n0", *HOUSE)
    assert tried.returncode == 0, tried.stdout[-3000:]
    again = dauys(tree, "dev", "new-room", *WANTED)
    assert again.returncode == 1 and "guides is taken" in again.stderr


def sums(tree: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_what_makes_no_sense_is_one_sentence_and_changes_nothing(tree: Path) -> None:
    before = sums(tree)
    wrong = {
        ("Guides", *WANTED[1:]): "plural noun",
        ("cases", *WANTED[1:]): "cases is taken",
        ("worklist", *WANTED[1:]): "worklist is taken",
        (*WANTED[:2], "books", *WANTED[3:]): "in one sentence",
        (*WANTED[:4], 'a "b"', *WANTED[5:]): "with --kk",
        (*WANTED, "--beside", "gardens"): "has changed: no one place",
    }
    for arguments, sentence in wrong.items():
        refused = dauys(tree, "dev", "new-room", *arguments)
        assert refused.returncode == 1 and sentence in refused.stderr and "Traceback" not in refused.stderr
    assert sums(tree) == before
