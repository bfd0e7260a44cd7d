"""Joins a person to somebody else's open case: once for a key and for a phone, found again by a code of their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.cases.models import Case, Obligation, Supporter
from dauys.cases.queries import supporter_code
from dauys.cases.rules import OPEN_STATES
from dauys.core.tracking_codes import normalize
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import open_to, whole_house
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import lookup_key, lookup_keys


class NotOpen(Exception):
    """The case waits for no answer any more, so nobody can join it."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A person who joins, as they gave themselves; phone in E.164."""

    name: str
    phone: str
    email: str
    language: str
    confirmed: bool


def support(*, case_id: UUID, person: Joining, idempotency_key: UUID, actor: Actor, at: datetime) -> Supporter:
    """The person as a supporter of the case; a second time, by key or by phone, the first one. Raises NotOpen."""
    with acting(actor):
        with whole_house():
            known = Supporter.objects.filter(idempotency_key=idempotency_key).first()
        if known:
            return known
        open_to(case_id)  # it was offered to whoever joins
        Case.objects.select_for_update().get(pk=case_id)
        if not Obligation.objects.filter(case=case_id, reopens=None, state__in=OPEN_STATES).exists():
            raise NotOpen
        phone_keys = lookup_keys(person.phone, what="phone") if person.phone else []
        if phone_keys and (known := Supporter.objects.filter(case=case_id, phone_key__in=phone_keys).first()):
            return known
        row = Supporter(
            id=new_id(at),
            case_id=case_id,
            idempotency_key=idempotency_key,
            name=person.name,
            phone=person.phone,
            phone_key=phone_keys[0] if phone_keys else None,
            email=person.email,
            email_key=lookup_key(person.email.lower(), what="email") if person.email else None,
            language=person.language,
            confirmed=person.confirmed,
            joined_at=at,
        )
        row.code_key = lookup_key(normalize(supporter_code(row)), what="supporter")
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the same key came through another window at this moment
            return Supporter.objects.get(idempotency_key=idempotency_key)
        record("cases.support", actor=actor, at=at, case_id=case_id, payload={"supporter": row.pk})
        return row


def erase_supporters(*, case_id: UUID) -> None:
    """Empties everybody who joined a case; that they did stays."""
    Supporter.objects.filter(case=case_id).update(
        name="", phone="", phone_key=None, email="", email_key=None, code_key=None
    )
