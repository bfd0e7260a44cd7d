"""Servers for the operator's tests: the one of all tests, and Debian's PostgreSQL 15 where it is installed."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from dauys.ground.database import Binaries, EmbeddedServer, Server
from tests.operations.installation import Installation
from tests.support import ServerOfTests

BINDIR_15 = Path("/usr/lib/postgresql/15/bin")
_numbers = count(1)


@pytest.fixture(scope="session")
def server_15() -> Iterator[Server]:
    if not (BINDIR_15 / "postgres").exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    folder = Path(tempfile.mkdtemp(prefix="dauys-15-"))
    folder.chmod(0o755)
    with EmbeddedServer(folder / "db", fast=True, binaries=Binaries(BINDIR_15, 15, "system")).start() as server:
        yield server
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty(server_of_tests: ServerOfTests, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Makes installations whose database is there, with roles and rights, and holds nothing."""
    made: list[Installation] = []

    def make(server: Server | None = None) -> Installation:
        number = next(_numbers)
        name = f"{server_of_tests.name}_operations_{number}"
        chosen = server or server_of_tests.server
        chosen.drop_database(name)
        chosen.ensure_database(name)
        made.append(Installation(chosen, name, tmp_path / f"data{number}"))
        return made[-1]

    yield make
    for installation in made:
        installation.server.drop_database(installation.database)


@pytest.fixture(scope="session")
def originals() -> dict[str, Installation]:
    """One installation of a kind on each server, made when first wanted; it goes with its server."""
    return {}


@pytest.fixture
def copied(
    empty: Callable[..., Installation],
    originals: dict[str, Installation],
    server_of_tests: ServerOfTests,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Installation]:
    """Makes installations that are copies of a migrated one with so many cases: the same rows and keys."""

    def original_on(server: Server, cases: int) -> Installation:
        where = f"{server.socket_dir} {cases}"
        if where not in originals:
            name = f"{server_of_tests.name}_operations_original_{cases}"
            server.drop_database(name)
            server.ensure_database(name)
            originals[where] = Installation(server, name, tmp_path_factory.mktemp("original"))
            done = originals[where].run("migrate")
            assert done.returncode == 0, done.stderr
            if cases:
                originals[where].fill(cases)
        return originals[where]

    def make(server: Server | None, cases: int) -> Installation:
        original, copy = original_on(server or server_of_tests.server, cases), empty(server)
        copy.server.drop_database(copy.database)
        copy.server.ensure_database(copy.database, template=original.database)
        shutil.copytree(original.data, copy.data)
        return copy

    return make


@pytest.fixture
def migrated(copied: Callable[..., Installation]) -> Callable[..., Installation]:
    """Makes installations as an operator's first `dauys migrate` leaves them."""
    return lambda server=None: copied(server, 0)


@pytest.fixture
def filled(copied: Callable[..., Installation]) -> Callable[..., Installation]:
    """Makes installations with a few cases, contacts and files."""
    return lambda server=None: copied(server, 3)
