"""The keys that live outside the database: one file each, made on first use, readable by their owner only."""

import os
import re
import secrets
import time
from functools import cache
from pathlib import Path


class KeyUnreadable(Exception):
    """A key file exists but cannot be used; the sentence says which and what to do."""


def secret_bytes(directory: Path, name: str) -> bytes:
    """The 32 bytes of key `name`, made and kept if it does not exist yet.

    Two processes that start at once agree: the file is created under a unique name and linked into place,
    and whoever comes second reads the first one's key.
    """
    path = directory / f"{name}.key"
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        keep_secret(directory, name, secrets.token_bytes(32))
        text = path.read_text("ascii").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise KeyUnreadable(f"The key file {path} is damaged; restore it from your backup.") from error
    if len(key) != 32:
        raise KeyUnreadable(f"The key file {path} has {len(key)} bytes instead of 32; restore it from your backup.")
    return key


def keep_secret(directory: Path, name: str, secret: bytes) -> None:
    """Writes a key's file, flushed to disk, readable by its owner only; one that exists already stays as it is."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = directory / f".{name}.{secrets.token_hex(6)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, directory / f"{name}.key")
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def secret_text(directory: Path, name: str) -> str:
    """The same key as text, for settings that want a string."""
    return secret_bytes(directory, name).hex()


@cache
def key(name: str) -> bytes:
    """The installation's key `name` (32 bytes), read once a process."""
    from django.conf import settings  # keys are read while settings are still being built

    return secret_bytes(settings.KEY_DIR, name)


# A key whose work lies in rows has generations: NAME.key is the first, NAME-2.key the second. The newest one seals and
# writes; the older ones open and find what they made, until every row is made anew.
MOST_GENERATIONS = 250
_listed: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}


def generation_name(name: str, generation: int) -> str:
    return name if generation == 1 else f"{name}-{generation}"


def generations(name: str) -> tuple[int, ...]:
    """The generations of a key that are there, oldest first; the first is made when it is needed and none is there.

    The folder is listed again when it changed, so a process that serves takes a new key up at once.
    """
    from django.conf import settings  # keys are read while settings are still being built

    directory = settings.KEY_DIR
    try:
        changed = os.stat(directory).st_mtime_ns
    except FileNotFoundError:
        return (1,)
    where = os.fspath(directory), name
    if where not in _listed or _listed[where][0] != changed:
        numbers = {int(m[1]) for f in os.listdir(directory) if (m := re.fullmatch(rf"{name}-(\d{{1,3}})\.key", f))}
        later = sorted(n for n in numbers if 1 < n <= MOST_GENERATIONS)
        first = [1] if not later or os.path.exists(os.path.join(directory, f"{name}.key")) else []
        _listed[where] = changed, (*first, *later)
    return _listed[where][1]


def new_generation(name: str) -> int:
    """Makes the next generation of a key, flushed to disk; from then on every process seals with it."""
    from django.conf import settings

    directory, number = Path(settings.KEY_DIR), generations(name)[-1] + 1
    if number > MOST_GENERATIONS:
        raise KeyUnreadable(f"The key {name} was renewed {MOST_GENERATIONS - 1} times; there is no room for another.")
    keep_secret(directory, generation_name(name, number), secrets.token_bytes(32))
    time.sleep(0.05)  # so that whoever listed the folder in the same tick of its clock sees it change once more
    os.utime(directory)
    return number
