"""Reads of files: those of one holder, one of them, how it is sent to a browser, and how the check for viruses goes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.http import FileResponse

from dauys.ground.access.fence import whole_house
from dauys.ground.files.actions import path_of
from dauys.ground.files.clamd import is_on
from dauys.ground.files.models import StoredFile
from dauys.ground.files.scanning import marked, may_leave


class Withheld(Exception):
    """The file is infected, or was not checked yet: it leaves us for nobody."""


def of_holder(holder: UUID) -> list[StoredFile]:
    return list(StoredFile.objects.filter(holder=holder).order_by("created_at"))


def one(file_id: UUID, holder: UUID) -> StoredFile | None:
    return StoredFile.objects.filter(pk=file_id, holder=holder).first()


def shown(holder: UUID) -> list[dict[str, Any]]:
    """The files of a holder as a page shows them, each with what the check for viruses says."""
    return [marked({"id": f.pk, "pk": f.pk, "name": f.name, "verdict": f.verdict}) for f in of_holder(holder)]


@whole_house()
def scanner() -> Mapping[str, Any]:
    """Whether there is a scanner (`on`), how many files wait for it, since when, and how many are infected."""
    waiting = Q(verdict="waiting")
    counted = StoredFile.objects.aggregate(
        waiting=Count("id", filter=waiting),
        since=Min("created_at", filter=waiting),
        infected=Count("id", filter=Q(verdict="infected")),
    )
    return {"on": is_on(), **counted}


def response(stored: StoredFile) -> FileResponse:
    """The file as a download: its checked type, never shown in a page, sniffed, scripted, framed or kept by a cache.

    Raises Withheld.
    """
    if not may_leave(stored.verdict):
        raise Withheld
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
