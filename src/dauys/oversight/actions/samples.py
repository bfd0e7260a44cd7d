"""Draws sent answers by chance, and keeps how each was marked against its sheet."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.oversight.models import Sample, Sampled
from dauys.oversight.rules import MARKS, drawn, is_kept
from dauys.oversight.sample_queries import branch_sampled, sent_by_sheet


class NothingToDraw(Exception):
    """No answer of this month was sent under a sheet."""


def draw_sample(*, month: date, size: int, seed: str, actor: Actor, at: datetime) -> Sample:
    """Draws `size` answers of the month that begins on the day `month`, of the bodies the actor controls.

    Answers no sheet was in force for, and those whose words are erased, cannot be checked and are not among them.
    Raises NothingToDraw.
    """
    require(actor, "oversight.sample")
    with acting(actor):
        path = branch_sampled(actor)
        found = sent_by_sheet(path, month)
        chosen = drawn(found, seed, size)
        if not chosen:
            raise NothingToDraw
        row = Sample.objects.create(
            id=new_id(at),
            org_path=path,
            month=month,
            seed=seed,
            size=size,
            population=len(found),
            drawn_by_id=actor.user_id,
            drawn_at=at,
        )
        Sampled.objects.bulk_create(
            Sampled(sample=row, position=place, answer_id=pk, version_id=found[pk])
            for place, pk in enumerate(chosen, start=1)
        )
        payload = {"sample": row.pk, "size": size, "population": len(found)}
        record("oversight.draw_sample", actor=actor, at=at, payload=payload)
        return row


def mark_answer(*, sample: UUID, position: int, marks: Sequence[str], actor: Actor, at: datetime) -> Sampled:
    """Keeps the marks of one drawn answer, one for each point of its sheet; marked again, the last word counts.

    Raises ValueError for other marks than MARKS, or not as many as points.
    """
    with acting(actor):
        row = Sampled.objects.select_for_update(of=("self",)).select_related("sample", "version").get(
            sample=sample, position=position
        )  # fmt: skip
        require(actor, "oversight.sample", row.sample)
        points = len(next(iter(row.version.words.values()))["points"])
        if len(marks) != points or set(marks) - set(MARKS):
            raise ValueError("not the marks of this sheet")
        if row.marks == list(marks):
            return row
        row.marks, row.marked_by_id, row.marked_at = list(marks), actor.user_id, at
        row.save(update_fields=["marks", "marked_by", "marked_at"])
        payload = {"sample": sample, "kept": int(is_kept(marks)), "of": points}
        record("oversight.mark_answer", actor=actor, at=at, payload=payload)
        return row
