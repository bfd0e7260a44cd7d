"""The verbs of the doors."""

from dauys.channels.actions.codes import confirm_case, confirm_draft, send_code
from dauys.channels.actions.file import file, voice_of
from dauys.channels.actions.held import accept_held, discard_held, hold

__all__ = [
    "accept_held",
    "confirm_case",
    "confirm_draft",
    "discard_held",
    "file",
    "hold",
    "send_code",
    "voice_of",
]
