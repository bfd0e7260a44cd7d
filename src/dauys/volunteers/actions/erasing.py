"""Takes people out: who leaves, and who signed up and never showed the contact to be theirs."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.messages import actions as messages
from dauys.volunteers.actions.offers import give_up
from dauys.volunteers.actions.people import resume
from dauys.volunteers.facts import note
from dauys.volunteers.letters_of_people import letters_of
from dauys.volunteers.models import Consent, Impression, Volunteer

KEPT = timedelta(days=30)  # a sign-up that nobody confirmed
AT_ONCE = 500


def leave(*, volunteer: UUID, actor: Actor, at: datetime) -> None:
    """Empties a volunteer at their wish; that somebody was here stays, without a word about them."""
    with acting(actor):
        row = Volunteer.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=volunteer)
        if actor.kind == "staff":
            require(actor, "volunteers.change", row)
        if row.state == "left":
            return
        give_up(volunteer=row.pk, actor=actor, at=at)
        for call in row.calls.all():
            call.name = call.phone = call.about = ""
            call.phone_key = None
            call.save(update_fields=["name", "phone", "phone_key", "about"])
        for name in ("name", "phone", "email", "telegram", "emergency_name", "emergency_phone"):
            setattr(row, name, "")
        keys = ("phone_key", "email_key", "telegram_key", "person_key", "link_key")
        for name in (*keys, "born_on", "paused_until", "group"):
            setattr(row, name, None)
        row.quiet_since = row.quiet_until = None
        row.state, row.languages, row.free, row.changed_at = "left", [], 0, at
        row.save()
        row.places.all().delete()
        row.skills.all().delete()
        row.leads.update(leader=None)
        for named in letters_of(row):
            messages.forget(once_begins=named)
        row.enrolments.update(volunteer=None)  # their tickets stay as those of somebody who gave no name
        row.leads_teams.update(leader=None)
        row.consents.filter(revoked_at=None).update(revoked_at=at)
        row.consents.update(guardian="", guardian_phone="", relation="", link_key=None)
        row.certificates.update(holder_salt="")
        Impression.objects.filter(offer__volunteer=row).update(words="")
        note("volunteers.leave", row, actor, at)


def drop(*, volunteer: UUID, actor: Actor) -> None:
    """Takes out a sign-up that was never confirmed, because its person was here already."""
    with acting(actor):
        _delete([volunteer])


def forget(*, at: datetime) -> int:
    """Takes out what nobody confirmed for longer than KEPT; how many."""
    with acting(SYSTEM):
        old = Volunteer.objects.filter(state="unconfirmed", created_at__lt=at - KEPT)
        found = list(old.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
        if found:
            _delete(found)
            record("volunteers.forget", actor=SYSTEM, at=at, payload={"volunteers": len(found)})
        return len(found)


def end_pauses(*, at: datetime) -> int:
    """Who paused until yesterday takes part again; how many."""
    over = Volunteer.objects.filter(state="paused", paused_until__lt=localdate(at))
    found = list(over.values_list("pk", flat=True)[:AT_ONCE])
    for row in found:
        resume(volunteer=row, actor=SYSTEM, at=at)
    return len(found)


def _delete(volunteers: list[UUID]) -> None:
    rows = Volunteer.objects.filter(pk__in=volunteers, state="unconfirmed")
    Consent.objects.filter(volunteer__in=rows).delete()
    rows.delete()
