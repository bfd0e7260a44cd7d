"""Makes and changes bodies as the office wants its structure to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from dauys.directory.cache import areas, forget
from dauys.directory.models import Organization
from dauys.directory.rules import Described, differences
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record


@dataclass(frozen=True, slots=True)
class Done:
    """How many bodies were made, changed, and left as they were."""

    new: int
    changed: int
    same: int


def change_structure(*, bodies: Sequence[Described], actor: Actor, at: datetime) -> Done:
    """Brings the bodies into the tables, all or none; those not named stay. Raises KeyError for an unknown place or
    parent, which whoever reads the list has to refuse before."""
    new = changed = same = 0
    places = areas()
    with acting(actor):
        known = {o.code: o for o in Organization.objects.select_for_update(of=("self",)).select_related("area")}
        position = (Organization.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        for wanted in sorted(bodies, key=lambda b: b.code.count("/")):
            body = known.get(wanted.code)
            fields = differences(wanted, body, body.area.path if body and body.area else "")
            if fields == ():
                same += 1
                continue
            if body is None:
                body = Organization(id=uuid4(), code=wanted.code, path=f"{wanted.code}/", position=position)
                body.parent = known[wanted.parent] if wanted.parent else None
                position += 1
            body.kind, body.area, body.source = wanted.kind, places[wanted.area], "office"
            body.names = {**body.names, **wanted.names} if body.names else dict(wanted.names)
            body.short_names = {**body.short_names, **wanted.short_names}
            body.valid_from, body.valid_until = wanted.valid_from, wanted.valid_until
            body.save()
            known[wanted.code] = body
            if fields is None:
                new += 1
                record("directory.make_body", actor=actor, at=at, organization_id=body.pk, payload={"body": body.code})
            else:
                changed += 1
                payload = {"body": body.code, "fields": list(fields)}
                record("directory.change_body", actor=actor, at=at, organization_id=body.pk, payload=payload)
        transaction.on_commit(forget)
    forget()
    return Done(new, changed, same)
