"""Seals and opens text (AES-256-GCM) and makes the keyed digests by which a sealed value can be found exactly."""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dauys.ground.sealed.keys import generation_name, generations, key

KEY = "contacts"
LOOKUP = "lookup"
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
    return _with(key(generation_name(KEY, generation)))


@cache
def _with(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def lookup_key(value: str, *, what: str) -> bytes:
    """The bytes under which a phone, e-mail or national id is found exactly; `what` keeps the kinds apart.

    Those of the first key are 32; those of a later one begin with a byte that says which.
    """
    return _lookup(value, what, generations(LOOKUP)[-1])


def lookup_keys(value: str, *, what: str) -> list[bytes]:
    """What a value may be kept under, by every look-up key that is here, the newest first: for finding, not writing."""
    return [_lookup(value, what, generation) for generation in reversed(generations(LOOKUP))]


def lookup_generation(digest: bytes) -> int:
    """Which look-up key made a digest."""
    return 1 if len(digest) == hashlib.sha256().digest_size else digest[0]


def _lookup(value: str, what: str, generation: int) -> bytes:
    secret = key(generation_name(LOOKUP, generation))
    digest = hmac.digest(secret, f"{what}:{value}".encode(), hashlib.sha256)
    return digest if generation == 1 else bytes([generation]) + digest


def keyed_digest(name: str, *parts: str) -> bytes:
    """A keyed SHA-256 over the parts, for codes and tokens derived instead of stored."""
    return hmac.digest(key(name), "\x1f".join(parts).encode(), hashlib.sha256)
