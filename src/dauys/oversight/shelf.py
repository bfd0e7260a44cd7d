"""The method sheets in force, kept in the process: they change seldom, and every case shows its own."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from dauys.ground.change_marks import ChangeMark
from dauys.ground.packs.current import current
from dauys.oversight.models import Version
from dauys.oversight.rules import nearest

MARK = ChangeMark("sheets.changed")
_seen: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class InForce:
    """A version in force with what its sheet is about."""

    id: UUID
    number: int
    org_path: str
    topic: str
    kind: str
    words: dict[str, Any]

    def said(self, language: str) -> dict[str, Any]:
        """`title`, `text` and `points` in a language, or in the pack's own."""
        found: dict[str, Any] = self.words.get(language) or self.words[current().info.default_language]
        return found


@cache
def _in_force() -> tuple[InForce, ...]:
    rows = Version.objects.select_related("sheet").filter(state="in_force").order_by("issued_at", "pk")
    return tuple(InForce(r.pk, r.number, r.sheet.org_path, r.sheet.topic, r.sheet.kind, r.words) for r in rows)


def in_force() -> tuple[InForce, ...]:
    """One statement a process, none after, until a sheet is issued."""
    touched = MARK.at()
    if _seen.get("at") != touched:
        _in_force.cache_clear()
    _seen["at"] = touched
    return _in_force()


def sheet_for(owner_path: str, topic: str, kind: str) -> InForce | None:
    """The sheet an answer of this body to this topic and kind follows."""
    return nearest(in_force(), owner_path=owner_path, topic=topic, kind=kind)


def forget() -> None:
    """Read anew the next time, here and in every other process."""
    _in_force.cache_clear()
    MARK.touch()
