"""Who signs, as an address: `did:key` is the key itself, `did:web` a document of the issuer's with every key it had.

Sources: W3C DID Core 1.0, the did:key and did:web methods, W3C Controlled Identifiers 1.0 (Multikey, JsonWebKey).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from dauys.core.credentials.encoding import (
    BadEncoding,
    base64url,
    from_base64url,
    from_multibase58,
    multibase58,
)

_ED25519 = b"\xed\x01"  # of multicodec
_BYTES = 32
JWK = "-jwk"  # ends the fragment of a key as software of JSON Web Tokens wants it


class UnknownKey(Exception):
    """The document of the issuer has no such key, or it may not state anything."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An address of who signs, and by which of its keys: `method` for a proof in the document, `kid` for a token."""

    did: str
    method: str
    kid: str


def multikey(public: bytes) -> str:
    """An Ed25519 key of 32 bytes as Multikey writes it."""
    return multibase58(_ED25519 + public)


def from_multikey(text: str) -> bytes:
    """Raises BadEncoding for another kind of key."""
    data = from_multibase58(text)
    if data[:2] != _ED25519 or len(data) != 2 + _BYTES:
        raise BadEncoding("This is no Ed25519 key.")
    return data[2:]


def by_key(public: bytes) -> Issuer:
    """The issuer that is known by its key alone."""
    name = multikey(public)
    method = f"did:key:{name}#{name}"
    return Issuer(f"did:key:{name}", method, method)


def by_web(host: str, path: Sequence[str], key_id: str) -> Issuer:
    """The issuer whose document lies at `https://host/path.../did.json`; `host` may end in a port."""
    did = ":".join(["did", "web", quote(host, safe=""), *(quote(part, safe="") for part in path)])
    return Issuer(did, f"{did}#{key_id}", f"{did}#{key_id}{JWK}")


def key_document(did: str) -> dict[str, Any]:
    """The document that a did:key stands for. Raises BadEncoding."""
    name = did.removeprefix("did:key:")
    public = from_multikey(name)
    return {**_about(did), "verificationMethod": [_multikey(did, name, public)], "assertionMethod": [f"{did}#{name}"]}


def web_document(did: str, keys: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """The document of a did:web: every key it ever signed with, the newest first, each in both ways of writing."""
    methods = [m for name, public in keys for m in (_multikey(did, name, public), _jwk(did, f"{name}{JWK}", public))]
    return {**_about(did), "verificationMethod": methods, "assertionMethod": [method["id"] for method in methods]}


def public_key(document: dict[str, Any], did: str, method: str) -> Ed25519PublicKey:
    """The key that a document of `did` names `method` and lets state things. Raises UnknownKey."""
    methods, stated = document.get("verificationMethod"), document.get("assertionMethod")
    if document.get("id") != did or not isinstance(methods, list) or not isinstance(stated, list):
        raise UnknownKey(method)
    for one in methods:
        if isinstance(one, dict) and one.get("id") == method and method in stated and one.get("controller") == did:
            try:
                return Ed25519PublicKey.from_public_bytes(_bytes_of(one))
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                raise UnknownKey(method) from error
    raise UnknownKey(method)


def _bytes_of(method: dict[str, Any]) -> bytes:
    if "publicKeyJwk" not in method:
        return from_multikey(method["publicKeyMultibase"])
    jwk = method["publicKeyJwk"]
    if (jwk["kty"], jwk["crv"]) != ("OKP", "Ed25519"):
        raise BadEncoding("This is no Ed25519 key.")
    return from_base64url(jwk["x"])


def _about(did: str) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
    }


def _multikey(did: str, name: str, public: bytes) -> dict[str, Any]:
    return {"id": f"{did}#{name}", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey(public)}


def _jwk(did: str, name: str, public: bytes) -> dict[str, Any]:
    key = {"kty": "OKP", "crv": "Ed25519", "x": base64url(public)}
    return {"id": f"{did}#{name}", "type": "JsonWebKey", "controller": did, "publicKeyJwk": key}
