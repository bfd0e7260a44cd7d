"""Turns what came through a door into a filed case, and sends and redeems one-time codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases import actions as cases
from dauys.cases.actions import Filed, NewParty, NewVoice
from dauys.channels.drafts import holder_of
from dauys.directory.cache import areas, organizations
from dauys.ground.access.actors import Actor, citizen
from dauys.ground.accounts.actions import make_code, redeem_code
from dauys.ground.ids import new_id
from dauys.ground.messages.actions import queue
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
        urgent=urgent(data["text"]),
        external_number=data.get("external_number", ""),
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
    route = suggest(text=voice.text, topic=voice.topic, area_path=voice.area.path, kind=voice.kind)
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


def send_code(
    *, subject: UUID, channel: str, address: str, language: str, at: datetime, case_id: UUID | None = None
) -> None:
    """Makes a one-time code and queues it; `channel` is sms or mail. Raises TooManyTries."""
    code = make_code(subject=subject, contact=address, at=at)
    with override(language):
        queue(
            once=f"code:{new_id(at)}",
            channel=channel,
            address=address,
            language=language,
            subject=_("Your code"),
            body=_("%s is your code. It is valid for 15 minutes. Nobody from the office will ever ask you for it.")
            % code,
            case_id=case_id,
            at=at,
        )


def confirm_draft(*, draft: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for an unsent draft; raises WrongCode."""
    redeem_code(subject=draft, contact=contact, code=code, at=at)


def confirm_case(*, case_id: UUID, contact: str, code: str, at: datetime) -> None:
    """Redeems a code for a filed case, which starts the legal clock; raises WrongCode."""
    redeem_code(subject=case_id, contact=contact, code=code, at=at)
    cases.confirm_identity(case_id=case_id, identity="code", actor=citizen(case_id), at=at)
