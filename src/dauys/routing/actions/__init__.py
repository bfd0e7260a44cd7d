"""The only writes of routing: settle, take and give one obligation, or many together."""

from dauys.routing.actions.bulk import TooLate, do, undo
from dauys.routing.actions.steps import BY_HAND, give, settle, take

__all__ = ["BY_HAND", "TooLate", "do", "give", "settle", "take", "undo"]
