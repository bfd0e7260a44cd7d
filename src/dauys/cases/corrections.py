"""Corrections of people as others read them: what is changed, those that wait, and those of a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dauys.cases.models import Correction, Obligation
from dauys.cases.queries import visible_to
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.access.permissions import allows
from dauys.ground.journal.models import Entry

MOST_SHOWN = 50
FIELDS = ("name", "phone", "email", "address")
FIELD_WORDS = {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "address": _("Address")}

STATE_WORDS = {"asked": _("Waits for a decision"), "applied": _("Corrected"), "refused": _("Not corrected")}


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a person of a case, for all who keep a copy: `new` names the corrected fields only, `old` what
    each of them held."""

    case_id: UUID
    old: Mapping[str, str]
    new: Mapping[str, str]
    actor: Actor
    at: datetime


def waits(entries: Iterable[Entry]) -> bool:
    """Whether a correction was asked for, and nobody has decided. No statement."""
    verbs = ("cases.ask_correction", "cases.correct", "cases.refuse_correction")
    return [entry.verb for entry in entries if entry.verb in verbs][-1:] == ["cases.ask_correction"]


def waiting_of(case_id: UUID) -> Correction | None:
    """The one that waits for a decision. One statement."""
    return Correction.objects.filter(case=case_id, state="asked").first()


@whole_house()
def corrections_of(cases: Sequence[UUID]) -> list[Correction]:
    """Those of the applicants of these cases, which the caller found to be a contact's own, newest first and without
    what they want. One statement."""
    rows = Correction.objects.filter(case__in=cases, party__role="applicant").order_by("-asked_at").defer("wanted")
    return list(rows[:MOST_SHOWN])


def waiting_for(actor: Actor) -> list[Obligation]:
    """The newest leg of each case whose correction waits for this clerk, as a list shows it, the oldest wish first.
    Two statements."""
    asked = Correction.objects.filter(state="asked").values("case")
    legs = visible_to(actor).filter(case__in=asked).select_related("case__voice", "case__registered_at_org", "assignee")
    rows = {row.case_id: row for row in legs.defer("ledger", "case__voice__text").order_by("leg")}
    may = [row for row in rows.values() if allows(actor, "cases.correct", row)]
    since = dict(Correction.objects.filter(state="asked", case__in=rows).values_list("case", "asked_at"))
    return sorted((row for row in may if row.case_id in since), key=lambda row: since[row.case_id])[:MOST_SHOWN]
