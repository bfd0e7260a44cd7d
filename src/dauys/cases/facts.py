"""States a fact about an obligation in the journal, the same way for every room that acts on one."""

from datetime import datetime
from typing import Any

from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.journal.actions import record


def note(verb: str, obligation: Obligation, actor: Actor, at: datetime, **payload: Any) -> None:
    """Journals a fact about an obligation, its case and its owner, inside the caller's transaction."""
    record(
        verb,
        actor=actor,
        at=at,
        case_id=obligation.case_id,
        obligation_id=obligation.pk,
        organization_id=obligation.owner_id,
        payload=payload,
    )
