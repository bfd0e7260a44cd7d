"""The verbs of the doors."""

from dauys.channels.actions.codes import confirm_case, confirm_draft
from dauys.channels.actions.file import file, voice_of
from dauys.channels.actions.held import accept_held, discard_held, hold
from dauys.channels.actions.imports import file_import, keep_import, sweep_imports
from dauys.channels.actions.sweeping import sweep_files

__all__ = [
    "accept_held",
    "confirm_case",
    "confirm_draft",
    "discard_held",
    "file",
    "file_import",
    "hold",
    "keep_import",
    "sweep_files",
    "sweep_imports",
    "voice_of",
]
