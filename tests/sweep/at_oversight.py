"""An example of everything that oversight shows besides the board, and who sees it."""

from datetime import date, datetime
from typing import Any

from dauys.ground.access.actors import Actor
from dauys.oversight import actions as oversight
from dauys.oversight.shelf import in_force
from tests.sheets import words

_STAFF = ("clerk", "officer", "stranger", "supervisor", "head", "controller", "administrator", "auditor")
_WRITERS = ("controller", "administrator")
# Who sees a page; nobody for what takes only a POST.
OVERSIGHT: dict[str, tuple[str, ...]] = {
    "board": ("supervisor", "head", "controller", "auditor"),
    "sheets": _STAFF,
    "sheet": _STAFF,
    "new_sheet": _WRITERS,
    "write_sheet": _WRITERS,
    "samples": ("controller",),
    "sample": ("controller",),
    "sample_table": ("controller",),
    "mark_answer": ("controller",),
    "issue_sheet": (),
    "acknowledge_sheet": (),
}


def oversight_things(controller: Actor, at: datetime, month: date) -> dict[str, dict[str, Any]]:
    """A sheet in force, a draft of another, and a sample of the answers sent in a month since then."""
    about = {"actor": controller, "at": at}
    issued = oversight.draft(words=words(), revision=0, **about)
    oversight.issue_sheet(version=issued.pk, revision=1, **about)
    drafted = oversight.draft(kind="complaint", words=words(), revision=0, **about).pk
    in_force()  # read once a process, not on each page
    drawn = {"sample_id": oversight.draw_sample(month=month, size=5, seed="example", **about).pk}
    return {
        "sample": drawn,
        "sample_table": drawn,
        "mark_answer": {**drawn, "position": 1},
        "sheet": {"version_id": issued.pk},
        "write_sheet": {"version_id": drafted},
        "issue_sheet": {"version_id": drafted},
        "acknowledge_sheet": {"version_id": issued.pk},
    }
