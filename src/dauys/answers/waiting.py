"""What waits for whose signature: read with the rows of a list, and said beside each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from dauys.answers.models import Answer, Signature
from dauys.answers.rules import SIGNS
from dauys.answers.signing import next_signature
from dauys.answers.words import role_words
from dauys.cases.models import Obligation
from dauys.cases.queries import json_rows
from dauys.ground.access.actors import Actor
from dauys.ground.accounts.queries import Holder

NAMED = 2  # so many names stand beside a missing signature; the rest is a number


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted answer as a list reads it: unsaved rows that say who wrote it and who signed it as it stands."""

    answer: Answer
    given: tuple[Signature, ...]
    signed: tuple[Mapping[str, Any], ...]

    def barred(self) -> set[UUID]:
        """Who wrote it or signed already, themselves or through a deputy."""
        found = {*self.answer.writers, *(one.by_id for one in self.given)}
        return found | {one.instead_of_id for one in self.given if one.instead_of_id}


def signing_state() -> Subquery:
    """As an annotation of obligations: the submitted answer's writers, and the signatures that count; None without."""
    counts = Signature.objects.filter(
        answer=OuterRef("pk"), revision=F("answer__revision"), returns=F("answer__returns")
    )
    fields = JSONObject(
        role="role",
        at="at",
        by=F("by__name"),
        by_id="by_id",
        instead_of=F("instead_of__name"),
        instead_of_id="instead_of_id",
    )
    waits = Exact(OuterRef("state"), Value("in_approval"))
    submitted = Answer.objects.filter(waits, obligation=OuterRef("pk"), state="submitted")
    signing = JSONObject(writers="writers", signatures=json_rows(counts, "answer", fields, "at"))
    return Subquery(submitted.values(signing=signing))


def waiting_of(state: Mapping[str, Any] | None) -> Waiting | None:
    """What `signing_state` read of one row."""
    if state is None:
        return None
    signed = tuple(state["signatures"] or ())
    given = tuple(
        Signature(
            role=one["role"],
            by_id=UUID(one["by_id"]),
            instead_of_id=UUID(one["instead_of_id"]) if one["instead_of_id"] else None,
        )
        for one in signed
    )
    return Waiting(Answer(writers=[UUID(writer) for writer in state["writers"]]), given, signed)


def is_mine(row: Obligation, found: Waiting, actor: Actor) -> bool:
    """Whether the actor can give one of the missing signatures."""
    return next_signature(row, found.answer, found.given, actor) is not None


def waits_words(roles: Iterable[str]) -> str:
    """«Waits for the signature: head, controller», or that it can be sent."""
    named = role_words(roles)
    return _("Waits for the signature: %s") % named if named else _("Signed, can be sent")


def who_can(row: Obligation, found: Waiting, role: str, holders: Iterable[Holder]) -> str:
    """The role, and who holds it nearest to the body and can still sign: «head: A. A., B. B. and 3 more»."""
    barred, roles = found.barred(), SIGNS[role]
    fit = [
        h for h in holders if h.role in roles and h.user_id not in barred and h.covers(row.owner_path, row.area_path)
    ]
    near = max((len(h.org_path) for h in fit), default=0)
    names = list(dict.fromkeys(h.name for h in fit if len(h.org_path) == near))
    said = ", ".join(names[:NAMED]) or _("nobody who can sign")
    if (more := len(names) - NAMED) > 0:
        said += " " + _("and %d more") % more
    return f"{role_words([role])}: {said}"
