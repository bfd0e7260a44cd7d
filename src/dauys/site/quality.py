"""`dauys test` and `dauys check`: the same commands for a developer and for CI."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_BIN = Path(sys.executable).parent


def test(arguments: Sequence[str]) -> int:
    """Everything but the sweep; with --all the sweep too. Browser journeys run when chromium is present."""
    rest = [a for a in arguments if a != "--all"]
    if "-m" not in rest and "--all" not in arguments:
        rest = ["-m", "not sweep", *rest]
    if shutil.which("chromium") is None and "-m" not in arguments:
        print("dauys: chromium is not installed, so browser journeys are skipped", file=sys.stderr)
    return subprocess.call([sys.executable, "-m", "pytest", *rest], cwd=ROOT)  # noqa: S603


CHECKS: Sequence[tuple[str, Sequence[str]]] = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy", "src/dauys"]),
    ("stair", ["lint-imports"]),
    ("security", ["bandit", "-q", "-r", "src", "-ll", "-x", "*/tests/*"]),
)


def check() -> int:
    """Runs every check and says of each whether it passed."""
    failed = []
    for name, (program, *arguments) in CHECKS:
        done = subprocess.run([str(_BIN / program), *arguments], cwd=ROOT, capture_output=True, text=True)  # noqa: S603
        print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}")
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr)
    return 1 if failed else 0
