"""Whether who holds a ticket may take part: a volunteer by who they are, anybody else by the age they gave."""

from collections.abc import Mapping
from datetime import date

from dauys.core.consent import ACCOMPANIED, Verdict, Work, decide
from dauys.ground.packs.current import current
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Enrolment
from dauys.volunteers.standing import Standing, may_take


def bands(works: Mapping[str, Work], work: str) -> list[tuple[int, int | None]]:
    """The ages at which the pack asks something else of a kind of work: from, and up to but without."""
    found = {0}
    for band in works[work].bands:
        found |= {age for age in (band.from_age, band.under_age) if age < 1000}
    starts = sorted(found)
    return list(zip(starts, [*starts[1:], None], strict=True))


def verdict_of(age: int, work: str, *, with_parent: bool) -> Verdict:
    """What the pack says to an age, alone or with a parent who comes along. No statement."""
    return decide(works_of(current()), work, age, [ACCOMPANIED] if with_parent else [])


def standing_of(row: Enrolment, work: str, day: date) -> Standing:
    """Whether who holds a ticket may take part, asked again whenever it is used."""
    if row.volunteer is None:
        return Standing(verdict_of(row.from_age, work, with_parent=row.with_parent))
    return may_take(row.volunteer, work, day, with_parent=row.with_parent)
