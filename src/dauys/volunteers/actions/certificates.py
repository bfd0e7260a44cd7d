"""Confirms hours with a certificate, takes one back, and gives an office a new key to sign with."""

from collections.abc import Collection
from datetime import date, datetime
from secrets import token_hex
from uuid import UUID

from django.db.models import Max, QuerySet

from dauys.core.log_heads import key_id_of, public_bytes
from dauys.core.tracking_codes import encode
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import keyed_digest
from dauys.volunteers.actions.copying import copy_in
from dauys.volunteers.facts import note
from dauys.volunteers.models import Certificate, OfficeKey, Volunteer
from dauys.volunteers.office_keys import make_private, newest_of
from dauys.volunteers.rules import REVOKED
from dauys.volunteers.totals import Totals, approved, approved_of

SALT_BYTES = 16


class NoHours(Exception):
    """Nothing was approved in this period."""


class NoSuchReason(ValueError):
    """A certificate is not taken back for this reason."""


def renew_key(*, office: Organization, actor: Actor, at: datetime) -> OfficeKey:
    """A new key for an office; what the older ones signed still holds. Raises KeyUnreadable."""
    with acting(actor):
        _require(office, actor)
        public = public_bytes(make_private())
        row = OfficeKey(id=new_id(at), office=office, key_id=key_id_of(public), public=public, made_at=at)
        row.save(force_insert=True)
        record("volunteers.renew_key", actor=actor, at=at, organization_id=office.pk, payload={"key": row.key_id})
        return row


def issue(
    *, key: UUID, volunteer: UUID, since: date | None = None, until: date | None = None, actor: Actor, at: datetime
) -> Certificate:
    """Confirms what a volunteer has in the ledger. `key` names the form, a second time finds the certificate. Raises
    NoHours and KeyUnreadable."""
    with acting(actor):
        person = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area")
        row = person.exclude(state="left").get(pk=volunteer)
        if actor.kind == "staff":
            require(actor, "volunteers.close_need", row)
        done = Certificate.objects.filter(pk=key, volunteer=row).select_related("office__area", "key").first()
        if done:
            return done
        totals = approved(row.pk, since=since, until=until)
        if not totals.minutes:
            raise NoHours
        signs = _signing_key(row.office, actor, at)
        made = _certificate(key, row, row.office, totals, signs, _next_index(signs), actor, at)
        made.save(force_insert=True)
        note("volunteers.issue", row, actor, at, certificate=made.pk, minutes=made.minutes)
        return made


def issue_many(
    *, office: Organization, volunteers: Collection[UUID], since: date | None, until: date | None, actor: Actor,
    at: datetime,
) -> list[Certificate]:  # fmt: skip
    """The same for some hundred volunteers of one office at once, in their order; who has no hours there gets none, and
    who holds a certificate that says the same gets no second one. Raises KeyUnreadable."""
    with acting(actor):
        _require(office, actor)
        rows = Volunteer.objects.select_for_update(of=("self",)).filter(pk__in=volunteers, office=office)
        people = list(rows.exclude(state__in=["left", "unconfirmed"]).order_by("pk"))
        totals = approved_of([person.pk for person in people], since=since, until=until)
        having = [person for person in people if person.pk in totals]
        held = {(row.volunteer_id, _says(row)): row for row in _valid(having)}
        found = {person.pk: held.get((person.pk, totals[person.pk])) for person in having}
        fresh = [person for person in having if found[person.pk] is None]
        if fresh:
            signs = _signing_key(office, actor, at)
            first = _next_index(signs)
            made = [
                _certificate(new_id(at), person, office, totals[person.pk], signs, first + number, actor, at)
                for number, person in enumerate(fresh)
            ]
            copy_in(rows=made)
            about = {"certificates": [row.pk for row in made]}
            record("volunteers.issue_many", actor=actor, at=at, organization_id=office.pk, payload=about)
            found |= {row.volunteer_id: row for row in made}
        return [row for row in found.values() if row]


def revoke(*, certificate: UUID, reason: str, actor: Actor, at: datetime) -> Certificate:
    """Takes a certificate back; the address and the list of states say so at once. Raises NoSuchReason."""
    if reason not in REVOKED:
        raise NoSuchReason(reason)
    with acting(actor):
        rows = Certificate.objects.select_for_update(of=("self",)).select_related("office__area", "volunteer")
        row = rows.get(pk=certificate)
        if actor.kind == "staff":
            require(actor, "volunteers.close_need", row)
        if row.revoked_at is None:
            row.revoked_at, row.reason = at, reason
            row.save(update_fields=["revoked_at", "reason"])
            note("volunteers.revoke", row.volunteer, actor, at, certificate=row.pk, reason=reason)
        return row


def _require(office: Organization, actor: Actor) -> None:
    if actor.kind == "staff":
        require(actor, "volunteers.close_need", Certificate(office=office))


def _signing_key(office: Organization, actor: Actor, at: datetime) -> OfficeKey:
    """The newest key of an office, locked, so that no two certificates get one place in its list."""
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=office.pk)
    return newest_of(office.pk) or renew_key(office=office, actor=actor, at=at)


def _valid(people: list[Volunteer]) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(volunteer__in=people, revoked_at=None).order_by("issued_at")
    return rows.select_related("office__area", "key", "volunteer")


def _says(row: Certificate) -> Totals:
    return Totals(row.minutes, row.tasks, row.first_day, row.last_day, tuple(row.works))


def _next_index(key: OfficeKey) -> int:
    last = Certificate.objects.filter(key=key).aggregate(last=Max("status_index"))["last"]
    return 0 if last is None else last + 1


def _certificate(
    pk: UUID, person: Volunteer, office: Organization, totals: Totals, signs: OfficeKey, index: int, actor: Actor,
    at: datetime,
) -> Certificate:  # fmt: skip
    assert totals.first and totals.last
    return Certificate(
        id=pk,
        code=encode(keyed_digest("certificate", str(pk))),
        volunteer=person,
        office=office,
        minutes=totals.minutes,
        tasks=totals.tasks,
        first_day=totals.first,
        last_day=totals.last,
        works=list(totals.works),
        issued_at=at,
        issued_by_id=actor.id if actor.kind == "staff" else None,
        key=signs,
        status_index=index,
        holder_salt=token_hex(SALT_BYTES),
    )
