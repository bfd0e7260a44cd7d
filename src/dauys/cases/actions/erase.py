"""Erases a person from a case: words, names, contacts, files and messages; the log and its proofs stay."""

from datetime import datetime
from uuid import UUID

from dauys.cases import erased
from dauys.cases.models import Case, Obligation, Party, Voice
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.files import actions as files
from dauys.ground.journal.actions import record
from dauys.ground.messages import actions as messages
from dauys.ground.ui.slots import gather

_NOBODY = {
    "name": "",
    "phone": "",
    "phone_key": None,
    "email": "",
    "email_key": None,
    "national_id": "",
    "national_id_key": None,
    "address": "",
    "consent": False,
}


class StillOpen(Exception):
    """The case has an obligation that is not settled; whoever waits for an answer is not erased."""


def erase(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Erases the person for good; raises StillOpen, RegisterUnwritable. The register is written first, so a crash only
    delays it."""
    with acting(actor):
        Case.objects.select_for_update().get(pk=case_id)
        if Obligation.objects.filter(case=case_id, state__in=OPEN_STATES).exists():
            raise StillOpen
    erased.note(case_id, at)
    _erase_rows(case_id, actor, at)


def erase_again(*, actor: Actor, at: datetime) -> int:
    """Erases whoever the register names and the database knows again, as after a restore; returns how many."""
    names = Voice.objects.filter(case__in=erased.noted()).exclude(text="", salt=b"")
    found = list(names.values_list("case_id", flat=True))
    for case_id in found:
        _erase_rows(case_id, actor, at)
    return len(found)


def _erase_rows(case_id: UUID, actor: Actor, at: datetime) -> None:
    with acting(actor):
        Voice.objects.filter(case=case_id).update(subject="", text="", place_note="", salt=b"")
        Party.objects.filter(case=case_id).update(**_NOBODY)
        Case.objects.filter(pk=case_id).update(external_number="")
        messages.erase(case_id=case_id)
        gather("person.erase", case_id)
        record("cases.erase", actor=actor, at=at, case_id=case_id)
    files.erase(holder=case_id)
