"""Corrects what is kept of a person: asked for, then applied everywhere or refused; the journal holds no value."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases.corrections import FIELDS, Change
from dauys.cases.models import CORRECTION_SEEN, Case, Correction, Party
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.messages import actions as messages
from dauys.ground.messages.actions import queue
from dauys.ground.packs.current import current
from dauys.ground.sealed.seal import lookup_key
from dauys.ground.ui.slots import gather


class CannotCorrect(Exception):
    """Nothing of it is new, nobody known is there to be corrected, or it is not any more as the page showed it."""


def ask_correction(
    *, case_id: UUID, wanted: Mapping[str, str], seen: str, actor: Actor, at: datetime, role: str = "applicant"
) -> Correction:
    """Keeps new values (of FIELDS) until they are decided about; whoever asks has shown that a new contact is theirs.

    Raises CannotCorrect, also while an earlier one waits.
    """
    if seen not in CORRECTION_SEEN or not set(wanted) <= set(FIELDS):
        raise ValueError("unknown field, or unknown way to know a person")
    with acting(actor):
        Case.objects.select_for_update().get(pk=case_id)
        party = Party.objects.filter(case=case_id, role=role).exclude(name="").first()
        new = {f: v for f in FIELDS if (v := wanted.get(f, "")) and party and v != getattr(party, f)}
        if not party or not new or Correction.objects.filter(case=case_id, state="asked").exists():
            raise CannotCorrect
        row = Correction.objects.create(
            id=new_id(at), case_id=case_id, party=party, seen=seen, wanted=json.dumps(new), asked_at=at
        )
        payload = {"correction": row.pk, "fields": list(new), "seen": seen}
        record("cases.ask_correction", actor=actor, at=at, case_id=case_id, payload=payload)
    return row


def apply_correction(*, correction: UUID, actor: Actor, at: datetime, because: str = "") -> None:
    """Puts the wanted values in place of the kept ones, wherever copies lie; raises CannotCorrect."""
    with acting(actor):
        row = _locked(correction)
        new, party = json.loads(row.wanted), Party.objects.select_for_update().get(pk=row.party_id)
        old = {field: getattr(party, field) for field in new}
        _put(party, new)
        _decide(row, "applied", because, actor, at)
        payload = {"correction": row.pk, "fields": list(new), "seen": row.seen}
        record("cases.correct", actor=actor, at=at, case_id=row.case_id, payload=payload)
        for field in ("phone", "email"):
            if old.get(field):
                messages.readdress(case_id=row.case_id, old=old[field], new=new[field])
        if row.seen != "paper" or row.case.identity == "code":  # else the old contact was never shown to be theirs
            _warn(row, old, at)
        gather("person.correct", Change(row.case_id, old, new, actor, at))


def refuse_correction(*, correction: UUID, because: str, actor: Actor, at: datetime) -> None:
    """Leaves what is kept as it is; raises CannotCorrect."""
    with acting(actor):
        row = _locked(correction)
        _decide(row, "refused", because, actor, at)
        record("cases.refuse_correction", actor=actor, at=at, case_id=row.case_id, payload={"correction": row.pk})


def correct(
    *,
    case_id: UUID,
    wanted: Mapping[str, str],
    seen: str,
    because: str,
    actor: Actor,
    at: datetime,
    role: str = "applicant",
) -> None:
    """Asked for and applied at once, as by a clerk with the person before them; raises CannotCorrect."""
    with acting(actor):
        row = ask_correction(case_id=case_id, wanted=wanted, seen=seen, actor=actor, at=at, role=role)
        apply_correction(correction=row.pk, because=because, actor=actor, at=at)


def forget_wanted(*, case_id: UUID, at: datetime) -> None:
    """Nothing of an erased person is left in corrections; one that waits is refused."""
    for row in Correction.objects.select_for_update().filter(case=case_id, state="asked"):
        _decide(row, "refused", "", SYSTEM, at)
        record("cases.refuse_correction", actor=SYSTEM, at=at, case_id=case_id, payload={"correction": row.pk})
    Correction.objects.filter(case=case_id).update(because="")


def _locked(correction: UUID) -> Correction:
    row = Correction.objects.filter(pk=correction, state="asked").first()
    if row is None:
        raise CannotCorrect
    case = Case.objects.select_for_update().get(pk=row.case_id)
    row = Correction.objects.select_for_update().filter(pk=correction, state="asked").first()
    if row is None:
        raise CannotCorrect
    row.case = case
    return row


def _decide(row: Correction, state: str, because: str, actor: Actor, at: datetime) -> None:
    row.state, row.wanted, row.because, row.decided_at, row.decided_by_id = state, "", because, at, actor.id
    row.save(update_fields=["state", "wanted", "because", "decided_at", "decided_by"])


def _put(party: Party, new: Mapping[str, str]) -> None:
    for field, value in new.items():
        setattr(party, field, value)
    if "phone" in new:
        party.phone_key = lookup_key(new["phone"], what="phone")
    if "email" in new:
        party.email_key = lookup_key(new["email"].lower(), what="email")
    party.save(update_fields=[*new, *(f"{field}_key" for field in ("phone", "email") if field in new)])


def _warn(row: Correction, old: Mapping[str, str], at: datetime) -> None:
    """Tells whoever holds a contact that was replaced, in case it was not they who asked."""
    language = row.case.language
    for field, channel in (("phone", "sms"), ("email", "mail")):
        if not old.get(field):
            continue
        with override(language):
            queue(
                once=f"replaced:{row.pk}:{field}",
                channel=channel,
                address=old[field],
                language=language,
                subject=_("Your contact was replaced"),
                body=_(
                    "This contact is not kept with your appeal any more: another one was given. If you did not ask "
                    "for it, call %(phone)s."
                )
                % {"phone": current().info.help_phone.number},
                case_id=row.case_id,
                at=at,
            )
