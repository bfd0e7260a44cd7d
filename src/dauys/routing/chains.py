"""Reads the chain of a case: which bodies had it before, and to which ones a complaint may go."""

from collections.abc import Sequence
from uuid import UUID

from dauys.cases.models import Obligation
from dauys.cases.queries import newest_owner
from dauys.directory.cache import above, organizations
from dauys.directory.models import Organization
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current


def held_by(rows: Sequence[Obligation], leg: UUID) -> set[str]:
    """Codes of the bodies that had the leg's demand before, up to the first one. `rows` are all of the case."""
    by_id, codes = {row.pk: row for row in rows}, {body.pk: code for code, body in organizations().items()}
    row, found = by_id.get(leg), set()
    while row is not None:
        before = row.previous_id or row.reopens_id
        row = by_id.get(before) if before else None
        if row is not None:
            found.add(codes[row.owner_id])
    return found


def ways_up(kind: str, owner: str) -> list[str] | None:
    """Codes of the bodies an appeal of this kind may go to from `owner`; None for a kind that may go anywhere.

    A complaint goes to a body above, or to the section of one that the pack's rules name for complaints.
    """
    if kind not in current().kinds or not current().kinds[kind].goes_up:
        return None
    higher = above(owner)
    sections = [r.to for r in current().routing if kind in r.when.kinds and r.to.rpartition("/")[0] in higher]
    return [code for code in dict.fromkeys([*higher, *sections]) if code != owner]


def is_about(row: Obligation, owner: Organization) -> bool:
    """Whether the row is a complaint about the body `owner`, or about one it lies below, as its earlier case says."""
    if row.case.about_id is None or not current().kinds[row.kind].goes_up:
        return False
    body = newest_owner(row.case.about_id)
    return body is not None and owner.path.startswith(body.path)


def was_passed_on(row: Obligation, key: UUID) -> bool:
    """Whether the deed of this key was done already, as by the first of two clicks."""
    return Entry.objects.filter(
        case_id=row.case_id, obligation_id=row.pk, verb="cases.forward", payload__key=str(key)
    ).exists()
