"""Opens centres and names who receives there: heads, counters, and the screens of the queue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.directory.models import Organization, Post
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.packs.current import current
from dauys.receptions.models import Device, Host, Office
from dauys.receptions.rules import RECEIVING_POSTS

Words = Mapping[str, str]
Point = tuple[float | None, float | None]  # latitude, longitude


def open_office(
    *,
    organization: Organization,
    names: Words,
    address: Words,
    hours: Words,
    access_notes: Words,
    languages: Sequence[str],
    point: Point = (None, None),
    actor: Actor,
    at: datetime,
) -> Office:
    """A new centre; the texts are keyed by language."""
    with acting(actor):
        require(actor, "receptions.set_up")
        office = Office.objects.create(
            id=new_id(at), organization=organization, names=dict(names), address=dict(address), hours=dict(hours),
            access_notes=dict(access_notes), languages=list(languages), lat=point[0], lon=point[1],
            created_at=at,
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
    point: Point = (None, None),
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
        row.lat, row.lon = point
        row.save()
        payload = {"office": row.pk, "open": is_open}
        record("receptions.change_office", actor=actor, at=at, organization_id=row.organization_id, payload=payload)
        return row


def add_host(*, office: UUID, post: Post, room: str, actor: Actor, at: datetime) -> Host:
    """A head, or who is on duty, receives at a centre; one who does already is found and gets the room given now."""
    with acting(actor):
        require(actor, "receptions.set_up")
        Office.objects.select_for_update().get(pk=office)
        host, fresh = Host.objects.get_or_create(
            office_id=office, post=post, is_active=True,
            defaults={"id": new_id(at), "organization_id": post.organization_id, "created_at": at,
                      "kind": RECEIVING_POSTS[post.role], "room": room},
        )  # fmt: skip
        if not fresh and host.room != room:
            host.room = room
            host.save(update_fields=["room"])
        if fresh:
            payload = {"host": host.pk, "office": office, "kind": host.kind}
            record("receptions.add_host", actor=actor, at=at, organization_id=host.organization_id, payload=payload)
        return host


def add_place(*, office: UUID, names: Words, room: str, actor: Actor, at: datetime) -> Host:
    """A place for days at a centre: a rehabilitation or day centre, named by language; one of the same names is
    found."""
    with acting(actor):
        require(actor, "receptions.set_up")
        centre = Office.objects.select_for_update().get(pk=office)
        about = {"office": centre, "kind": "room", "names": dict(names), "is_active": True}
        if found := Host.objects.filter(**about).first():
            return found
        host = Host.objects.create(
            id=new_id(at), organization_id=centre.organization_id, room=room, created_at=at, **about
        )  # fmt: skip
        payload = {"host": host.pk, "office": office, "kind": host.kind}
        record("receptions.add_host", actor=actor, at=at, organization_id=host.organization_id, payload=payload)
        return host


def add_counter(*, office: UUID, number: int, services: Sequence[str] = (), actor: Actor, at: datetime) -> Host:
    """A counter of a centre by its number, the same in every language; one that is there gets other services."""
    with acting(actor):
        require(actor, "receptions.set_up")
        centre = Office.objects.select_for_update().get(pk=office)
        room = str(number)
        host = Host.objects.filter(office=centre, kind="counter", room=room, is_active=True).first()
        if host:
            host.services = list(services)
            host.save(update_fields=["services"])
            return host
        names = {code: _counter_name(number, code) for code in current().languages}
        host = Host.objects.create(
            id=new_id(at), office=centre, organization_id=centre.organization_id, kind="counter", names=names,
            room=room, services=list(services), created_at=at,
        )  # fmt: skip
        payload = {"host": host.pk, "office": office, "kind": host.kind}
        record("receptions.add_host", actor=actor, at=at, organization_id=host.organization_id, payload=payload)
        return host


def _counter_name(number: int, language: str) -> str:
    with override(language):
        return _("Counter %d") % number


def add_device(*, office: UUID, kind: str, label: str, actor: Actor, at: datetime) -> Device:
    """A screen that gives tickets (kiosk) or shows who is called (display); it is let in by its own address."""
    with acting(actor):
        require(actor, "receptions.set_up")
        centre = Office.objects.get(pk=office)
        row = Device.objects.create(
            id=new_id(at), office=centre, kind=kind, label=label, made_by_id=actor.user_id, made_at=at
        )
        payload = {"device": row.pk, "office": office, "kind": kind}
        record("receptions.add_device", actor=actor, at=at, organization_id=centre.organization_id, payload=payload)
        return row


def end_device(*, device: UUID, actor: Actor, at: datetime) -> None:
    """The screen is let in no more; a second time nothing happens."""
    with acting(actor):
        require(actor, "receptions.set_up")
        row = Device.objects.select_for_update(of=("self",)).select_related("office").get(pk=device)
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            payload = {"device": row.pk, "office": row.office_id}
            organization = row.office.organization_id
            record("receptions.end_device", actor=actor, at=at, organization_id=organization, payload=payload)
