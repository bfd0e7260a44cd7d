"""A credential as a signed token (VC-JWT of Open Badges 3.0, section 8.2): quick to make, for many at once."""

import json
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dauys.core.credentials.dids import Issuer
from dauys.core.credentials.encoding import BadEncoding, base64url, from_base64url

# RFC 9864 calls it Ed25519 by now, but no verifier of badges that was tried knows the new name.
ALGORITHM = "EdDSA"
LONGEST = 200_000  # letters of a token that is looked at


class BadToken(ValueError):
    """The token is none, or its signature is not by this key."""


def sign(document: dict[str, Any], issuer: Issuer, key: Ed25519PrivateKey) -> str:
    """The token of a credential, which stands at the top of its claims."""
    header = {"alg": ALGORITHM, "kid": issuer.kid, "typ": "JWT"}
    claims = {**document, "iss": issuer.did, "jti": document["id"], "nbf": _seconds(document["validFrom"])}
    holder = document["credentialSubject"].get("id")
    if holder:
        claims["sub"] = holder
    said = f"{_packed(header)}.{_packed(claims)}"
    return f"{said}.{base64url(key.sign(said.encode()))}"


def read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, which nobody has verified yet. Raises BadToken."""
    header, claims, _signature = _parts(token)
    return _unpacked(header), _unpacked(claims)


def verify(token: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The credential of a token whose signature is by this key. Raises BadToken."""
    header, claims, signature = _parts(token)
    if _unpacked(header).get("alg") != ALGORITHM:
        raise BadToken("The token is signed in another way.")
    try:
        key.verify(from_base64url(signature), f"{header}.{claims}".encode())
    except (BadEncoding, InvalidSignature) as error:
        raise BadToken("The signature is not by this key.") from error
    said = _unpacked(claims)
    document = {name: value for name, value in said.items() if name not in ("iss", "jti", "nbf", "sub")}
    if said.get("jti") != document.get("id") or said.get("iss") != issuer_of(document):
        raise BadToken("The token says two things of one credential.")
    return document


def issuer_of(document: dict[str, Any]) -> str:
    """The address of who issued a credential; empty where it says none."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def _packed(part: dict[str, Any]) -> str:
    return base64url(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())


def _unpacked(part: str) -> dict[str, Any]:
    try:
        found = json.loads(from_base64url(part))
    except (BadEncoding, ValueError, RecursionError) as error:
        raise BadToken("This is no token.") from error
    if not isinstance(found, dict):
        raise BadToken("This is no token.")
    return found


def _parts(token: str) -> tuple[str, str, str]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        raise BadToken("This is no token.")
    return parts[0], parts[1], parts[2]


def _seconds(stamp: str) -> int:
    return int(datetime.fromisoformat(stamp).timestamp())
