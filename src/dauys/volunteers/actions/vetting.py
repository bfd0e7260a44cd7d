"""What an office decides about a volunteer: looked at, a skill's paper seen, given to another office, called."""

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.packs.current import current
from dauys.volunteers.facts import note
from dauys.volunteers.models import Volunteer
from dauys.volunteers.rules import months_later


class NoSuchSkill(Exception):
    """The volunteer did not name this skill, or the pack asks for no paper."""


def vet(*, volunteer: UUID, vetting: str, actor: Actor, at: datetime) -> Volunteer:
    """Looked at: `checked` may be sent to people, `refused` is offered nothing."""
    with acting(actor):
        row = _locked(volunteer, actor, "volunteers.vet")
        if row.vetting != vetting:
            row.vetting, row.vetted_by_id, row.vetted_at, row.changed_at = vetting, actor.user_id, at, at
            row.save(update_fields=["vetting", "vetted_by", "vetted_at", "changed_at"])
            note("volunteers.vet", row, actor, at, vetting=vetting)
        return row


def check_skill(
    *, volunteer: UUID, skill: str, evidence: str, until: date | None, actor: Actor, at: datetime
) -> Volunteer:
    """The paper for a skill was seen; without a day on it, it counts for as long as the pack says. Raises
    NoSuchSkill."""
    with acting(actor):
        row = _locked(volunteer, actor, "volunteers.vet")
        asked = {known.code: known for known in current().section("skills.yaml") if known.evidence}
        held = row.skills.filter(skill=skill).first()
        if held is None or skill not in asked:
            raise NoSuchSkill
        months = asked[skill].months
        held.evidence = evidence or held.evidence
        held.checked_by_id, held.checked_at = actor.user_id, at
        held.until = until or (months_later(localdate(at), months) if months else None)
        held.save()
        note("volunteers.check_skill", row, actor, at, skill=skill, until=held.until and held.until.isoformat())
        return row


def transfer(*, volunteer: UUID, office: Organization, actor: Actor, at: datetime) -> Volunteer:
    """Gives a volunteer to another office, whose they are from now on."""
    with acting(actor):
        row = _locked(volunteer, actor, "volunteers.transfer")
        if row.office_id != office.pk:
            old = row.office_id
            row.office, row.changed_at = office, at
            row.save(update_fields=["office", "changed_at"])
            note("volunteers.transfer", row, actor, at, old=old)
        return row


def show_contact(*, volunteer: UUID, actor: Actor, at: datetime) -> Volunteer:
    """Whoever looks up a phone stands in the journal."""
    with acting(actor):
        row = _locked(volunteer, actor, "volunteers.call")
        note("volunteers.show_contact", row, actor, at)
        return row


def _locked(volunteer: UUID, actor: Actor, permission: str) -> Volunteer:
    rows = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area", "group")
    row = rows.exclude(state="left").get(pk=volunteer)
    require(actor, permission, row)
    return row
