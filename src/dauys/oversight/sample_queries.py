"""Reads of samples: what can be drawn, one sample with its answers, and the shares of bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from dauys.answers.models import Answer
from dauys.core.dates import month_of
from dauys.core.small_numbers import Share, Shown, protect, share
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, allows, require
from dauys.ground.ui.moments import midnight
from dauys.oversight.models import Sample, Sampled, Version
from dauys.oversight.rules import is_kept, nearest


@dataclass(frozen=True, slots=True)
class Ruled:
    """A version with what its sheet is about, as `nearest` wants it."""

    version: UUID
    org_path: str
    topic: str
    kind: str
    since: datetime
    until: datetime | None


def branch_sampled(actor: Actor) -> str:
    """The bodies somebody draws answers of."""
    return next(g.org_path for g in actor.grants_of(["controller"]) if not g.area_path)


def sent_by_sheet(path: str, month: date) -> dict[UUID, UUID]:
    """The answers sent in a month by the bodies below `path`, each with the version it follows. Two statements."""
    first, last = midnight(month), midnight(month_of(month, 1))
    issued = Version.objects.exclude(state="draft").select_related("sheet")
    ruled = [
        Ruled(v.pk, v.sheet.org_path, v.sheet.topic, v.sheet.kind, v.issued_at, v.superseded_at)
        for v in issued
        if v.issued_at
    ]
    rows = Answer.objects.filter(state="sent", sent_at__gte=first, sent_at__lt=last, together_with=None)
    rows = rows.filter(obligation__owner_path__startswith=path).exclude(asked="")
    found = {}
    about = ("pk", "sent_at", "obligation__owner_path", "obligation__case__topic", "obligation__kind")
    for pk, at, owner_path, topic, kind in rows.values_list(*about):
        held = [v for v in ruled if at is not None and v.since <= at and (v.until is None or at < v.until)]
        if (sheet := nearest(held, owner_path=owner_path, topic=topic, kind=kind)) is not None:
            found[pk] = sheet.version
    return found


def samples_of(actor: Actor) -> list[Sample]:
    """The samples the actor may see, the newest first, each with `done`: how many are marked. One statement."""
    done = Count("answers", filter=Q(answers__marked_at__isnull=False))
    rows = Sample.objects.select_related("drawn_by").annotate(done=done, drawn=Count("answers"))
    return [row for row in rows.order_by("-drawn_at", "pk")[:100] if allows(actor, "oversight.sample", row)]


def sample_for(actor: Actor, sample: UUID) -> Sample:
    """Raises Denied also for what is not there."""
    row = Sample.objects.select_related("drawn_by").filter(pk=sample).first()
    if row is None:
        raise Denied("oversight.sample")
    require(actor, "oversight.sample", row)
    return row


def answers_of(sample: Sample) -> list[Sampled]:
    """The drawn answers in their order. One statement."""
    rows = Sampled.objects.filter(sample=sample).select_related("version", "answer__obligation__case", "marked_by")
    return list(rows.order_by("position"))


@dataclass(frozen=True, slots=True)
class BodyShare:
    """How many answers of a body were marked, and the share of them that keep every point."""

    body: str
    marked: Shown
    kept: Share


def by_body(rows: Iterable[Sampled]) -> list[BodyShare]:
    """Small numbers are not shown, nor what would tell them: all together is known."""
    marked: dict[str, list[bool]] = {}
    for row in rows:
        if row.marks:
            marked.setdefault(row.answer.obligation.owner_path, []).append(is_kept(row.marks))
    shown = protect({body: len(kept) for body, kept in marked.items()})
    return [
        BodyShare(
            body,
            shown[body],
            share(sum(kept), len(kept), worse="down")
            if shown[body].number is not None
            else Share(None, hidden=shown[body].hidden),
        )
        for body, kept in sorted(marked.items())
    ]
