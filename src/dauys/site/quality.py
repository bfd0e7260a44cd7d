"""`dauys test` and `dauys check`: the same commands for a developer and for CI."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test(arguments: Sequence[str]) -> int:
    """Everything but the sweep, the faults, the second pack and the outside verifiers; with --all these too.

    Browser journeys run when chromium is present. Two processes side by side, whole files each, unless the arguments
    say otherwise.
    """
    rest = [a for a in arguments if a != "--all"]
    if "-m" not in rest and "--all" not in arguments:
        rest = ["-m", "not sweep and not faults and not second_pack and not outside", *rest]
    if not {"-n", "-x", "--pdb", "-s"} & set(rest):
        rest = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *rest]
    return subprocess.call([sys.executable, "-m", "pytest", *rest], cwd=ROOT)  # noqa: S603


CHECKS: Sequence[tuple[str, Sequence[str]]] = (
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("types", ["mypy", "src/dauys"]),
    ("stair", ["importlinter", "lint"]),
    ("security", ["bandit", "-q", "-r", "src", "-ll", "-s", "B608", "-x", "*/tests/*"]),
    ("words", ["tools/messages.py", "check"]),
    ("permissions", ["tools/permissions.py", "check"]),
    ("reference", ["tools/reference.py", "check"]),
)


# The console script's work, called as a module, so that a moved tree keeps working.
_STAIR = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"


def _command(program: str, arguments: Sequence[str]) -> list[str]:
    if program == "importlinter":
        return [sys.executable, "-c", _STAIR]
    if program.endswith(".py"):
        return [sys.executable, program, *arguments]
    return [sys.executable, "-m", program, *arguments]


def check() -> int:
    """Runs every check and says of each whether it passed."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        # The type checker imports the settings; they must not touch a real installation's keys.
        env = {**os.environ, "DAUYS_DATA": folder, "DAUYS_SECRET_KEY": "check", "PYTHONPATH": str(ROOT / "src")}
        for name, (program, *arguments) in CHECKS:
            command = _command(program, arguments)
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)  # noqa: S603
            print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr)
    return 1 if failed else 0
