"""Recognises keys without telling them: a check value of each, and whether the keys here are those of a backup."""

import hashlib
import hmac
import os
from pathlib import Path

CONSTANT = b"dauys: check value of a key"
# What is lost without a key, as the end of a sentence.
LOSSES = {
    "contacts": "phones, addresses and identity numbers of this backup cannot be opened",
    "lookup": "persons of this backup are not found again by their phone or identity number",
    "tracking": "tracking codes already handed out do not open their cases",
    "codes": "one-time codes sent shortly before the backup do not work",
    "web": "everybody has to sign in again and drafts begun in a browser are not found",
}


def key_files(folder: Path) -> dict[str, Path]:
    """The keys in a folder by name."""
    return {path.stem: path for path in sorted(folder.glob("*.key")) if path.is_file()}


def check_values(folder: Path) -> dict[str, str]:
    """An HMAC of a constant by each key: equal for equal keys, useless for finding a key."""
    return {name: check_value(path.read_bytes()) for name, path in key_files(folder).items()}


def check_value(text: bytes) -> str:
    return hmac.digest(text.strip(), CONSTANT, hashlib.sha256).hex()


def compare(wanted: dict[str, str], folder: Path) -> dict[str, str]:
    """For each wanted key: `there`, `missing` or `another`."""
    here = check_values(folder)
    return {
        name: "missing" if name not in here else "there" if here[name] == value else "another"
        for name, value in wanted.items()
    }


def sentences(states: dict[str, str], folder: Path) -> list[str]:
    """What the operator must know about keys that are not there."""
    return [
        f"The key {name}.key {'is missing' if state == 'missing' else 'is another one'}: put the one that belongs to "
        f"this backup into {folder} before you serve, or {_loss(name)}."
        for name, state in states.items()
        if state != "there"
    ]


def _loss(name: str) -> str:
    """Of a renewed key (`contacts-2`) the same as of the first."""
    return LOSSES.get(name.partition("-")[0], "what it sealed stays closed")


def put_back(name: str, text: bytes, folder: Path) -> None:
    """Writes a key, readable by us only; another key of that name is kept beside it as NAME.key.before-restore."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{name}.key"
    if target.exists():
        if check_value(target.read_bytes()) == check_value(text):
            return
        target.rename(target.with_suffix(".key.before-restore"))
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)
