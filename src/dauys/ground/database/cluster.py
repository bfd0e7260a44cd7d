"""The files of a database server: made once by initdb, with access for known accounts of this machine only."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from .account import Account, current_account, first_closed, hand_over, owned_privately
from .binaries import Binaries
from .disk import no_room
from .errors import DatabaseUnavailable
from .postmaster import server_environment
from .roles import ADMIN, APP, OWNER

PORT = 5432
# A socket's path, with its name, must stay under 108 bytes on Linux and 104 elsewhere.
LONGEST_SOCKET_PATH = 99
HBA = "# Written by Dauys at each start.\nlocal all all peer map=dauys\n"


def require_version(pgdata: Path, binaries: Binaries) -> None:
    """Raises DatabaseUnavailable if the data were made by another major version."""
    made_by = (pgdata / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.version):
        raise DatabaseUnavailable(
            f"The data in {pgdata.parent} were made by PostgreSQL {made_by}, but the programs found "
            f"({binaries.origin}) are version {binaries.version}: set DAUYS_PG_BINDIR to the programs of version "
            f"{made_by}, or start with an empty --data folder."
        )


def reachable_bindir(binaries: Binaries, data_dir: Path, account: Account, *, keep_old: bool) -> Path:
    """The folder of programs the account can run: the found one, or a copy in the data folder.

    A copy is needed when root installed Dauys where its server account may not look, such as /root.
    `keep_old` leaves earlier copies alone, for a server that still runs from one.
    """
    if first_closed(binaries.bindir / "postgres", account) is None:
        return binaries.bindir
    if not binaries.trees:
        raise DatabaseUnavailable(f"PostgreSQL runs as {account.name}, which may not read {binaries.bindir}.")
    program = (binaries.bindir / "postgres").stat()
    copies = data_dir / f"programs-{binaries.version}-{int(program.st_mtime)}-{program.st_size}"
    inside = binaries.bindir.relative_to(binaries.trees[0].parent)
    if not (copies / inside).is_dir():
        for old in [] if keep_old else data_dir.glob("programs-*"):
            shutil.rmtree(old, ignore_errors=True)
        partial = data_dir / "programs.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o755)
        partial.chmod(0o755)
        for tree in binaries.trees:
            shutil.copytree(tree, partial / tree.name, symlinks=True)
        partial.replace(copies)
    return copies / inside


def create_cluster(bindir: Path, version: int, pgdata: Path, account: Account, *, fast: bool) -> None:
    """Runs initdb beside the final place and renames, so that a killed first start leaves nothing half made."""
    partial = pgdata.with_name("pgdata.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    hand_over(partial, account)
    locale = ["--locale=C.UTF-8"]
    if version >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    command = [str(bindir / "initdb"), "-D", str(partial), "-U", ADMIN, "-E", "UTF8", *locale, "--data-checksums"]
    command += ["--auth-local=peer", "--auth-host=reject", *(["--no-sync"] if fast else [])]
    done = subprocess.run(  # noqa: S603 - a program that find_binaries chose
        command,
        capture_output=True,
        text=True,
        errors="replace",
        cwd=pgdata.parent,
        env=server_environment(),
        umask=0o077,
        **account.run_as(),
    )
    if done.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        raise no_room(pgdata.parent, done.stderr) or DatabaseUnavailable(
            f"initdb could not make a database in {pgdata.parent}: {_reason(done.stderr)}"
        )
    partial.replace(pgdata)


def _reason(complaints: str) -> str:
    """The line that says why; initdb ends with how it cleaned up."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()] or ["no reason given"]
    told = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    return (told or lines)[0]


def write_access_rules(pgdata: Path, account: Account) -> None:
    """Only the server's account, the account we run under and root get in, over the socket, and as any role of ours."""
    # root could become the server's account anyway; naming it lets root join a server that a user started.
    people = sorted({account.name, current_account().name, "root"})
    maps = [f'dauys "{person}" {role}\n' for person in people for role in (ADMIN, OWNER, APP)]
    _write(pgdata / "pg_hba.conf", HBA, account)
    _write(pgdata / "pg_ident.conf", "# Written by Dauys at each start.\n" + "".join(maps), account)


def socket_folder(data_dir: Path, account: Account) -> Path:
    """A 0700 folder for the server's socket: in the data folder, or a short one if that path is too long."""
    folder = data_dir / "run"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        folder.mkdir(mode=0o700, exist_ok=True)
        hand_over(folder, account)
        return folder
    record = data_dir / "socket-folder"
    recorded = recorded_socket_folder(data_dir)
    if recorded and owned_privately(recorded, account):
        return recorded
    folder = Path(tempfile.mkdtemp(prefix="dauys-", dir=_short_parent(account)))
    hand_over(folder, account)
    _write(record, str(folder), account)
    return folder


def recorded_socket_folder(data_dir: Path) -> Path | None:
    try:
        return Path((data_dir / "socket-folder").read_text())
    except OSError:
        return None


def _short_parent(account: Account) -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if 0 < len(os.fsencode(runtime)) < 60 and owned_privately(Path(runtime), account):
        return runtime
    # mkdtemp makes the name unguessable and the folder private.
    return "/tmp"  # noqa: S108  # nosec B108


def _write(path: Path, text: str, account: Account) -> None:
    """Replaces a file in one step, without following a link that stands in its place."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    hand_over(fresh, account)
    fresh.replace(path)
