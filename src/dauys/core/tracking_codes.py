"""A secret code that can be spelled on the phone in Kazakh, Russian or English: `K7MPX-2H4TC`."""

import re
from typing import Literal

ALPHABET = "23456789ABCEHKMPTX"
"""Letters that look the same in Latin and Cyrillic; no 0/O, no 1/I, no Y/У (not alike enough in small letters)."""

LENGTH = 10  # 18 ** 10 codes, 41.7 bits: guessing one of a million codes takes 3.6 million tries
_GROUP = 5
_CYRILLIC = str.maketrans("АВСЕНКМРТХ", "ABCEHKMPTX")
# Every dash people's keyboards and editors make out of a minus.
_IGNORED = re.compile(r"[\s\-\u2010-\u2015\u2212_]+")


class BadCode(ValueError):
    """The text is no tracking code. `reason` is `symbol` (one that no code has) or `length`."""

    def __init__(self, reason: Literal["symbol", "length"]) -> None:
        self.reason: Literal["symbol", "length"] = reason
        # The text itself stays out: a mistyped secret is nearly a secret, and errors end up in logs.
        super().__init__(f"This is no tracking code ({reason}).")


def encode(digest: bytes) -> str:
    """The code of a keyed digest of at least 8 bytes (take 16 or more, e.g. all of HMAC-SHA-256).

    The digest is read as one big number, so with 16 bytes no code is likelier than another by more than 2e-26.
    """
    if len(digest) < 8:
        raise ValueError(f"A digest of {len(digest)} bytes is too short for a secret, it needs 8.")
    number = int.from_bytes(digest)
    symbols = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[place])
    return _grouped("".join(symbols))


def normalize(text: str) -> str:
    """The code as `encode` writes it, from any case, spacing and Cyrillic typing; raises `BadCode`."""
    symbols = _IGNORED.sub("", text).upper().translate(_CYRILLIC)
    if not set(symbols) <= set(ALPHABET):
        raise BadCode("symbol")
    if len(symbols) != LENGTH:
        raise BadCode("length")
    return _grouped(symbols)


def _grouped(symbols: str) -> str:
    return f"{symbols[:_GROUP]}-{symbols[_GROUP:]}"
