"""A phone that holds passkeys: makes one and signs with it as WebAuthn says, and can be told to do it wrongly."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from dauys.ground.access.actors import Actor
from dauys.ground.accounts.actions import add_passkey
from dauys.ground.accounts.asked_passkey import fresh
from dauys.ground.accounts.passkeys import Answer

ADDRESS = "http://localhost:8000"
UP, UV, AT = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


@dataclass
class Phone:
    """One passkey of one account. `origin`, `domain`, `flags` and `counter` are what it claims next."""

    owner: UUID
    origin: str = ADDRESS
    domain: str = "localhost"
    flags: int = int(UP | UV)
    counter: int = 0
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: bytes, **about: Any) -> str:
        """The answer to the question for a new passkey, as the page's script sends it."""
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)
        client = self._client("webauthn.create", asked, about)
        about_it = AuthenticatorData.create(sha256(self.domain.encode()), self._flags(AT), self.counter, made)
        attested = AttestationObject.create("none", about_it, {})
        return self._said({"clientDataJSON": client, "attestationObject": attested})

    def show(self, asked: bytes, **about: Any) -> str:
        """The answer to a challenge, as the page's script sends it."""
        client = self._client("webauthn.get", asked, about)
        about_it = AuthenticatorData.create(sha256(self.domain.encode()), self._flags(), self.counter)
        signature = self.key.sign(bytes(about_it) + client.hash, ec.ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": about_it, "signature": signature}
        return self._said({**said, "userHandle": self.owner.bytes})

    def _flags(self, more: int = 0) -> AuthenticatorData.FLAG:
        return AuthenticatorData.FLAG(self.flags | more)

    def _client(self, kind: str, asked: bytes, about: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(**{"type": kind, "challenge": asked, "origin": self.origin, **about})

    def _said(self, response: dict[str, bytes]) -> str:
        key = websafe_encode(self.credential_id)
        told = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": told})


def passkey_of(actor: Actor, at: datetime, name: str = "Телефон") -> tuple[Phone, UUID]:
    """A phone whose passkey was added to the account, which must have a second factor, and the passkey's id."""
    phone = Phone(actor.user_id, origin=settings.PUBLIC_URL, domain=urlsplit(settings.PUBLIC_URL).hostname or "")
    challenge = fresh()
    return phone, add_passkey(answer=Answer(challenge, phone.make(challenge)), name=name, actor=actor, at=at)
