"""The only writes to cases, one verb a module."""

from dauys.cases.actions.calendar import subscribe_calendar, unsubscribe_calendar
from dauys.cases.actions.closing import ASKED_BY, leave, withdraw
from dauys.cases.actions.codes import redeem_for, send_code
from dauys.cases.actions.contact import find_person, hand_copy, renew_code, show_contact
from dauys.cases.actions.copies import complete_copies
from dauys.cases.actions.correct import CannotCorrect, apply_correction, ask_correction, correct, refuse_correction
from dauys.cases.actions.crime import clear_crime, pass_crime, reroute
from dauys.cases.actions.erase import StillOpen, erase, erase_again
from dauys.cases.actions.exports import TooManyExports, ask_export, forget_export, sweep_exports, write_next
from dauys.cases.actions.extensions import ask_extension, extend, refuse_extension
from dauys.cases.actions.file import Filed, NewParty, NewVoice, file
from dauys.cases.actions.forward import Portion, ask_for, forward, hold, open_beside
from dauys.cases.actions.group import CannotGroup, group, ungroup
from dauys.cases.actions.handle import (
    ClockStopped,
    assign,
    change_kind,
    confirm_identity,
    hand_back,
    release,
    set_owner,
    step,
    unconfirm_owner,
)
from dauys.cases.actions.lists import MOST_LISTS, NameTaken, TooManyLists, forget_list, save_list
from dauys.cases.actions.publish import set_publication
from dauys.cases.actions.recompute import recompute_clocks
from dauys.cases.actions.reopen import reopen
from dauys.cases.actions.repeat import CannotMark, mark_repeat, unmark_repeat
from dauys.cases.actions.retention import CannotHold, anonymise_due, hold_erasure, lift_hold
from dauys.cases.actions.serials import skip_serials
from dauys.cases.actions.silence import deem_refused
from dauys.cases.actions.support import Joining, NotOpen, support
from dauys.cases.actions.unowned import disown, own
from dauys.cases.actions.waiting import NotWaiting, pause, reply, stop_waiting, take_back
from dauys.cases.erased import RegisterUnwritable

__all__ = [
    "ASKED_BY",
    "MOST_LISTS",
    "CannotCorrect",
    "CannotGroup",
    "CannotHold",
    "CannotMark",
    "ClockStopped",
    "Filed",
    "Joining",
    "NameTaken",
    "NewParty",
    "NewVoice",
    "NotOpen",
    "NotWaiting",
    "Portion",
    "RegisterUnwritable",
    "StillOpen",
    "TooManyExports",
    "TooManyLists",
    "anonymise_due",
    "apply_correction",
    "ask_correction",
    "ask_export",
    "ask_extension",
    "ask_for",
    "assign",
    "change_kind",
    "clear_crime",
    "complete_copies",
    "confirm_identity",
    "correct",
    "deem_refused",
    "disown",
    "erase",
    "erase_again",
    "extend",
    "file",
    "find_person",
    "forget_export",
    "forget_list",
    "forward",
    "group",
    "hand_back",
    "hand_copy",
    "hold",
    "hold_erasure",
    "leave",
    "lift_hold",
    "mark_repeat",
    "open_beside",
    "own",
    "pass_crime",
    "pause",
    "recompute_clocks",
    "redeem_for",
    "refuse_correction",
    "refuse_extension",
    "release",
    "renew_code",
    "reopen",
    "reply",
    "reroute",
    "save_list",
    "send_code",
    "set_owner",
    "set_publication",
    "show_contact",
    "skip_serials",
    "step",
    "stop_waiting",
    "subscribe_calendar",
    "support",
    "sweep_exports",
    "take_back",
    "unconfirm_owner",
    "ungroup",
    "unmark_repeat",
    "unsubscribe_calendar",
    "withdraw",
    "write_next",
]
