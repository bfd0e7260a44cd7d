"""What the check for viruses means for a file: whether it may leave us, and what is written beside its name."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dauys.ground.files import clamd


def may_leave(verdict: str) -> bool:
    """Whether a file is given out: a checked one, and without a scanner any that nobody called infected."""
    return verdict == "clean" or (verdict == "waiting" and not clamd.is_on())


def mark(verdict: str) -> str:
    """What stands beside the name of a file; nothing if it was checked and is clean."""
    if verdict == "infected":
        return _("A virus was found: the file is not opened")
    if verdict == "waiting":
        return _("Being checked for viruses") if clamd.is_on() else _("Not checked for viruses")
    return ""


def marked(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a file with `mark`, `may_leave` and `infected`, for a page."""
    verdict = str(row["verdict"])
    return {**row, "mark": mark(verdict), "may_leave": may_leave(verdict), "infected": verdict == "infected"}
