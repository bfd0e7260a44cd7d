"""States a fact about a visit or a ticket in the journal, the same way for every action on one."""

from datetime import datetime
from typing import Any

from dauys.ground.access.actors import Actor
from dauys.ground.journal.actions import record
from dauys.receptions.models import Ticket, Visit


def note(verb: str, visit: Visit, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about a visit, its case and its host's body, inside the caller's transaction."""
    record(
        verb,
        actor=actor,
        at=at,
        case_id=visit.case_id,
        organization_id=visit.host.organization_id,
        payload={"visit": visit.pk, **payload},
    )


def note_ticket(verb: str, ticket: Ticket, actor: Actor, at: datetime, **payload: str) -> None:
    """Journals a fact about a ticket of a queue, inside the caller's transaction."""
    about = {"ticket": ticket.pk, "office": ticket.office_id, **payload}
    record(verb, actor=actor, at=at, organization_id=ticket.office.organization_id, payload=about)
