"""Where the taught models lie, and which one is in force; a process that has no numpy has none."""

import logging
import os
import shutil
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)
KEPT = 3
LOOK = 2.0  # seconds until the file that names the version is looked at again
_known: dict[str, Any] = {}


def folder() -> Path:
    return Path(settings.DATA_DIR) / "learning"


def has_numpy() -> bool:
    return find_spec("numpy") is not None


def can_teach() -> bool:
    """Whether the extra packages are here."""
    return has_numpy() and find_spec("sklearn") is not None


def engine() -> Any:
    return import_module("dauys.learning.engine")


def in_force() -> tuple[int, dict[str, Any]] | None:
    """Version and heads of the model in force; None without one. No statement, and no reading until it changes."""
    moment = time.monotonic()
    if _known and moment - _known["looked"] < LOOK and _known["folder"] == folder():
        return _known["model"]
    try:
        version = int((folder() / "current").read_text("ascii"))
    except (OSError, ValueError):
        version = 0
    if not _known or (_known["version"], _known["folder"]) != (version, folder()):
        _known.update(version=version, model=_read(version), folder=folder())
    _known["looked"] = moment
    return _known["model"]


def forget() -> None:
    _known.clear()


def _read(version: int) -> tuple[int, dict[str, Any]] | None:
    if not version or not has_numpy():
        return None
    try:
        return version, engine().load(folder() / str(version))
    except (OSError, ValueError, KeyError) as error:
        log.error("the taught model %s cannot be read: %s", version, type(error).__name__)
        return None


def put(version: int, heads: dict[str, Any], about: dict[str, Any]) -> None:
    """Writes a model whole; it is not in force yet."""
    target, half = folder() / str(version), folder() / f"{version}.half"
    for old in (target, half):
        shutil.rmtree(old, ignore_errors=True)
    engine().save(half, heads, about)
    half.rename(target)


def bring_into_force(version: int) -> None:
    """At once for every process; older models are kept, up to KEPT of them."""
    new = folder() / "current.new"
    new.write_text(str(version), "ascii")
    os.replace(new, folder() / "current")
    forget()
    numbers = sorted((int(p.name) for p in folder().iterdir() if p.name.isdigit()), reverse=True)
    for number in numbers:
        if number not in (version, *numbers[:KEPT]):
            shutil.rmtree(folder() / str(number), ignore_errors=True)
