"""Opens centres and names who receives there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dauys.directory.models import Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.receptions.models import Host, Office

Words = Mapping[str, str]


def open_office(
    *,
    organization: Organization,
    names: Words,
    address: Words,
    hours: Words,
    access_notes: Words,
    languages: Sequence[str],
    actor: Actor,
    at: datetime,
) -> Office:
    """A new centre; the texts are keyed by language."""
    with acting(actor):
        require(actor, "receptions.set_up")
        office = Office.objects.create(
            id=new_id(at), organization=organization, names=dict(names), address=dict(address), hours=dict(hours),
            access_notes=dict(access_notes), languages=list(languages), created_at=at,
        )  # fmt: skip
        payload = {"office": office.pk, "body": organization.code}
        record("receptions.open_office", actor=actor, at=at, organization_id=organization.pk, payload=payload)
        return office


def change_office(
    *,
    office: UUID,
    names: Words,
    address: Words,
    hours: Words,
    access_notes: Words,
    languages: Sequence[str],
    is_open: bool,
    actor: Actor,
    at: datetime,
) -> Office:
    """Other words for a centre, or its closing: a closed one takes no bookings, and what was booked stays."""
    with acting(actor):
        require(actor, "receptions.set_up")
        row = Office.objects.select_for_update().get(pk=office)
        row.names, row.address, row.hours = dict(names), dict(address), dict(hours)
        row.access_notes, row.languages, row.is_open = dict(access_notes), list(languages), is_open
        row.save()
        payload = {"office": row.pk, "open": is_open}
        record("receptions.change_office", actor=actor, at=at, organization_id=row.organization_id, payload=payload)
        return row


def add_host(*, office: UUID, post: Post, room: str, actor: Actor, at: datetime) -> Host:
    """A head who receives at a centre; one who does already is found and gets the room given now."""
    with acting(actor):
        require(actor, "receptions.set_up")
        Office.objects.select_for_update().get(pk=office)
        host, fresh = Host.objects.get_or_create(
            office_id=office, post=post, is_active=True,
            defaults={"id": new_id(at), "organization_id": post.organization_id, "kind": "head", "room": room,
                      "created_at": at},
        )  # fmt: skip
        if not fresh and host.room != room:
            host.room = room
            host.save(update_fields=["room"])
        if fresh:
            payload = {"host": host.pk, "office": office, "kind": host.kind}
            record("receptions.add_host", actor=actor, at=at, organization_id=host.organization_id, payload=payload)
        return host
