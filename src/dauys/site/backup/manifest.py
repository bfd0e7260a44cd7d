"""What a backup says about itself: who made it when, from what, how many rows, and the digest of every part."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from dauys import __version__
from dauys.site.runtime import CannotStart

FORMAT = "dauys-backup/1"
# A part of the tar file: name, then size in bytes and SHA-256 in hex.
Parts = dict[str, tuple[int, str]]


class DamagedBackup(Exception):
    """The file is no backup of Dauys, or not a whole one; the message is one sentence."""


@dataclass
class Manifest:
    """`gone` are files whose row was deleted while the backup ran; `missing` and `damaged` were so on the disk before.

    `keys` holds a check value of each key, by which a key can be recognised and not found out.
    """

    dauys: str
    made_at: str
    postgresql: int
    pg_dump: int
    pack: dict[str, str]
    migrations: list[str]
    rows: dict[str, int]
    keys: dict[str, str]
    with_keys: bool
    parts: Parts = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    format: str = FORMAT

    def as_bytes(self) -> bytes:
        told = asdict(self)
        return json.dumps({**told, "digest": _digest(told)}, sort_keys=True).encode()


def parse(data: bytes) -> Manifest:
    """The manifest again. Raises DamagedBackup, also for a single changed letter."""
    try:
        told = json.loads(data)
        digest = told.pop("digest")
        if told.get("format") != FORMAT:
            raise DamagedBackup(
                f"The backup has the format {told.get('format')}, which this Dauys cannot read: "
                "restore it with the Dauys that made it."
            )
        if digest != _digest(told):
            raise ValueError
        manifest = Manifest(**{f.name: told[f.name] for f in fields(Manifest)})
        manifest.parts = {name: (int(size), str(digest)) for name, (size, digest) in manifest.parts.items()}
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise DamagedBackup("The manifest of the backup is damaged: take another copy of the file.") from error
    return manifest


def refuse_newer(manifest: Manifest) -> None:
    """Raises CannotStart for a backup of a Dauys newer than this one."""
    if _number(manifest.dauys) > _number(__version__):
        raise CannotStart(
            f"The backup was made by Dauys {manifest.dauys}, this is {__version__}: restore it with that version "
            "or a newer one."
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
