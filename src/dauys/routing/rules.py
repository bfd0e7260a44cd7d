"""Pure decisions of routing: which step a row can take as it stands, and why not."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Protocol

from dauys.cases.rules import OPEN_STATES, TRANSITIONS

VERBS = ("take", "give", "settle")
OUTCOMES = ("done", "refused", "undone", "kept")
MOST_ROWS = 100
UNDO_TIME = timedelta(hours=1)
MOST_PORTIONS = 5
FORWARDED_FROM = tuple(state for state, steps in TRANSITIONS.items() if "forward" in steps)


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


def forward_obstacle(*, to: str, owner: str, held: Collection[str], ways_up: Collection[str] | None) -> str:
    """Why a case cannot be passed on to the body `to`, all codes; empty if it can.

    "same": it has the case now. "sideways": a complaint goes up alone, and `ways_up`, None for any other kind, does not
    name this body. "held": it had the case before and passed it on; who stands above may give it back nevertheless.
    """
    if to == owner:
        return "same"
    if ways_up is not None and to not in ways_up:
        return "sideways"
    return "held" if to in held else ""


def is_late(forward_by: date | None, day: date) -> bool:
    """Whether the law's days for passing a case on are over."""
    return forward_by is not None and day > forward_by
