"""Says of a credential in either form who issued it, whether the proof holds, and whether it was taken back.

Needs the extra `badges`. Whoever calls gives what has to be looked up: the document of an issuer and the lists of what
was taken back. That a signature holds says nothing of who the issuer is: `issuer` has to be known otherwise.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dauys.core.credentials import data_integrity, tokens
from dauys.core.credentials.dids import UnknownKey, key_document, public_key
from dauys.core.credentials.encoding import BadEncoding
from dauys.core.credentials.status_lists import is_set

Lookup = Callable[[str], Any]


class NotVerified(Exception):
    """The credential cannot be trusted; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is proved: this issuer said this. `revoked` says whether it took it back since."""

    issuer: str
    document: dict[str, Any]
    revoked: bool


def verify(said: str, *, at: datetime, document_of: Lookup, list_at: Lookup) -> Verified:
    """Checks a token or a document with its proof.

    `document_of` gives the document of a did:web, `list_at` the text of a list; both raise LookupError. Raises
    NotVerified.
    """
    issuer, document = _signed(said, document_of)
    _check_time(document, at)
    return Verified(issuer, document, _is_revoked(document, issuer, at, document_of, list_at))


def _signed(said: str, document_of: Lookup) -> tuple[str, dict[str, Any]]:
    """Who signed and what, for either form."""
    try:
        if said.lstrip().startswith("{"):
            return _of_document(json.loads(said), document_of)
        return _of_token(said.strip(), document_of)
    except (data_integrity.BadProof, tokens.BadToken, BadEncoding, UnknownKey, LookupError) as error:
        raise NotVerified(f"The signature does not hold: {error}") from error
    except (ValueError, RecursionError) as error:
        raise NotVerified("This is no credential.") from error


def _of_document(document: dict[str, Any], document_of: Lookup) -> tuple[str, dict[str, Any]]:
    issuer = tokens.issuer_of(document)
    key = public_key(_about(issuer, document_of), issuer, data_integrity.method_of(document))
    return issuer, data_integrity.verify(document, key)


def _of_token(token: str, document_of: Lookup) -> tuple[str, dict[str, Any]]:
    header, claims = tokens.read(token)
    issuer = tokens.issuer_of(claims)
    key = public_key(_about(issuer, document_of), issuer, str(header.get("kid")))
    return issuer, tokens.verify(token, key)


def _about(issuer: str, document_of: Lookup) -> dict[str, Any]:
    if issuer.startswith("did:key:"):
        return key_document(issuer)
    found: dict[str, Any] = document_of(issuer)
    return found


def _check_time(document: dict[str, Any], at: datetime) -> None:
    try:
        begins = datetime.fromisoformat(document["validFrom"])
        ends = datetime.fromisoformat(document["validUntil"]) if "validUntil" in document else None
        if begins > at or (ends and ends < at):
            raise NotVerified("The credential does not hold at this time.")
    except (KeyError, TypeError, ValueError) as error:
        raise NotVerified("The credential does not say from when it holds.") from error


def _is_revoked(document: dict[str, Any], issuer: str, at: datetime, document_of: Lookup, list_at: Lookup) -> bool:
    entry = document.get("credentialStatus")
    if entry is None:
        return False
    try:
        if (entry["type"], entry["statusPurpose"]) != ("BitstringStatusListEntry", "revocation"):
            raise NotVerified("The credential has a state that is not known here.")
        signer, listed = _signed(list_at(entry["statusListCredential"]), document_of)
        _check_time(listed, at)
        about = listed["credentialSubject"]
        if (signer, listed["id"], about["statusPurpose"]) != (issuer, entry["statusListCredential"], "revocation"):
            raise NotVerified("The list of what was taken back is of somebody else.")
        return is_set(about["encodedList"], int(entry["statusListIndex"]))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise NotVerified("Whether it was taken back cannot be seen.") from error
