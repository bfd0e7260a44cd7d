"""Whether a volunteer may do a kind of work on a day: by the law, by their office, and by the skills that are asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from dauys.core.consent import ACCOMPANIED, Verdict, decide
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Consent, Held, Line, Volunteer
from dauys.volunteers.rules import age_on


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may take part, and what stands against it: what the law says, that the office refused them,
    the skills that are asked and do not count for them on that day."""

    verdict: Verdict
    refused: bool = False
    lacks: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.verdict.allowed and not self.refused and not self.lacks


def given_by(consents: Iterable[Consent], work: str, day: date) -> set[str]:
    """The kinds of consent, `guardian` and `accompanied`, that hold for a kind of work on a day."""
    return {
        row.kind
        for row in consents
        if row.signed_at is not None and row.revoked_at is None and row.until >= day and row.work in ("", work)
    }


def may_do(volunteer: Volunteer, work: str, day: date, *, with_parent: bool = False) -> Verdict:
    """Whether the law lets a volunteer do a kind of work on a day, with the consents they have. One statement, for
    minors only; none where `consents` were read along."""
    if volunteer.born_on is None:
        return Verdict(False)
    works, age = works_of(current()), age_on(volunteer.born_on, day)
    along = {ACCOMPANIED} if with_parent else set()
    verdict = decide(works, work, age, along)
    if verdict.allowed:
        return verdict
    return decide(works, work, age, given_by(volunteer.consents.all(), work, day) | along)


def may_take(
    volunteer: Volunteer, work: str, day: date, *, skills: Collection[str] = (), with_parent: bool = False
) -> Standing:
    """Whether a volunteer may take, be asked for or be checked in at something, as a plan would ask it. Statements as
    in `may_do`, and one where `skills` are asked; none where they were read along."""
    verdict = may_do(volunteer, work, day, with_parent=with_parent)
    return Standing(verdict, volunteer.vetting == "refused", lacking(volunteer, skills, day))


def standing_at(line: Line, volunteer: Volunteer) -> Standing:
    """Whether this person may come to this line on its day. Statements as in `may_take`."""
    return may_take(volunteer, line.work, local(line.during.lower).date(), skills=line.skills)


def lacking(volunteer: Volunteer, skills: Collection[str], day: date) -> tuple[str, ...]:
    """The skills of these that the volunteer does not have, or not with a paper that was seen and is valid on the day,
    where the pack asks for one."""
    if not skills:
        return ()
    asks = {skill.code: skill.evidence for skill in current().section("skills.yaml")}
    counts = {held.skill for held in volunteer.skills.all() if _counts(held, asks.get(held.skill), day)}
    return tuple(skill for skill in skills if skill not in counts)


def _counts(held: Held, asks_paper: bool | None, day: date) -> bool:
    """`asks_paper` is None for a skill that the pack does not know."""
    if not asks_paper:
        return asks_paper is False
    return held.checked_at is not None and (held.until is None or held.until >= day)


def read_along(rows: QuerySet[Any], skills: Collection[str], of: str = "") -> QuerySet[Any]:
    """The rows with all that `may_take` asks of the volunteers they lead to by `of`."""
    return rows.prefetch_related(*(f"{of}{name}" for name in ("consents", *["skills"] * bool(skills))))
