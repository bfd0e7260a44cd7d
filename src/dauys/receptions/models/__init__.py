"""The tables of receptions. Keys point down only."""

from dauys.receptions.models.queue import Device, Ticket
from dauys.receptions.models.referrals import Errand, Referral
from dauys.receptions.models.visits import (
    IS_OCCUPYING,
    ClosedDay,
    Host,
    Instruction,
    Office,
    Protocol,
    Schedule,
    Visit,
    Visitor,
    Window,
)

__all__ = [
    "IS_OCCUPYING",
    "ClosedDay",
    "Device",
    "Errand",
    "Host",
    "Instruction",
    "Office",
    "Protocol",
    "Referral",
    "Schedule",
    "Ticket",
    "Visit",
    "Visitor",
    "Window",
]
