"""Writes volunteers down, once each, whoever writes and however often; what they change, and when they pause."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import WrongCode
from dauys.ground.ids import new_id
from dauys.ground.sealed.seal import lookup_key
from dauys.volunteers.actions.consents import ask_guardian, end, tell_guardians
from dauys.volunteers.actions.groups import admit, lead_first
from dauys.volunteers.facts import note
from dauys.volunteers.letters_of_people import tell_link
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Group, Held, Place, Volunteer
from dauys.volunteers.people import Guardian, NewVolunteer, known_by


class AlsoThere(Exception):
    """The same person, by contact, name and day of birth, is a volunteer already; `volunteer` is their id."""

    def __init__(self, volunteer: UUID) -> None:
        super().__init__(str(volunteer))
        self.volunteer = volunteer


def register(
    *,
    key: UUID,
    office: Organization,
    person: NewVolunteer,
    source: str,
    confirmed: bool = True,
    group: Group | None = None,
    actor: Actor,
    at: datetime,
) -> Volunteer:
    """Writes one volunteer down; `key` names the form, a second time finds them. Not `confirmed`: until the code is
    given they are asked for nothing. Raises AlsoThere, GroupShut, GroupFull."""
    with acting(actor):
        row = Volunteer(**columns_of(person=person), id=key, office=office, group=group, source=source, created_at=at)
        if actor.kind == "staff":
            require(actor, "volunteers.register", row)
            row.registered_by_id = actor.id
        if found := Volunteer.objects.filter(pk=key).first():
            return found
        into = admit(group=group.pk, at=at) if group else None
        row.state = "active" if confirmed else "unconfirmed"
        row.link_key, row.changed_at = link_key(key, "volunteer"), at
        save_once(row=row)
        keep_places_and_skills(volunteer=row, person=person, at=at)
        if confirmed:
            note("volunteers.register", row, actor, at, source=source)
            if into:
                lead_first(group=into, member=row, actor=actor, at=at)
            if source == "desk":
                tell_link(row, at)
        return row


def sign_up(
    *,
    key: UUID,
    office: Organization,
    person: NewVolunteer,
    guardian: Guardian | None,
    group: Group | None,
    actor: Actor,
    at: datetime,
) -> Volunteer:
    """Somebody by themselves, to be confirmed by a code; who went back to correct the form is written anew. A guardian
    is written to once the code was given. Raises GroupShut, GroupFull."""
    source = "group" if group else "web"
    with acting(actor):
        row = register(
            key=key, office=office, person=person, source=source, confirmed=False, group=group, actor=actor, at=at
        )
        if row.state != "unconfirmed":
            return row
        if row.created_at != at:
            row.office, row.group, row.changed_at = office, group, at
            _rewrite(row, person, at)
            row.consents.all().delete()
        if guardian:
            ask_guardian(volunteer=row.pk, guardian=guardian, actor=actor, at=at)
        return row


def key_of(*, person: NewVolunteer) -> bytes | None:
    """What one person is found by, however often they sign up; None for who gave no contact."""
    known = known_by(person.name, person.phone, person.email, person.born_on)
    return lookup_key(known, what="volunteer") if known else None


def columns_of(*, person: NewVolunteer) -> dict[str, object]:
    """What stands of a person in the volunteer's own row."""
    return {
        "name": person.name,
        "phone": person.phone,
        "phone_key": lookup_key(person.phone, what="phone") if person.phone else None,
        "email": person.email,
        "email_key": lookup_key(person.email.lower(), what="email") if person.email else None,
        "person_key": key_of(person=person),
        "born_on": person.born_on,
        "language": person.language,
        "languages": list(person.languages),
        "free": person.free,
        "max_load": person.max_load,
        "emergency_name": person.emergency_name,
        "emergency_phone": person.emergency_phone,
        "quiet_since": person.quiet_since,
        "quiet_until": person.quiet_until,
    }


def save_once(*, row: Volunteer) -> None:
    """Saves inside the caller's transaction; raises AlsoThere where the person is a volunteer under another id."""
    try:
        with transaction.atomic():
            row.save(force_insert=row._state.adding)
    except IntegrityError as error:
        if "volunteer_once" not in str(error):
            raise
        raise AlsoThere(twin_of(row=row)) from error


