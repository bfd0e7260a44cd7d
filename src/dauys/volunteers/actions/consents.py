"""The consent of a parent or guardian as a signed record: asked for, signed by a code or before a clerk, refused,
revoked."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current
from dauys.ground.throttle.actions import Counter, count_up
from dauys.volunteers.consent import asked_kind, asked_until, opened, works_of
from dauys.volunteers.facts import note
from dauys.volunteers.letters_of_people import tell_decided, tell_guardian
from dauys.volunteers.links import link_key
from dauys.volunteers.models import Consent, Volunteer
from dauys.volunteers.people import Guardian
from dauys.volunteers.rules import age_on
from dauys.volunteers.signing import digest_of, is_open, works_opened

ASKED_A_DAY = 3  # times one volunteer may have a parent written to
WRITTEN_TO_A_DAY = 6  # times one phone is written to, whoever names it as that of a parent


class NotAsked(Exception):
    """Nothing is asked of a parent at this age, or no consent would open this kind of work."""


class AskedTooOften(Exception):
    """Parents of this volunteer were written to often enough today."""


class NotOpen(Exception):
    """The consent was signed, refused or revoked already, or its time is over."""


class Misread(Exception):
    """What stands there now is not what was read: nothing was signed."""


def ask_guardian(*, volunteer: UUID, guardian: Guardian, actor: Actor, at: datetime) -> Consent:
    """Asks a parent by SMS to sign; an older question that nobody answered ends. Who has not shown their own contact
    yet has nobody written to before they do. Raises NotAsked, and AskedTooOften also where too many name one phone."""
    with acting(actor):
        row = _volunteer(volunteer, actor)
        kind, until = _asked(row, localdate(at))
        if row.consents.filter(way="code", asked_at__gt=at - timedelta(days=1)).count() >= ASKED_A_DAY:
            raise AskedTooOften
        row.consents.filter(signed_at=None, revoked_at=None).update(revoked_at=at)
        key = new_id(at)
        made = Consent.objects.create(
            id=key,
            volunteer=row,
            kind=kind,
            guardian=guardian.name,
            guardian_phone=guardian.phone,
            relation=guardian.relation,
            way="code",
            asked_at=at,
            until=until,
            link_key=link_key(key, "consent"),
        )
        note("volunteers.ask_consent", row, actor, at, consent=key, kind=kind)
        if row.state != "unconfirmed" and not _told(made, at):
            raise AskedTooOften
        return made


def tell_guardians(*, volunteer: Volunteer, at: datetime) -> None:
    """Writes to the parent named at sign-up, once the contact of the volunteer is known to be theirs; who names a phone
    that was written to often enough asks again another day, from their page."""
    for row in volunteer.consents.filter(signed_at=None, revoked_at=None).select_related("volunteer"):
        _told(row, at)


def _told(row: Consent, at: datetime) -> bool:
    """Writes to the parent, unless their phone was written to often enough today."""
    counter = Counter("guardian", row.guardian_phone, WRITTEN_TO_A_DAY, 24 * 3600)
    if count_up(counters=[counter], at=at)[0] > counter.limit:
        return False
    tell_guardian(row, at)
    return True


def sign_consent(*, consent: UUID, seen: str, actor: Actor, at: datetime) -> Consent:
    """The parent signs what they read; `seen` is its digest in hexadecimal. Raises NotOpen, Misread."""
    with acting(actor):
        row = _locked(consent)
        if not is_open(row, localdate(at)):
            raise NotOpen
        if digest_of(row, works_opened(row, localdate(at))).hex() != seen:
            raise Misread
        _sign(row, actor, at)
        tell_decided(row, "signed", at)
        return row


def refuse_consent(*, consent: UUID, actor: Actor, at: datetime) -> Consent:
    """The parent does not agree. Raises NotOpen."""
    with acting(actor):
        row = _locked(consent)
        if not is_open(row, localdate(at)):
            raise NotOpen
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        note("volunteers.refuse_consent", row.volunteer, actor, at, consent=row.pk)
        tell_decided(row, "refused", at)
        return row


def record_consent(
    *,
    key: UUID,
    volunteer: UUID,
    guardian: Guardian,
    kind: str,
    work: str,
    way: str,
    until: date | None,
    actor: Actor,
    at: datetime,
) -> Consent:
    """A paper somebody brought, or a word before a clerk; `work` is empty for every kind. It ends on the day it stops
    to matter, or before. `key` names the form, a second time finds it. Raises NotAsked."""
    with acting(actor):
        row = _volunteer(volunteer, actor)
        if found := Consent.objects.select_related("volunteer").filter(pk=key).first():
            if found.volunteer_id != row.pk:
                raise Denied("volunteers.change")
            return found
        day, works = localdate(at), works_of(current())
        born_on = row.born_on
        if born_on is None or not [code for code in opened(works, age_on(born_on, day), kind) if work in ("", code)]:
            raise NotAsked
        last = asked_until(works, born_on, day, kind)
        made = Consent(
            id=key,
            volunteer=row,
            kind=kind,
            work=work,
            guardian=guardian.name,
            guardian_phone=guardian.phone,
            relation=guardian.relation,
            way=way,
            asked_at=at,
            until=min(until or last, last),
            recorded_by_id=actor.user_id,
        )
        _sign(made, actor, at)
        tell_decided(made, "signed", at)
        return made


def revoke_consent(*, consent: UUID, actor: Actor, at: datetime) -> Consent:
    """Ends a consent that holds: the parent by the same link, or the desk. Raises NotOpen."""
    with acting(actor):
        row = _locked(consent)
        if actor.kind == "staff":
            require(actor, "volunteers.change", row.volunteer)
        if row.signed_at is None or row.revoked_at is not None:
            raise NotOpen
        end(row=row, actor=actor, at=at)
        tell_decided(row, "revoked", at)
        return row


def end(*, row: Consent, actor: Actor, at: datetime) -> None:
    """Revokes inside the caller's transaction."""
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    note("volunteers.revoke_consent", row.volunteer, actor, at, consent=row.pk)


def _volunteer(volunteer: UUID, actor: Actor) -> Volunteer:
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area")
    row = rows.exclude(state="left").get(pk=volunteer)
    if actor.kind == "staff":
        require(actor, "volunteers.change", row)
    return row


def _locked(consent: UUID) -> Consent:
    rows = Consent.objects.select_for_update(of=("self",)).select_related("volunteer__office__area")
    return rows.get(pk=consent)


def _asked(row: Volunteer, day: date) -> tuple[str, date]:
    works, born_on = works_of(current()), row.born_on
    kind = asked_kind(works, age_on(born_on, day)) if born_on else ""
    if born_on is None or not kind:
        raise NotAsked
    return kind, asked_until(works, born_on, day, kind)


def _sign(row: Consent, actor: Actor, at: datetime) -> None:
    works = works_opened(row, localdate(at))
    row.signed_at, row.digest = at, digest_of(row, works)
    row.save(force_insert=row._state.adding)
    about: dict[str, Any] = {"kind": row.kind, "way": row.way, "works": works, "until": row.until.isoformat()}
    note("volunteers.sign_consent", row.volunteer, actor, at, consent=row.pk, digest=row.digest.hex(), **about)
