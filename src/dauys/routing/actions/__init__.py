"""The only writes of routing: settle, take and give one obligation or many together, and pass a case on."""

from dauys.routing.actions.bulk import TooLate, do, undo
from dauys.routing.actions.crime import clear_crime, pass_crime
from dauys.routing.actions.forwarding import CannotForward, DaysOver, Part, StalePage, forward
from dauys.routing.actions.leaving import ToldOfCrime, decide_leaving, erase_proposals, propose_leaving
from dauys.routing.actions.steps import BY_HAND, AboutThem, give, settle, take
from dauys.routing.actions.unowned import Settled, erase_reasons, find_vacant, give_back, name_owner

__all__ = [
    "BY_HAND",
    "AboutThem",
    "CannotForward",
    "DaysOver",
    "Part",
    "Settled",
    "StalePage",
    "ToldOfCrime",
    "TooLate",
    "clear_crime",
    "decide_leaving",
    "do",
    "erase_proposals",
    "erase_reasons",
    "find_vacant",
    "forward",
    "give",
    "give_back",
    "name_owner",
    "pass_crime",
    "propose_leaving",
    "settle",
    "take",
    "undo",
]