def twin_of(*, row: Volunteer) -> UUID:
    rows = Volunteer.objects.filter(person_key=row.person_key, state__in=["active", "paused"]).exclude(pk=row.pk)
    return rows.values_list("pk", flat=True).get()


def keep_places_and_skills(*, volunteer: Volunteer, person: NewVolunteer, at: datetime) -> None:
    """Places in their order, and skills; one that somebody has checked stays as it is."""
    volunteer.places.all().delete()
    Place.objects.bulk_create(
        Place(
            id=new_id(at), volunteer=volunteer, position=position, area_path=place.area_path, lat=place.lat,
            lon=place.lon, radius_km=place.radius_km,
        )
        for position, place in enumerate(person.places)
    )  # fmt: skip
    volunteer.skills.exclude(skill__in=list(person.skills)).delete()
    kept = set(volunteer.skills.filter(checked_at__isnull=False).values_list("skill", flat=True))
    volunteer.skills.exclude(skill__in=kept).delete()
    Held.objects.bulk_create(
        Held(id=new_id(at), volunteer=volunteer, skill=skill, evidence=evidence)
        for skill, evidence in person.skills.items()
        if skill not in kept
    )


def confirm(*, volunteer: UUID, contact: str, actor: Actor, at: datetime) -> Volunteer:
    """Who signed up by themselves has shown `contact` to be theirs, and is told the way to their page; a guardian is
    asked. Raises AlsoThere, GroupShut, GroupFull, and WrongCode where another contact was written meanwhile."""
    with acting(actor):
        row = _locked(volunteer)
        if row.state != "unconfirmed":
            return row
        if contact != (row.phone or row.email):
            raise WrongCode
        into = admit(group=row.group_id, at=at) if row.group_id else None
        row.state, row.changed_at = "active", at
        save_once(row=row)
        note("volunteers.register", row, actor, at, source=row.source)
        if into:
            lead_first(group=into, member=row, actor=actor, at=at)
        tell_link(row, at)
        tell_guardians(volunteer=row, at=at)
        return row


def change(*, volunteer: UUID, person: NewVolunteer, actor: Actor, at: datetime) -> Volunteer:
    """What somebody says of themselves now. By themselves they change neither name nor day of birth, on which consents
    hang; at the desk a new day of birth ends the consents. Raises AlsoThere."""
    with acting(actor):
        row = _locked(volunteer)
        if actor.kind == "staff":
            require(actor, "volunteers.change", row)
        elif row.born_on:
            person = replace(person, name=row.name, born_on=row.born_on)
        if row.born_on != person.born_on:
            for consent in row.consents.filter(revoked_at=None).select_related("volunteer"):
                end(row=consent, actor=actor, at=at)
        row.changed_at = at
        _rewrite(row, person, at)
        note("volunteers.change", row, actor, at)
        return row


def pause(*, volunteer: UUID, until: date, actor: Actor, at: datetime) -> Volunteer:
    """Nothing is offered until this day is over."""
    with acting(actor):
        row = _locked(volunteer)
        if actor.kind == "staff":
            require(actor, "volunteers.change", row)
        if row.state in ("active", "paused"):
            row.state, row.paused_until, row.changed_at = "paused", until, at
            row.save(update_fields=["state", "paused_until", "changed_at"])
            note("volunteers.pause", row, actor, at, until=until.isoformat())
        return row


def resume(*, volunteer: UUID, actor: Actor, at: datetime) -> Volunteer:
    """Ends a pause; a second time does nothing."""
    with acting(actor):
        row = _locked(volunteer)
        if actor.kind == "staff":
            require(actor, "volunteers.change", row)
        if row.state == "paused":
            row.state, row.paused_until, row.changed_at = "active", None, at
            row.save(update_fields=["state", "paused_until", "changed_at"])
            note("volunteers.resume", row, actor, at)
        return row


def _rewrite(row: Volunteer, person: NewVolunteer, at: datetime) -> None:
    for name, value in columns_of(person=person).items():
        setattr(row, name, value)
    save_once(row=row)
    keep_places_and_skills(volunteer=row, person=person, at=at)


def _locked(volunteer: UUID) -> Volunteer:
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area")
    return rows.exclude(state="left").get(pk=volunteer)
