"""The verbs of receptions: the only place that writes its tables."""

from dauys.receptions.actions.booking import (
    AlsoBooked,
    HoldOver,
    Person,
    SlotTaken,
    book,
    book_at_desk,
    cancel,
    confirm,
    hold,
    move,
)
from dauys.receptions.actions.erasing import erase, forget
from dauys.receptions.actions.places import add_host, change_office, open_office
from dauys.receptions.actions.protocols import NothingToSign, NotWritten, Order, sign, write
from dauys.receptions.actions.reminding import remind
from dauys.receptions.actions.schedules import Line, NoLines, Overlaps, approve, draft, publish
from dauys.receptions.actions.visits import arrive, miss, register, serve

__all__ = [
    "AlsoBooked",
    "HoldOver",
    "Line",
    "NoLines",
    "NotWritten",
    "NothingToSign",
    "Order",
    "Overlaps",
    "Person",
    "SlotTaken",
    "add_host",
    "approve",
    "arrive",
    "book",
    "book_at_desk",
    "cancel",
    "change_office",
    "confirm",
    "draft",
    "erase",
    "forget",
    "hold",
    "miss",
    "move",
    "open_office",
    "publish",
    "register",
    "remind",
    "serve",
    "sign",
    "write",
]
