"""Reads of files: those of one holder, one of them, and how it is sent to a browser."""

from uuid import UUID

from django.http import FileResponse

from dauys.ground.files.actions import path_of
from dauys.ground.files.models import StoredFile


def of_holder(holder: UUID) -> list[StoredFile]:
    return list(StoredFile.objects.filter(holder=holder).order_by("created_at"))


def one(file_id: UUID, holder: UUID) -> StoredFile | None:
    return StoredFile.objects.filter(pk=file_id, holder=holder).first()


def response(stored: StoredFile) -> FileResponse:
    """The file as a download: its checked type, never shown in a page, sniffed, scripted, framed or kept by a cache."""
    answer = FileResponse(
        path_of(stored.pk).open("rb"),
        content_type=stored.media_type,
        filename=stored.name,
        as_attachment=True,
    )
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
