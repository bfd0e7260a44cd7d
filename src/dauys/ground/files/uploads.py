"""Receives uploads to the disk; one without room loses the file and nothing else of the form."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dauys.ground.files.office import SUFFIXES

ACCEPTED = ",".join(["image/jpeg", "image/png", "application/pdf", *SUFFIXES, *SUFFIXES.values()])


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


def limits() -> Mapping[str, Any]:
    """What a form that takes files says about them: `files_most`, `files_mb`, and `files_accept` for the browser."""
    return {"files_most": settings.FILES_PER_APPEAL, "files_mb": settings.FILE_MB, "files_accept": ACCEPTED}


def megabytes(uploads: Sequence[UploadedFile]) -> int:
    """How much these are together, each counted up."""
    return sum((upload.size or 0) // (1024 * 1024) + 1 for upload in uploads)
