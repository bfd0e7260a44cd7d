"""Turns what came through a door into a filed case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.cases import actions as cases
from dauys.cases.actions import Filed, NewParty, NewVoice
from dauys.channels.drafts import holder_of
from dauys.directory.cache import areas, organizations
from dauys.ground.access.actors import Actor
from dauys.routing.queries import is_crime_rule, settle_moment, suggest, tells_of_crime, urgent


def _parties(data: dict[str, Any]) -> tuple[NewParty, NewParty | None]:
    if data.get("anonymous"):
        return NewParty(""), None
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
    """The voice a complete draft holds. Words of danger make it urgent, whatever topic was chosen.

    Of who did not name themselves nothing is taken that could tell who they are.
    """
    anonymous = bool(data.get("anonymous"))
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
        answer_by="page" if anonymous else data["answer_by"],
        identity="none" if anonymous else data.get("identity", "none"),
        urgent=data["urgent"] if "urgent" in data else urgent(data["text"]),
        external_number=data.get("external_number", ""),
        publish_wanted=bool(data.get("publish")),
        signers=int(data.get("signers") or 0),
        named_before="" if anonymous else data.get("before", ""),
        about=UUID(data["about"]) if data.get("about") and not anonymous else None,
        anonymous=anonymous,
        crime=data["crime"] if "crime" in data else tells_of_crime(data["text"]),
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
    """Files a complete draft under its key: routed by the pack's rules, files handed over. One statement.

    Words of a crime of an unknown author go at once to the body that a rule of crime names; without such a rule, or
    such a body, the voice waits in the queue of what nobody owns.
    """
    voice = voice_of(data, channel=channel)
    route = suggest(
        text=voice.text,
        topic=voice.topic,
        area_path=voice.area.path,
        kind=voice.kind,
        channel=channel,
        represented=voice.representative is not None,
        about=voice.about,
        crime=voice.crime and voice.anonymous,
    )
    passed_on = is_crime_rule(route.rule)
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
        passed_on=passed_on,
        unowned=voice.crime and voice.anonymous and not passed_on,
        settle_at=settle_moment(at),
    )
