"""Signatures on an answer: which count, which one somebody can give, and for whom they give it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dauys.answers.models import Answer, Signature
from dauys.answers.rules import missing_signatures, signature_of
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.packs.current import current


@dataclass(frozen=True, slots=True)
class Mine:
    """A signature somebody can give: as one of `role`, standing in for `instead_of` or for nobody."""

    role: str
    instead_of: UUID | None


def valid_signatures(answer: Answer) -> list[Signature]:
    """The signatures on the answer as it stands: of its revision, not returned since. One statement."""
    rows = Signature.objects.select_related("by", "instead_of").filter(answer=answer)
    return list(rows.filter(revision=answer.revision, returns=answer.returns).order_by("at", "id"))


def missing(row: Obligation, given: Iterable[Signature]) -> list[str]:
    """The roles whose signatures are still wanted."""
    return missing_signatures(current().signatures(row.kind), [one.role for one in given])


def next_signature(row: Obligation, answer: Answer, given: Iterable[Signature], actor: Actor) -> Mine | None:
    """What the actor can sign as: in their own name first, then for somebody absent.

    Nobody signs twice, and nobody what they wrote, themselves or through their deputy.
    """
    given = list(given)
    barred = {*answer.writers, *(one.by_id for one in given), *(one.instead_of_id for one in given)}
    if actor.id in barred:
        return None
    people: dict[UUID | None, list[str]] = {None: []}
    for grant in actor.grants:
        if grant.lent_by not in barred - {None} and grant.covers(row.owner_path, row.area_path):
            people.setdefault(grant.lent_by, []).append(grant.role)
    wanted = missing(row, given)
    for person, roles in people.items():
        if role := signature_of(roles, wanted):
            return Mine(role, person)
    return None
