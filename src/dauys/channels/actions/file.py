"""Turns what came through a door into a filed case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions import Filed, NewParty, NewVoice
from dauys.channels.drafts import holder_of
from dauys.directory.cache import areas, organizations
from dauys.ground.access.actors import Actor
from dauys.routing.queries import suggest, urgent


def _parties(data: dict[str, Any]) -> tuple[NewParty, NewParty | None]:
    writer = NewParty(
        name=data["name"],
        phone=data.get("phone", ""),
        email=data.get("email", ""),
        national_id=data.get("national_id", ""),
        address=data.get("address", ""),
    )
    if data.get("for_whom") == "other":
        return NewParty(name=data["other_name"], consent=bool(data.get("consent"))), writer
    return writer, None


def voice_of(data: dict[str, Any], *, channel: str) -> NewVoice:
    """The voice a complete draft holds. Words of danger make it urgent, whatever topic was chosen."""
    applicant, representative = _parties(data)
    topic = "" if data.get("topic") == "other" else data.get("topic", "")
    return NewVoice(
        channel=channel,
        language=data["answer_language"],
        kind=data["kind"],
        text=data["text"],
        subject=data.get("subject", ""),
        area=areas()[data["area"]],
        place_note=data.get("place_note", ""),
        topic=topic,
        applicant=applicant,
        representative=representative,
        answer_by=data["answer_by"],
        identity=data.get("identity", "none"),
        urgent=data["urgent"] if "urgent" in data else urgent(data["text"]),
        external_number=data.get("external_number", ""),
        publish_wanted=bool(data.get("publish")),
        signers=int(data.get("signers") or 0),
        named_before=data.get("before", ""),
        about=UUID(data["about"]) if data.get("about") else None,
    )


def file(
    *,
    data: dict[str, Any],
    channel: str,
    key: UUID,
    actor: Actor,
    at: datetime,
    received_at: datetime | None = None,
    desk: str = "",
) -> Filed:
    """Files a complete draft under its key: routed by the pack's rules, files handed over. One statement."""
    voice = voice_of(data, channel=channel)
    route = suggest(
        text=voice.text,
        topic=voice.topic,
        area_path=voice.area.path,
        kind=voice.kind,
        channel=channel,
        represented=voice.representative is not None,
        about=voice.about,
    )
    return cases.file(
        voice=voice,
        owner=route.owner,
        route_rule=route.rule,
        idempotency_key=key,
        actor=actor,
        at=at,
        received_at=received_at,
        desk=organizations().get(desk.rstrip("/")) if desk else None,
        files_of=holder_of(key),
    )
