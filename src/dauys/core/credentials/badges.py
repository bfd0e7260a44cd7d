"""The credential of hours as Open Badges 3.0: what an office confirms, as a W3C Verifiable Credential 2.0.

The holder stands in it as a salted digest of a phone or an e-mail. The salt stays out: a phone has so few digits that
whoever held both could try them all.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Status:
    """Where a credential stands in a list of what was taken back."""

    list_address: str
    index: int


@dataclass(frozen=True, slots=True)
class Hours:
    """What is confirmed: whole minutes of approved work in some tasks from a first to a last day, in words too."""

    minutes: int
    first: date
    last: date
    title: str
    about: str
    criteria: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The digest by which the holder can show that it is theirs; `kind` is `phone` or `email`."""

    kind: str
    digest: str


def holder_digest(contact: str, salt: str) -> str:
    """SHA-256 of the contact and the salt after it, as Open Badges writes it."""
    return f"sha256${hashlib.sha256((contact + salt).encode()).hexdigest()}"


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hours_of(minutes: int) -> float:
    """Hours with two decimals at most, never more than there were."""
    return minutes * 100 // _HOUR / 100


def credential(
    *,
    address: str,
    achievement: str,
    issuer: str,
    issuer_name: str,
    issuer_page: str,
    at: datetime,
    hours: Hours,
    holder: Holder | None,
    status: Status,
) -> dict[str, Any]:
    """The credential without a proof; `address` is where anybody sees whether it still holds. Without a contact the
    holder is whoever holds it."""
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": hours.title,
        "issuer": {"id": issuer, "type": ["Profile"], "name": issuer_name, "url": issuer_page},
        "validFrom": moment(at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            **({"identifier": [_identity(holder)]} if holder else {"id": f"{address}#holder"}),
            "creditsEarned": hours_of(hours.minutes),
            "activityStartDate": hours.first.isoformat(),
            "activityEndDate": hours.last.isoformat(),
            "achievement": {
                "id": achievement,
                "type": ["Achievement"],
                "achievementType": "CommunityService",
                "name": hours.title,
                "description": hours.about,
                "criteria": {"narrative": hours.criteria},
            },
        },
        "evidence": [{"type": ["Evidence"], "narrative": hours.evidence}],
        "credentialStatus": {
            "id": f"{status.list_address}#{status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(status.index),
            "statusListCredential": status.list_address,
        },
    }


def _identity(holder: Holder) -> dict[str, Any]:
    kind = {"phone": "ext:phoneNumber", "email": "emailAddress"}[holder.kind]
    return {"type": "IdentityObject", "hashed": True, "identityHash": holder.digest, "identityType": kind}
