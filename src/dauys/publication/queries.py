"""The only reads of public voices: pages by cursor, one voice, what is new for a reader, and what waits for staff."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from dauys.cases.models import Obligation
from dauys.cases.queries import visible_to
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.access.permissions import allows
from dauys.ground.files.models import StoredFile
from dauys.ground.files.scanning import may_leave
from dauys.publication.filters import Filter
from dauys.publication.models import IS_PUBLIC, TO_DECIDE, Publication

PAGE = 20
DESK_PAGE = 50


class BadCursor(ValueError):
    """The page mark is not one of ours; the list starts again from the top."""


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Publication]
    legs: dict[UUID, Obligation]
    next_cursor: str


def _encode(row: Publication) -> str:
    key = [row.published_at.isoformat() if row.published_at else "", row.public_id]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _decode(text: str) -> tuple[datetime, str]:
    try:
        if len(text) > 120:
            raise ValueError("too long")
        moment, public_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or not isinstance(public_id, str) or not public_id.isalnum():
            raise ValueError("not ours")
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        raise BadCursor from error
    return at, public_id


def _public(wanted: Filter) -> QuerySet[Publication]:
    rows = Publication.objects.filter(IS_PUBLIC)
    if wanted.area:
        is_region = wanted.area == wanted.region
        rows = rows.filter(region=wanted.region) if is_region else rows.filter(district=wanted.district)
        if wanted.area not in (wanted.region, wanted.district):
            rows = rows.filter(area_path__startswith=wanted.area)
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    return rows


def page(wanted: Filter, after: str = "", size: int = PAGE) -> Page:
    """The newest public voices, or those behind a cursor; raises BadCursor. Two statements."""
    rows = _public(wanted)
    if after:
        at, public_id = _decode(after)
        rows = rows.filter(published_at__lte=at).exclude(published_at=at, public_id__lte=public_id)
    found = list(rows.order_by("-published_at", "public_id")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, newest_legs(r.case_id for r in found), _encode(found[-1]) if more else "")


@whole_house()
def newest_legs(case_ids: Iterable[UUID]) -> dict[UUID, Obligation]:
    """The newest obligation of each case, with the moment the first was received. One statement."""
    ids = list(case_ids)
    first = (
        Obligation.objects.filter(case=OuterRef("case"))
        .order_by()
        .values("case")
        .annotate(at=Min("received_at"))
        .values("at")
    )
    rows = (
        Obligation.objects.select_related("case")
        .filter(case__in=ids)
        .annotate(first_received=Subquery(first))
        .order_by("case", "leg")
    )
    return {row.case_id: row for row in rows} if ids else {}


def newest(count: int) -> list[Publication]:
    """The newest public voices. One statement."""
    return list(_public(Filter()).order_by("-published_at", "public_id")[:count])


def by_public_id(public_id: str) -> Publication | None:
    return Publication.objects.filter(IS_PUBLIC, public_id=public_id).first()


@whole_house()
def public_files(row: Publication) -> list[dict[str, Any]]:
    """The files of its answer that a public voice shows. One statement, none without any."""
    shown = row.files if row.answer == "shown" else []
    found = StoredFile.objects.filter(pk__in=shown).order_by("created_at") if shown else []
    return [{"id": file.pk, "name": file.name} for file in found if may_leave(file.verdict)]


@whole_house()
def public_file(public_id: str, file_id: UUID) -> StoredFile | None:
    """One of them, for its download; what is not shown reads like what does not exist."""
    row = by_public_id(public_id)
    if row is None or row.answer != "shown" or file_id not in row.files:
        return None
    return StoredFile.objects.filter(pk=file_id).first()


def between(wanted: Filter, after: datetime, until: datetime, limit: int) -> tuple[list[Publication], int]:
    """What was published after one moment and up to another: the newest, and how many there are."""
    rows = _public(wanted).filter(published_at__gt=after, published_at__lte=until)
    found = list(rows.order_by("-published_at", "public_id")[: limit + 1])
    return (found, len(found)) if len(found) <= limit else (found[:limit], rows.count())


def of_case(case_id: UUID) -> Publication | None:
    return Publication.objects.filter(case=case_id).first()


def to_decide(actor: Actor) -> list[Obligation]:
    """First legs of voices that wait for the actor's look, longest waiting first, with `case.publication`."""
    queue = Q(case__in=Publication.objects.filter(TO_DECIDE).values("case"))
    rows = (
        visible_to(actor)
        .filter(queue, leg=1)
        .select_related("case__voice", "case__publication", "case__registered_at_org")
        .order_by("case__publication__asked_at", "pk")[:DESK_PAGE]
    )
    return [row for row in rows if allows(actor, "publication.review", row)]
