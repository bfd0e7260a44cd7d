"""The voice recorded once (case, its words, its parties) and each demand in it (obligation with its clock)."""

from dauys.cases.models.clock import ClockEvent, Extension, Question
from dauys.cases.models.correction import CORRECTION_SEEN, Correction
from dauys.cases.models.hold import Hold
from dauys.cases.models.lists import CalendarFeed, Export, SavedList
from dauys.cases.models.obligation import DONE_STATES, IS_OPEN, Demand, Obligation
from dauys.cases.models.repeat import Repeat
from dauys.cases.models.voice import NEXT_SERIAL, Case, Party, Supporter, Voice

__all__ = [
    "CORRECTION_SEEN",
    "DONE_STATES",
    "IS_OPEN",
    "NEXT_SERIAL",
    "CalendarFeed",
    "Case",
    "ClockEvent",
    "Correction",
    "Demand",
    "Export",
    "Extension",
    "Hold",
    "Obligation",
    "Party",
    "Question",
    "Repeat",
    "SavedList",
    "Supporter",
    "Voice",
]
