"""Whether a volunteer may do a kind of work on a day: their age and what guardians agreed to, by the pack."""

from collections.abc import Iterable
from datetime import date

from dauys.core.consent import Verdict, decide
from dauys.ground.packs.current import current
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Consent, Volunteer
from dauys.volunteers.rules import age_on


def given_by(consents: Iterable[Consent], work: str, day: date) -> set[str]:
    """The kinds of consent, `guardian` and `accompanied`, that hold for a kind of work on a day."""
    return {
        row.kind
        for row in consents
        if row.signed_at is not None and row.revoked_at is None and row.until >= day and row.work in ("", work)
    }


def may_do(volunteer: Volunteer, work: str, day: date) -> Verdict:
    """Whether the pack lets a volunteer do a kind of work on a day, with the consents they have. One statement, for
    minors only; none where `consents` were read along."""
    if volunteer.born_on is None:
        return Verdict(False)
    works, age = works_of(current()), age_on(volunteer.born_on, day)
    verdict = decide(works, work, age)
    if verdict.allowed:
        return verdict
    return decide(works, work, age, given_by(volunteer.consents.all(), work, day))
