"""The only writes to answers and to the hearings before them."""

from dauys.answers.actions.answer import (
    AlreadyRated,
    NotSent,
    StalePage,
    Unfinished,
    erase_texts,
    note_delivery,
    post,
    rate,
    read_out,
    save,
    send,
    send_back,
    send_together,
    submit,
)
from dauys.answers.actions.hearing import NotWritten, TooSoon, call_off, call_off_ended, hear, invite, sign

__all__ = [
    "AlreadyRated",
    "NotSent",
    "NotWritten",
    "StalePage",
    "TooSoon",
    "Unfinished",
    "call_off",
    "call_off_ended",
    "erase_texts",
    "hear",
    "invite",
    "note_delivery",
    "post",
    "rate",
    "read_out",
    "save",
    "send",
    "send_back",
    "send_together",
    "sign",
    "submit",
]
