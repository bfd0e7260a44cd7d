"""The only writes to answers and to the hearings before them."""

from dauys.answers.actions.answer import (
    AlreadyRated,
    NotSent,
    StalePage,
    Unfinished,
    Unsigned,
    erase_texts,
    note_delivery,
    post,
    rate,
    read_out,
    save,
    send,
    send_back,
    send_together,
    sign_answer,
    submit,
)
from dauys.answers.actions.attachments import attach, detach, erase_files
from dauys.answers.actions.hearing import NotWritten, TooSoon, call_off, call_off_ended, hear, invite, sign
from dauys.answers.actions.on_the_spot import answer_on_the_spot

__all__ = [
    "AlreadyRated",
    "NotSent",
    "NotWritten",
    "StalePage",
    "TooSoon",
    "Unfinished",
    "Unsigned",
    "answer_on_the_spot",
    "attach",
    "call_off",
    "call_off_ended",
    "detach",
    "erase_files",
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
    "sign_answer",
    "submit",
]
