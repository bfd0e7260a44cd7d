"""The program's own source files, parsed once for the tests of the house."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "dauys"
ROOMS = (
    "core", "ground", "directory", "cases", "search", "routing", "answers", "channels", "receptions", "figures",
    "learning", "volunteers", "oversight", "publication", "office", "site",
)  # fmt: skip
# The stair from the bottom up; rooms above `answers` on one line would share a number.
HEIGHT = {name: number for number, name in enumerate(ROOMS)}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)


@cache
def program_files() -> tuple[Path, ...]:
    """Python files of the program: no tests, no migrations."""
    return tuple(
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(PACKAGE).parts)
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def label(path: Path) -> str:
    return str(path.relative_to(ROOT))
