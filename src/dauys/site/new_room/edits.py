"""The lines a new room gets in files that name every room; a missing place is told before anything changes."""

import re
from collections.abc import Mapping
from pathlib import Path

from dauys.site.runtime import CannotStart

WIRING = "src/dauys/site/wiring.py"


def _put(text: str, place: str, line: str, where: str) -> str:
    """The text with a line put in at the one match of a pattern, at the beginning of its group 1."""
    found = list(re.finditer(place, text, re.MULTILINE | re.DOTALL))
    if len(found) != 1:
        raise CannotStart(f"{where} has changed: no one place for {line.strip()!r}. Nothing was written.")
    at = found[0].start(1)
    return text[:at] + line + text[at:]


def edits_of(room: str, *, about: str, beside: str) -> list[tuple[str, str, str]]:
    """File, the place as a pattern whose group 1 begins where the line goes in, and what goes in."""
    imports = "".join(
        f"from dauys.{room} import {part} as {room}_{part}\n" for part in ("access", "events", "invariants", "slots")
    )
    return [
        (".importlinter", rf"^    (?:\w+ \| )*{beside}(?: \| \w+)*()\n", f" | {room}"),
        ("tests/house/sources.py", r'^ROOMS = .*?("site",)', f'"{room}", '),
        ("src/dauys/site/settings.py", r'^(    "dauys\.site",\n)', f'    "dauys.{room}",\n'),
        ("src/dauys/site/rooms.py", r"^STANDS_ON[^\n]*\{\n[^}]*(\})", f'    "{room}": (),\n'),
        ("ARCHITECTURE.md", rf"^{beside} [^\n]*\n()", f"{room:<11} (on the line of {beside}) {about}\n"),
        (WIRING, r"^(from dauys\.routing import events)", imports),
        (WIRING, r"^EVENTS = \([^)]*(\))", f"    *{room}_events.EVENTS,\n"),
        (WIRING, r"^(    site_access\.PERMISSIONS,\n)", f"    {room}_access.PERMISSIONS,\n"),
        (WIRING, r"^(        site_slots\.messages_tab,\n)", f"        {room}_slots.{room}_tab,\n"),
        (WIRING, r"^(    \*accounts_invariants\.INVARIANTS,\n)", f"    *{room}_invariants.INVARIANTS,\n"),
        ("tests/sweep/test_sweep.py", r'^(    "worklist": only\()', f'    "{room}": only("supervisor", "head"),\n'),
        ("tests/operations/test_rooms.py", r"^OWN = \{\n[^}]*(\})", f'    "{room}": ["/kk/desk/{room}/"],\n'),
    ]


def edited(root: Path, room: str, *, about: str, beside: str) -> Mapping[str, str]:
    """Files by path with the new room's lines in them; nothing is written. Raises CannotStart."""
    texts: dict[str, str] = {}
    for name, place, line in edits_of(room, about=about, beside=beside):
        text = texts.get(name) or (root / name).read_text("utf-8")
        texts[name] = _put(text, place, line, name)
    return texts
