"""The only writes of routing: settle, take and give one obligation or many together, and pass a case on."""

from dauys.routing.actions.bulk import TooLate, do, undo
from dauys.routing.actions.forwarding import CannotForward, DaysOver, Part, StalePage, forward
from dauys.routing.actions.steps import BY_HAND, give, settle, take

__all__ = [
    "BY_HAND",
    "CannotForward",
    "DaysOver",
    "Part",
    "StalePage",
    "TooLate",
    "do",
    "forward",
    "give",
    "settle",
    "take",
    "undo",
]
