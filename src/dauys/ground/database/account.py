"""Decides which operating system account runs the database, and gives it folders that nobody else can read.

PostgreSQL refuses to run as root, so root hands the work to an account that already exists.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import DatabaseUnavailable

UNPRIVILEGED = ("postgres", "nobody")
MARK = "start.lock"
LONGEST_PATH = 800  # PostgreSQL keeps paths in 1,024 bytes, with its own names of files at the end


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def run_as(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make a child run under this account."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def current_account() -> Account:
    return _account_of(os.geteuid())


def server_account(data_dir: Path) -> Account:
    """Who runs the server: ourselves; under root the owner of the data, or else an unprivileged account."""
    owner = data_dir.stat().st_uid if data_dir.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise DatabaseUnavailable(
                f"{data_dir} belongs to another account: run Dauys as that account or choose another --data folder."
            )
        return current_account()
    if owner:
        return _account_of(owner)
    for name in UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise DatabaseUnavailable(
        "PostgreSQL does not run as root and there is neither an account postgres nor nobody: "
        "run Dauys as an ordinary user."
    )


def make_private(directory: Path, account: Account) -> None:
    """Makes `directory` with mode 0700 for the account, together with its missing parents.

    A folder that already holds something else is refused, because its owner and mode would change.
    """
    if len(os.fsencode(directory)) > LONGEST_PATH:
        raise DatabaseUnavailable(
            f"The path of the database's folder is too long for PostgreSQL ({len(os.fsencode(directory))} bytes, at "
            f"most {LONGEST_PATH}): choose a shorter --data folder."
        )
    root = os.geteuid() == 0
    for parent in reversed(directory.parents):
        if not parent.exists():
            parent.mkdir(exist_ok=True)
            if root:
                parent.chmod(0o755)
    directory.mkdir(mode=0o700, exist_ok=True)
    if any(directory.iterdir()) and not os.path.lexists(directory / MARK):
        raise DatabaseUnavailable(f"{directory} holds other files: give the database a --data folder of its own.")
    hand_over(directory, account)
    directory.chmod(0o700)


def hand_over(path: Path, account: Account) -> None:
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def owned_privately(directory: Path, account: Account) -> bool:
    """True for a real folder (no link) of this account that nobody else can enter."""
    try:
        status = directory.lstat()
    except OSError:
        return False
    return status.st_uid == account.uid and status.st_mode & 0o170777 == 0o040700


def first_closed(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, itself included, that the account may not enter."""
    way = [str(folder) for folder in (*reversed(path.parents), path)]
    script = 'for folder; do [ -x "$folder" ] || { printf %s "$folder"; exit 1; }; done'
    found = subprocess.run(  # noqa: S603 - fixed script, paths as arguments
        ["/bin/sh", "-c", script, "sh", *way], capture_output=True, text=True, cwd="/", **account.run_as()
    )
    return Path(found.stdout) if found.returncode else None


def is_reachable(data_dir: Path) -> bool:
    """Whether the account that would run the server can enter the folder, or the place where it would be made."""
    return first_closed(_existing(data_dir.expanduser().resolve()), server_account(data_dir)) is None


def require_reachable(data_dir: Path, account: Account) -> None:
    closed = first_closed(_existing(data_dir), account)
    if closed is not None:
        raise DatabaseUnavailable(
            f"PostgreSQL runs as {account.name}, which may not enter {closed}: "
            f"choose a --data folder outside it, such as /var/lib/dauys, or run Dauys as an ordinary user."
        )


def _existing(path: Path) -> Path:
    """The nearest folder above `path` that exists: what is below it will be made, or given to the account."""
    return next(parent for parent in path.parents if parent.is_dir())


def _account_of(uid: int) -> Account:
    try:
        return _account(pwd.getpwuid(uid))
    except KeyError:
        raise DatabaseUnavailable(
            f"The user id {uid} has no name on this machine, and PostgreSQL needs one: add the account to /etc/passwd."
        ) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
