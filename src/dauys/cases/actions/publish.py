"""Keeps on the case whether its author wants it shown, and since when it is; the room that shows it decides."""

from datetime import datetime
from uuid import UUID

from dauys.cases.models import Case


def set_publication(*, case_id: UUID, wanted: bool, published_at: datetime | None) -> None:
    """Inside the caller's transaction, which also states the fact."""
    Case.objects.filter(pk=case_id).update(publish_wanted=wanted, published_at=published_at)
