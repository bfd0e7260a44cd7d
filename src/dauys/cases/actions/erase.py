"""Erases a person from a case: words, names, contacts, files and messages; the log and its proofs stay."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from dauys.cases import erased
from dauys.cases.actions.correct import forget_wanted
from dauys.cases.actions.forward import erase_demands
from dauys.cases.actions.support import erase_supporters
from dauys.cases.models import Case, Extension, Hold, Obligation, Party, Question, Voice
from dauys.cases.rules import OPEN_STATES, next_state
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


AT_ONCE = 5_000


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
    found = 0
    for some in _batched(erased.noted()):
        back = Voice.objects.filter(case__in=some).exclude(text="", salt=b"").values_list("case_id", flat=True)
        for case_id in list(back):
            _erase_rows(case_id, actor, at)
            found += 1
    return found


def _batched(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """So many at a time that a register of years fits a statement."""
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _erase_rows(case_id: UUID, actor: Actor, at: datetime) -> None:
    with acting(actor):
        Voice.objects.filter(case=case_id).update(subject="", text="", place_note="", salt=b"")
        Party.objects.filter(case=case_id).update(**_NOBODY)
        Question.objects.filter(obligation__case=case_id).update(text="", reply="")
        Extension.objects.filter(obligation__case=case_id).update(because="", refused_because="")
        Hold.objects.filter(case=case_id).update(reason="")
        forget_wanted(case_id=case_id, at=at)
        erase_supporters(case_id=case_id)
        erase_demands(case_id=case_id)
        Case.objects.filter(pk=case_id).update(external_number="", named_before="")
        # Rating would bring words of the person back, and "not solved" would open a case without any.
        Obligation.objects.filter(case=case_id, state="answered").update(
            state=next_state("answered", "close"), changed_at=at
        )
        messages.erase(case_id=case_id)
        gather("person.erase", case_id)
        record("cases.erase", actor=actor, at=at, case_id=case_id)
    files.erase(holder=case_id)
