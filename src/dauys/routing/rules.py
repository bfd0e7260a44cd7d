"""Pure decisions of routing: which step a row can take as it stands, and why not."""

from datetime import datetime, timedelta
from typing import Protocol

from dauys.cases.rules import OPEN_STATES

VERBS = ("take", "give", "settle")
OUTCOMES = ("done", "refused", "undone", "kept")
MOST_ROWS = 100
UNDO_TIME = timedelta(hours=1)


class Row(Protocol):
    """What a decision looks at: an obligation as it stands."""

    state: str
    route_confirmed: bool

    @property
    def assignee_id(self) -> object: ...


def obstacle(verb: str, row: Row) -> str:
    """Why the step is impossible for the row as it stands: "over", "taken", "settled", "waits"; empty if it is not."""
    if row.state not in OPEN_STATES:
        return "over"
    if verb == "settle":
        return "settled" if row.route_confirmed or row.state != "new" else ""
    if verb == "take":
        return "taken" if row.assignee_id or row.state not in ("new", "assigned") else ""
    return "waits" if row.state == "in_approval" else ""


def can_undo(done_at: datetime, undone_at: datetime | None, at: datetime) -> bool:
    """Whether a step for many rows can still be put back as a whole."""
    return undone_at is None and at - done_at <= UNDO_TIME
