"""The only writes to cases, one verb a module."""

from dauys.cases.actions.contact import find_person, show_contact
from dauys.cases.actions.copies import complete_copies
from dauys.cases.actions.erase import StillOpen, erase, erase_again
from dauys.cases.actions.file import Filed, NewParty, NewVoice, file
from dauys.cases.actions.handle import ClockStopped, assign, change_kind, confirm_identity, set_owner, step
from dauys.cases.actions.reopen import reopen
from dauys.cases.actions.serials import skip_serials
from dauys.cases.erased import RegisterUnwritable

__all__ = [
    "ClockStopped",
    "Filed",
    "NewParty",
    "NewVoice",
    "RegisterUnwritable",
    "StillOpen",
    "assign",
    "change_kind",
    "complete_copies",
    "confirm_identity",
    "erase",
    "erase_again",
    "file",
    "find_person",
    "reopen",
    "set_owner",
    "show_contact",
    "skip_serials",
    "step",
]
