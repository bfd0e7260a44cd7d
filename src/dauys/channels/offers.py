"""What a writer is offered before sending: open cases of others about the same, to join instead; never their words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing

from dauys.cases import display
from dauys.channels.drafts import LIFE
from dauys.channels.steps import lang
from dauys.search.similarity import Asked, Like, open_near

MOST = 3
_SALT = "dauys.join"


@dataclass(frozen=True, slots=True)
class Offer:
    """An open case as a stranger may see it, and the sealed name by which this draft's writer can join it."""

    token: str
    topic: str
    place: str
    received_at: datetime
    state: str
    how: str


def offers(key: UUID, data: dict[str, Any], at: datetime) -> list[Offer]:
    """At most MOST open cases like a complete draft, the likest first. One statement."""
    topic = "" if data["topic"] == "other" else data["topic"]
    asked = Asked(data["text"], topic, data["area"], data.get("place_note", ""), at)
    return [_offer(key, like) for like in open_near(asked, limit=MOST)]


def _offer(key: UUID, like: Like) -> Offer:
    row = like.row
    return Offer(
        token=signing.dumps([str(key), str(row.case_id)], salt=_SALT),
        topic=display.topic_name(row.case.topic, lang()),
        place=display.area_line(row.area_path, lang()),
        received_at=row.case.received_at,
        state=display.state_words(row, lang(), staff=False),
        how=like.how,
    )


def offered_case(token: str, key: UUID) -> UUID | None:
    """The case a token offers to the writer of this draft; None for any other text."""
    try:
        draft, case_id = signing.loads(token, salt=_SALT, max_age=LIFE)
        return UUID(case_id) if draft == str(key) else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
