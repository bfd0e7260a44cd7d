"""The outside verifiers, installed beside the program's own packages: names, versions and sums stand in this folder."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOM = HERE.parents[1] / ".venv" / "outside"
REQUIRED = "CI" in os.environ  # there nothing may be left out in silence
SLOW = 600


def verify_by_node(asked: dict[str, Any]) -> list[bool]:
    """What `@digitalbazaar/vc` says of each credential."""
    return _answer([_program("node"), _node_packages() / "verify.mjs"], asked)


def verify_by_openbadgeslib(asked: dict[str, Any]) -> list[bool]:
    return _answer([_python() / "bin" / "python", "-I", HERE / "verify_badges.py"], asked)


def _answer(command: list[Any], asked: dict[str, Any]) -> list[bool]:
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=SLOW)
    assert done.returncode == 0, done.stderr[-2000:]
    return [bool(one) for one in json.loads(done.stdout)]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        _leave_out(f"{name} is not installed (sudo apt install nodejs npm)")
    return str(found)


def _leave_out(reason: str) -> None:
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(f"no outside verifier: {reason}")


@cache
def _node_packages() -> Path:
    room = _room("node", ("package-lock.json",))
    if room.exists():
        shutil.copy(HERE / "verify.mjs", room)
        return room
    draft = _draft(room)
    for name in ("package.json", "package-lock.json", "verify.mjs"):
        shutil.copy(HERE / name, draft)
    _install([_program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], draft)
    return _keep(draft, room)


@cache
def _python() -> Path:
    room = _room("python", ("openbadgeslib.txt",))
    if room.exists():
        return room
    draft = _draft(room)
    _install([sys.executable, "-I", "-m", "venv", draft], draft)
    pip = [draft / "bin" / "python", "-I", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _install([*pip, "--require-hashes", "-r", HERE / "openbadgeslib.txt"], draft)
    return _keep(draft, room)


def _room(kind: str, files: tuple[str, ...]) -> Path:
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in files) + sys.version.encode())
    return ROOM / f"{kind}-{digest.hexdigest()[:12]}"


def _draft(room: Path) -> Path:
    draft = room.with_name(f"{room.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _install(command: list[Any], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SLOW)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        _leave_out(f"its packages cannot be installed: {done.stderr.strip()[-300:]}")


def _keep(draft: Path, room: Path) -> Path:
    try:
        draft.rename(room)
    except OSError:  # another process was first
        shutil.rmtree(draft, ignore_errors=True)
    return room
