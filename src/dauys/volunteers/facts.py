"""States a fact about a volunteer or a line of a need in the journal, the same way for every action on one."""

from datetime import datetime
from typing import Any

from dauys.ground.access.actors import Actor
from dauys.ground.journal.actions import record
from dauys.volunteers.models import Campaign, Group, Line, Presence, Volunteer


def note(verb: str, volunteer: Volunteer, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about a volunteer and their office, inside the caller's transaction."""
    about = {"volunteer": volunteer.pk, **payload}
    record(verb, actor=actor, at=at, organization_id=volunteer.office_id, payload=about)


def note_group(verb: str, group: Group, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about a group and its office, inside the caller's transaction."""
    record(verb, actor=actor, at=at, organization_id=group.office_id, payload={"group": group.pk, **payload})


def note_line(verb: str, line: Line, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about a line of a need, its case and its office, inside the caller's transaction."""
    row = line.obligation
    record(
        verb,
        actor=actor,
        at=at,
        case_id=row.case_id,
        obligation_id=row.pk,
        organization_id=row.owner_id,
        payload=payload,
    )


def note_presence(verb: str, presence: Presence, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about hours, their volunteer and the office that answers for them, inside the caller's
    transaction."""
    about = {"presence": presence.pk, "volunteer": presence.volunteer_id, **payload}
    record(verb, actor=actor, at=at, organization_id=presence.office_id, payload=about)


def note_campaign(verb: str, campaign: Campaign, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about a campaign and its office, inside the caller's transaction."""
    record(verb, actor=actor, at=at, organization_id=campaign.office_id, payload={"campaign": campaign.pk, **payload})
