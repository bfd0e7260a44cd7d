"""Passkeys reckoned from values: what a browser is asked for, and whether its answer may be believed (WebAuthn 2)."""

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

# ES256, EdDSA, RS256: what phones, computers and keys in use can do. Nothing weaker is taken, whatever is offered.
ALGORITHMS = (-7, -8, -257)
LONGEST_ANSWER = 20_000
_REQUIRED = UserVerificationRequirement.REQUIRED


class NotBelieved(Exception):
    """The answer was not made by this passkey, for this house, for this challenge, or nobody was verified."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered (JSON, as it came) to a challenge of ours."""

    challenge: bytes
    said: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: its id, its public key (COSE in CBOR) and its counter."""

    credential_id: bytes
    public_key: bytes
    counter: int


def are_on() -> bool:
    """Whether the installation has passkeys: not switched off, and its public address can have them."""
    parts = urlsplit(settings.PUBLIC_URL)
    host = parts.hostname or ""
    return settings.PASSKEYS and not _is_number(host) and (parts.scheme == "https" or host == "localhost")


def _is_number(host: str) -> bool:
    """Browsers make no passkeys for an address in numbers."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host
    return True


def _server() -> Fido2Server:
    parts = urlsplit(settings.PUBLIC_URL)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    house = PublicKeyCredentialRpEntity(id=parts.hostname or "", name="Dauys")
    server = Fido2Server(house, verify_origin=lambda claimed: claimed == origin)
    server.allowed_algorithms = [p for p in server.allowed_algorithms if p.alg in ALGORITHMS]
    return server


def _state(challenge: bytes) -> Any:
    """What the library wants to know again of what was asked."""
    return {"challenge": websafe_encode(challenge), "user_verification": _REQUIRED}


def to_make(*, user_id: UUID, email: str, name: str, known: Iterable[bytes], challenge: bytes) -> dict[str, Any]:
    """What a browser is asked in order to make a passkey; `known` are those of the account already there."""
    descriptors = [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=key) for key in known]
    options, _state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=user_id.bytes, name=email, display_name=name),
        descriptors,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
        challenge=challenge,
    )
    return dict(options.public_key)


def to_show(*, challenge: bytes) -> dict[str, Any]:
    """What a browser is asked in order to use one. No passkey is named: the page is the same for everybody."""
    options, _state = _server().authenticate_begin(user_verification=_REQUIRED, challenge=challenge)
    return dict(options.public_key)


def made(answer: Answer) -> Made:
    """The passkey that was made; raises NotBelieved."""
    try:
        said = RegistrationResponse.from_dict(_read(answer))
        _refuse_frames(said.response.client_data)
        about = _server().register_complete(_state(answer.challenge), said)
        made = about.credential_data
        fits = made is not None and made.credential_id == said.raw_id and made.public_key.get(3) in ALGORITHMS
        if made is None or not fits or not 16 <= len(made.credential_id) <= 1023:
            raise ValueError("no key that could be used")
        return Made(made.credential_id, cbor.encode(dict(made.public_key)), about.counter)
    except Exception as error:  # whatever the libraries raise over bytes of a stranger
        raise NotBelieved(type(error).__name__) from error


def claimed_by(answer: Answer) -> bytes:
    """The id of the passkey that the answer says it was made with, not checked yet; raises NotBelieved."""
    try:
        return bytes(AuthenticationResponse.from_dict(_read(answer)).raw_id)
    except Exception as error:
        raise NotBelieved(type(error).__name__) from error


def counter_of(answer: Answer, *, credential_id: bytes, public_key: bytes, owner: UUID) -> int:
    """The counter of an answer that this passkey of this owner signed; raises NotBelieved."""
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        _refuse_frames(said.response.client_data)
        if said.response.user_handle != owner.bytes:
            raise ValueError("another owner")
        key = CoseKey.parse(cbor.decode(public_key))  # type: ignore[arg-type]
        known = AttestedCredentialData.create(Aaguid.NONE, credential_id, key)
        _server().authenticate_complete(_state(answer.challenge), [known], said)
        return said.response.authenticator_data.counter
    except Exception as error:
        raise NotBelieved(type(error).__name__) from error


def _read(answer: Answer) -> dict[str, Any]:
    if len(answer.said) > LONGEST_ANSWER or not answer.challenge:
        raise ValueError("too long, or nothing was asked")
    return dict(json.loads(answer.said))


def _refuse_frames(client: CollectedClientData) -> None:
    if client.cross_origin:
        raise ValueError("shown in another house's page")


def went_back(before: int, counter: int) -> bool:
    """Whether a counter that counts did not grow: then there are two of the passkey. Many never count and stay at 0."""
    return bool(before or counter) and counter <= before
