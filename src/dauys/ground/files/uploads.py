"""Receives uploads to the disk; one without room loses the file and nothing else of the form."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _


class UploadHandler(TemporaryFileUploadHandler):
    """Django's own, which would answer a full disk with a failed page and lose the text beside the file."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise self._skipped() from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            raise self._skipped() from error

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError:
            self._skipped()
            return None

    def _skipped(self) -> SkipFile:
        self.request.files_skipped = True  # type: ignore[union-attr]
        if (file := getattr(self, "file", None)) is not None:
            with suppress(OSError):
                file.close()  # what is still in memory finds no room either
        return SkipFile()


def problem_of(request: HttpRequest) -> str:
    """What to tell whoever sent a file that could not be received; nothing if all were."""
    if not getattr(request, "files_skipped", False):
        return ""
    return _("The file could not be saved just now. Try again later or send without it.")
