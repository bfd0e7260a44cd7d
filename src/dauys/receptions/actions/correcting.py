"""Puts corrected names and contacts of a person into the visits of their case."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.ground.sealed.seal import lookup_key
from dauys.receptions.models import Visit, Visitor


def correct_visitors(*, case_id: UUID, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Changes whatever a visitor has exactly as the case had it; the address is none of theirs."""
    fields = [field for field in ("name", "phone", "email") if old.get(field) and field in new]
    for row in Visitor.objects.select_for_update().filter(visit__case=case_id):
        same = [field for field in fields if getattr(row, field).lower() == old[field].lower()]
        if not same:
            continue
        for field in same:
            setattr(row, field, new[field])
        if "phone" in same:
            row.phone_key = lookup_key(row.phone, what="phone")
        if "email" in same:
            row.email_key = lookup_key(row.email.lower(), what="email")
        row.save()
        if row.role == "lead":
            _know_by(row)


def _know_by(lead: Visitor) -> None:
    """The visit is known by the corrected contact; by none where another visit of it lies at the same time."""
    visits = Visit.objects.filter(pk=lead.visit_id).exclude(person_key=None)
    known = lead.phone or lead.email.lower()
    try:
        with transaction.atomic():
            visits.update(person_key=lookup_key(known, what="person") if known else None)
    except IntegrityError:
        visits.update(person_key=None)
