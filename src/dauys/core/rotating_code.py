"""A code that changes every half minute, by which somebody shows that they stand beside who shows it (RFC 6238)."""

import hmac
from hashlib import sha256

from dauys.core.tracking_codes import ALPHABET

STEP = 30  # seconds
LENGTH = 6  # 18 ** 6 codes: of 34 million, three are right at any moment
_COUNT = len(ALPHABET) ** LENGTH
_CYRILLIC = str.maketrans("АВСЕНКМРТХ", "ABCEHKMPTX")


def truncated(secret: bytes, step: int) -> int:
    """The 31 bits that RFC 4226 (5.3) takes out of HMAC-SHA-256 over the number of a step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), sha256)
    start = digest[-1] & 0xF
    return int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF


def code_at(secret: bytes, seconds: float) -> str:
    """The code that is shown at a moment, in seconds since 1970."""
    return _spelled(truncated(secret, int(seconds) // STEP) % _COUNT)


def seconds_left(seconds: float) -> int:
    """How long the code of a moment is shown yet: 1 to STEP."""
    return STEP - int(seconds) % STEP


def matches(secret: bytes, typed: str, seconds: float) -> bool:
    """Whether this is the code of the moment, or of the step before or after it: clocks differ and typing takes time.
    Case, spaces and Cyrillic letters that look the same do not matter."""
    given = "".join(typed.split()).upper().translate(_CYRILLIC).encode()
    shown = [code_at(secret, seconds + away) for away in (-STEP, 0, STEP) if seconds + away >= 0]
    return any(hmac.compare_digest(given, code.encode()) for code in shown)


def _spelled(number: int) -> str:
    symbols = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[place])
    return "".join(symbols)
