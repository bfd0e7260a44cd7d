"""A credential with its proof inside: `eddsa-rdfc-2022` of W3C Data Integrity (EdDSA Cryptosuites 1.0, section 3.2).

What is signed is the meaning of the document as sorted statements (RDF Dataset Canonicalization), so spaces and the
order of its members change nothing. It takes about ten milliseconds; needs the extra `badges`.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from dauys.core.credentials.badges import moment
from dauys.core.credentials.contexts import PINNED, load
from dauys.core.credentials.dids import Issuer
from dauys.core.credentials.encoding import BadEncoding, from_multibase58, multibase58

SUITE = "eddsa-rdfc-2022"
_MOST = 16  # objects in one document: to sort what has no name takes the longer the more of it there is
_OPTIONS = {"documentLoader": load, "processingMode": "json-ld-1.1"}


class BadProof(ValueError):
    """The proof is none, is of another kind, or is not by this key over this document."""


def sign(document: dict[str, Any], issuer: Issuer, key: Ed25519PrivateKey, at: datetime) -> dict[str, Any]:
    """The document with a proof; the same document, key and moment give the same proof."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(at),
        "verificationMethod": issuer.method,
        "proofPurpose": "assertionMethod",
    }
    return {**document, "proof": {**proof, "proofValue": multibase58(key.sign(_digest(document, proof)))}}


def method_of(document: dict[str, Any]) -> str:
    """By which key the proof says it is made. Raises BadProof."""
    return str(_proof(document)["verificationMethod"])


def verify(document: dict[str, Any], key: Ed25519PublicKey) -> dict[str, Any]:
    """The document without the proof, which this key made over it. Raises BadProof."""
    proof = dict(_proof(document))
    value = proof.pop("proofValue")
    bare = {name: part for name, part in document.items() if name != "proof"}
    try:
        key.verify(from_multibase58(value), _digest(bare, proof))
    except (BadEncoding, InvalidSignature) as error:
        raise BadProof("The proof is not by this key over this document.") from error
    return bare


def _proof(document: dict[str, Any]) -> dict[str, Any]:
    proof = document.get("proof")
    asked = ("type", "cryptosuite", "proofPurpose")
    if not isinstance(proof, dict) or tuple(proof.get(name) for name in asked) != (
        "DataIntegrityProof",
        SUITE,
        "assertionMethod",
    ):
        raise BadProof("The document has no proof of this kind.")
    if not all(isinstance(proof.get(name), str) for name in ("verificationMethod", "proofValue")):
        raise BadProof("The document has no proof of this kind.")
    return proof


def _digest(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    context = document.get("@context")
    if not isinstance(context, list) or not all(isinstance(one, str) and one in PINNED for one in context):
        raise BadProof("The document names a vocabulary that is not known here.")
    return _statements({**proof, "@context": context}) + _statements(document)


def _statements(document: dict[str, Any]) -> bytes:
    """The digest of all a document says. Raises BadProof where it holds what the vocabularies do not know: that would
    stand in the document and under no signature."""
    try:
        if _objects({name: part for name, part in document.items() if name != "@context"}) > _MOST:
            raise BadProof("The document is larger than a credential.")
        unknown: list[Any] = []
        expanded = jsonld.JsonLdProcessor(on_property_dropped=unknown.append).expand(document, _OPTIONS)
        if unknown or not _is_absolute(expanded):
            raise BadProof("The document says what no vocabulary knows.")
        lines = jsonld.normalize(expanded, {**_OPTIONS, "algorithm": "URDNA2015", "format": "application/n-quads"})
    except (jsonld.JsonLdError, RecursionError) as error:
        raise BadProof("The document is no credential.") from error
    return sha256(lines.encode()).digest()


def _objects(part: Any) -> int:
    """How many objects there are. Names that lead from one place of a document to another are refused."""
    if isinstance(part, list):
        return sum(map(_objects, part))
    if isinstance(part, str) and part.startswith("_:"):
        raise BadProof("The document is no credential.")
    if not isinstance(part, dict):
        return 0
    if any(name.startswith(("@", "_:")) for name in part):
        raise BadProof("The document is no credential.")
    return 1 + sum(map(_objects, part.values()))


def _is_absolute(part: Any) -> bool:
    """Whether everything that names a thing or a kind of things does it in full."""
    if isinstance(part, list):
        return all(map(_is_absolute, part))
    if not isinstance(part, dict):
        return True
    named = [part.get("@id", ":"), *part.get("@type", [])] if "@value" not in part else []
    return all(":" in name for name in named) and all(map(_is_absolute, part.values()))
