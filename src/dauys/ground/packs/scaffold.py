"""Begins a pack of somebody's own as a copy of another one, with nothing in it taken for confirmed."""

from __future__ import annotations

import re
from pathlib import Path

from dauys.ground.packs.load import load_pack
from dauys.ground.packs.schema import FILES

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Files in which a code of a place stands, and under which keys.
_PLACES = {"areas.yaml": "code", "organizations.yaml": "area", "routing.yaml": "area"}


class CannotBegin(ValueError):
    """One clear sentence: what stands in the way."""


def begin(name: str, source: Path, target: Path) -> None:
    """Writes the files of the pack `name` into the folder `target`, which must not exist or be empty.

    Raises CannotBegin, and PackErrors when the source cannot be used.
    """
    if not _NAME.fullmatch(name) or len(name) > 40:
        raise CannotBegin(f"{name} is no code of a pack: small Latin letters, digits and hyphens, a letter first.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotBegin(f"{target} is there already and not empty.")
    old = load_pack(source).code
    target.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        text = (source / file).read_text("utf-8")
        (target / file).write_text(_renamed(file, text, old, name), "utf-8")


def _renamed(file: str, text: str, old: str, name: str) -> str:
    if file == "pack.yaml":
        text = re.sub(
            r"\A(#.*\n)+", f"# The pack {name}, begun as a copy of {old}. Change every line that is not yours.\n", text
        )
        text = re.sub(rf"^code: {old}$", f"code: {name}", text, flags=re.M)
        prefix = re.sub(r"[^a-z]", "", name)[:2].upper()
        if len(prefix) == 2:
            text = re.sub(r"^number_prefix: .*$", f"number_prefix: {prefix}", text, flags=re.M)
    if key := _PLACES.get(file):
        text = re.sub(rf"\b({key}: ){old}(?=[/,}}\s])", rf"\g<1>{name}", text)
    # What was true of the other city nobody has checked for this one.
    return re.sub(r"^([^#\n]*\b\w*confirmed: )yes\b", r"\1no", text, flags=re.M)
