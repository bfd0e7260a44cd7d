"""What the law asks of who holds a ticket: a volunteer by their day of birth, anybody else by the age they gave."""

from collections.abc import Mapping
from datetime import date

from dauys.core.consent import ACCOMPANIED, Verdict, Work, decide
from dauys.ground.packs.current import current
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Enrolment, Volunteer
from dauys.volunteers.rules import age_on
from dauys.volunteers.standing import given_by


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


def verdict_of_person(person: Volunteer, work: str, day: date, *, with_parent: bool) -> Verdict:
    """The same for a volunteer, whose parents may have agreed before. One statement, for minors only; none where
    `consents` were read along."""
    if person.born_on is None:
        return Verdict(False)
    age = age_on(person.born_on, day)
    verdict = verdict_of(age, work, with_parent=with_parent)
    if verdict.allowed:
        return verdict
    given = given_by(person.consents.all(), work, day) | ({ACCOMPANIED} if with_parent else set())
    return decide(works_of(current()), work, age, given)


def verdict_of_ticket(row: Enrolment, work: str, day: date) -> Verdict:
    """What the pack says to who holds a ticket, asked again whenever it is used."""
    if row.volunteer is None:
        return verdict_of(row.from_age, work, with_parent=row.with_parent)
    return verdict_of_person(row.volunteer, work, day, with_parent=row.with_parent)
