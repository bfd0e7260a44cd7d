"""Files a voice: case, words, parties, obligation, clock and journal in one statement, once for a key."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dauys.cases.clocks import journal_payload, start_clock
from dauys.cases.models import Case, Obligation, Party, Voice
from dauys.cases.rules import make_subject, priority_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import open_to
from dauys.ground.access.transactions import acting
from dauys.ground.files.actions import handover_sql
from dauys.ground.ids import new_id
from dauys.ground.inserts import insert_together
from dauys.ground.journal.actions import entry_row
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.places.models import Area
from dauys.ground.sealed.seal import lookup_key

# The filing's entry names the serial the database gave, so that the log itself binds a number to its case and moment.
_WITH_SERIAL = (
    "r.payload || CASE r.verb WHEN 'cases.file' THEN jsonb_build_object('serial', head.serial) ELSE '{}'::jsonb END"
)


@dataclass(frozen=True, slots=True)
class NewParty:
    """A person as they gave themselves; phone in E.164, texts stripped, everything but the name may be empty.

    Of an unknown author everything is empty: `NewParty("")`.
    """

    name: str
    phone: str = ""
    email: str = ""
    national_id: str = ""
    address: str = ""
    consent: bool = False


@dataclass(frozen=True, slots=True)
class NewVoice:
    """A voice about to be filed. `representative` speaks for `applicant` when somebody else writes."""

    channel: str
    language: str
    kind: str
    text: str
    area: Area
    applicant: NewParty
    representative: NewParty | None = None
    subject: str = ""
    place_note: str = ""
    topic: str = ""
    answer_by: str = "page"
    identity: str = "none"
    urgent: bool = False
    external_number: str = ""
    publish_wanted: bool = False
    signers: int = 0  # how many sign together; 0: alone
    named_before: str = ""  # the number of an earlier appeal, as the writer named it
    about: UUID | None = None  # the case this one complains about
    anonymous: bool = False  # the author did not name themselves: no name, no contact
    crime: bool = False  # it holds words of a crime


@dataclass(frozen=True, slots=True)
class Filed:
    """The case a filing led to; `fresh` is False when the same key had been filed before.

    `obligation` is what was just written, with its case and owner; None when the key had been filed before.
    """

    case_id: UUID
    serial: int
    year: int
    fresh: bool
    obligation: Obligation | None = None


def _party_row(case_id: UUID, role: str, party: NewParty, at: datetime) -> dict[str, Any]:
    def key(value: str, what: str) -> bytes | None:
        return lookup_key(value, what=what) if value else None

    return {
        "id": new_id(at),
        "case_id": case_id,
        "role": role,
        "name": party.name,
        "phone": party.phone,
        "phone_key": key(party.phone, "phone"),
        "email": party.email,
        "email_key": key(party.email.lower(), "email"),
        "national_id": party.national_id,
        "national_id_key": key(party.national_id, "national_id"),
        "address": party.address,
        "consent": party.consent,
        "created_at": at,
    }


def _content_hash(salt: bytes, voice: NewVoice) -> bytes:
    text = "\x1f".join((voice.language, voice.text, voice.place_note)).encode()
    return hashlib.sha256(salt + text).digest()


def file(
    *,
    voice: NewVoice,
    owner: Organization,
    route_rule: str,
    idempotency_key: UUID,
    actor: Actor,
    at: datetime,
    received_at: datetime | None = None,
    desk: Organization | None = None,
    files_of: UUID | None = None,
    confirmed: bool = False,
    passed_on: bool = False,
    unowned: bool = False,
    settle_at: datetime | None = None,
) -> Filed:
    """Files `voice` for `owner`; a second call with the same key finds the first case and changes nothing.

    `received_at` is when the voice reached the office (a letter's day), at the latest `at`. `files_of` is the draft
    whose files go to the case. `desk` is the body of the clerk who registers. `passed_on` says that `owner` gets it at
    once, for words of a crime; `unowned`, that nobody knows to whom it should go: until `settle_at`, or the end of the
    term, an owner is named. One statement.
    """
    _check(voice)
    crime = ("passed" if passed_on else "found") if voice.crime else ""
    received = received_at or at
    if received > at:
        raise ValueError("A voice cannot be received later than it is filed.")
    case_id, obligation_id, salt = new_id(at), new_id(at), os.urandom(16)
    clock = start_clock(kind=voice.kind, received_at=received, identity=voice.identity, collective=voice.signers > 0)
    year = received.astimezone(current().calendar().zone).year
    about: dict[str, Any] = {"actor": actor, "at": at, "case_id": case_id}
    head = {
        "id": case_id,
        "year": year,
        "idempotency_key": idempotency_key,
        "channel": voice.channel,
        "language": voice.language,
        "received_at": received,
        "identity": voice.identity,
        "area_id": voice.area.pk,
        "topic": voice.topic,
        "urgent": voice.urgent,
        "anonymous": voice.anonymous,
        "crime": crime,
        "answer_by": voice.answer_by,
        "external_number": voice.external_number,
        "publish_wanted": voice.publish_wanted,
        "signers": voice.signers,
        "named_before": voice.named_before,
        "about_id": voice.about,
        "registered_by_id": actor.id,
        "registered_at_org_id": desk.pk if desk else None,
    }
    words = {
        "case_id": case_id,
        "subject": voice.subject or make_subject(voice.text),
        "text": voice.text,
        "place_note": voice.place_note,
        "salt": salt,
    }
    parties = [_party_row(case_id, "applicant", voice.applicant, at)]
    if voice.representative:
        parties.append(_party_row(case_id, "representative", voice.representative, at))
    obligation = {
        "id": obligation_id,
        "case_id": case_id,
        "kind": voice.kind,
        "owner_id": owner.pk,
        "controller_id": owner.parent_id,
        "owner_path": owner.path,
        "area_path": voice.area.path,
        "registered_by_id": actor.id,
        "priority": priority_of(urgent=voice.urgent, crime=crime),
        "route_rule": route_rule,
        "route_confirmed": confirmed or passed_on,
        "unowned_as": "unknown" if unowned else "",
        "settle_at": (settle_at or clock.columns()["due_at"]) if unowned else None,
        "changed_at": at,
        **clock.columns(),
    }
    entries = [
        entry_row(
            "cases.file",
            payload={
                "year": year,
                "channel": voice.channel,
                "language": voice.language,
                "identity": voice.identity,
                "topic": voice.topic,
                "area": voice.area.path,
                "urgent": voice.urgent,
                **({"publish": True} if voice.publish_wanted else {}),
                **({"signers": voice.signers} if voice.signers else {}),
                **({"about": voice.about} if voice.about else {}),
            },
            content_hash=_content_hash(salt, voice),
            **about,
        ),
        entry_row(
            "cases.open_obligation",
            obligation_id=obligation_id,
            organization_id=owner.pk,
            payload={"kind": voice.kind, "owner": owner.code, "rule": route_rule, "leg": 1, **journal_payload(clock)},
            **about,
        ),
    ]
    here: dict[str, Any] = {"obligation_id": obligation_id, "organization_id": owner.pk, **about}
    if passed_on:
        entries.append(entry_row("cases.pass_crime", payload={"rule": route_rule, "to": owner.code}, **here))
    if unowned:
        entries.append(entry_row("cases.disown", payload={"because": "unknown"}, **here))
    open_to(case_id, *([files_of] if files_of else []))
    with acting(actor):
        (found, serial, found_year), fresh = insert_together(
            Case,
            head,
            unique="idempotency_key",
            returning=("id", "serial", "year"),
            others=[(Voice, [words]), (Party, parties), (Obligation, [obligation]), (Entry, entries)],
            from_head={Entry: {"payload": _WITH_SERIAL}},
            extra=_with_files(files_of),
        )
    if not fresh:
        open_to(found)
        return Filed(found, serial, found_year, False)
    case = Case(**head, serial=serial)
    return Filed(found, serial, found_year, True, Obligation(**obligation, case=case, owner=owner))


def _check(voice: NewVoice) -> None:
    """Nothing of an unknown author is kept, and nobody speaks for them."""
    if voice.anonymous and (
        voice.applicant != NewParty("") or voice.representative or voice.identity != "none" or voice.signers
    ):
        raise ValueError("An unknown author has no name, no contact, no representative and signs alone.")


def _with_files(draft: UUID | None) -> Sequence[tuple[str, Sequence[Any]]]:
    return [handover_sql(draft)] if draft else []
