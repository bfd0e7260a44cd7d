"""Seals and opens text (AES-256-GCM) and makes the keyed digests by which a sealed value can be found exactly."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dauys.ground.sealed.keys import generation_name, generations, key

KEY = "contacts"
_NONCE = 12


class CannotOpen(Exception):
    """A sealed value was made with another key or was altered."""


def seal(text: str, *, place: str) -> bytes:
    """Sealed bytes of `text`; `place` (table.column) is bound in, so a value moved elsewhere does not open.

    The first byte says which generation of the key sealed it.
    """
    nonce, generation = os.urandom(_NONCE), generations(KEY)[-1]
    return bytes([generation]) + nonce + _cipher(generation).encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, *, place: str) -> str:
    """The text again; raises CannotOpen when the key or the place is another."""
    data = bytes(sealed)
    if not data or data[0] not in generations(KEY):
        raise CannotOpen("A value was sealed with a key that is not here.")
    nonce, body = data[1 : 1 + _NONCE], data[1 + _NONCE :]
    try:
        return _cipher(data[0]).decrypt(nonce, body, place.encode()).decode()
    except (InvalidTag, ValueError) as error:  # ValueError: too short to be whole
        raise CannotOpen("A sealed value does not open with the key in use.") from error


def _cipher(generation: int) -> AESGCM:
    return AESGCM(key(generation_name(KEY, generation)))


def lookup_key(value: str, *, what: str) -> bytes:
    """The 32 bytes under which a phone, e-mail or national id is found exactly; `what` keeps the kinds apart."""
    return hmac.digest(key("lookup"), f"{what}:{value}".encode(), hashlib.sha256)


def keyed_digest(name: str, *parts: str) -> bytes:
    """A keyed SHA-256 over the parts, for codes and tokens derived instead of stored."""
    return hmac.digest(key(name), "\x1f".join(parts).encode(), hashlib.sha256)
