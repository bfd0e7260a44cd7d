"""The second factor reckoned from values: secrets, six digits of a moment (RFC 6238), recovery codes."""

import base64
import re
import secrets
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from dauys.core.tracking_codes import encode
from dauys.ground.sealed.seal import keyed_digest

DIGITS = 6
STEP = 30  # seconds
WINDOW = 1  # steps to either side, for clocks that go wrong and fingers that are slow
RECOVERY_CODES = 10
ISSUER = "Dauys"
_BYTES = 20  # what RFC 4226 recommends
_SIX = re.compile(rf"[0-9]{{{DIGITS}}}\Z")


def fresh_secret() -> str:
    """A new secret in base32, as devices take it."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def grouped(secret: str) -> str:
    """The secret in groups of four, for who types it."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def _totp(secret: str) -> TOTP:
    # Authenticator apps know SHA-1 only; its known weakness is collisions, which do not matter in an HMAC.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  # nosec B303


def address(secret: str, account: str) -> str:
    """The `otpauth:` address a device reads from the QR code."""
    return _totp(secret).get_provisioning_uri(account, ISSUER)


def matching_counter(secret: str, code: str, *, at: datetime, after: int | None) -> int | None:
    """The step of time the six digits belong to, within one step of `at` and later than `after`; None if there is none.

    Keeping the step and asking only for later ones refuses a code that was used already.
    """
    digits = "".join(code.split())
    if not _SIX.match(digits):
        return None
    totp, here = _totp(secret), int(at.timestamp()) // STEP
    for counter in range(here - WINDOW, here + WINDOW + 1):
        if counter < 0 or (after is not None and counter <= after):
            continue
        try:
            totp.verify(digits.encode(), counter * STEP)
        except InvalidToken:
            continue
        return counter
    return None


def fresh_recovery_codes() -> list[str]:
    """Ten different codes from the letters that read the same in Latin and Cyrillic."""
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        codes.add(encode(secrets.token_bytes(32)))
    return sorted(codes)


def digest_of(user_id: UUID, code: str) -> bytes:
    """What is kept of a recovery code (32 bytes)."""
    return keyed_digest("recovery", str(user_id), code)
