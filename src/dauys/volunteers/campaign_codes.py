"""Short codes of campaigns, teams and tickets, which are read out and typed: made at random, read with patience."""

import secrets

from dauys.core.rotating_code import LENGTH
from dauys.core.tracking_codes import ALPHABET

_CYRILLIC = str.maketrans("АВСЕНКМРТХ", "ABCEHKMPTX")


def fresh_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A code as it was made, from any case, spacing and Cyrillic typing; empty for what is none."""
    code = "".join(typed.replace("-", "").split()).upper().translate(_CYRILLIC)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def read_codes(typed: str) -> tuple[list[str], list[str]]:
    """The codes of a typed list, each once, in their order; and the words that are none."""
    words = typed.replace(",", " ").replace(";", " ").split()
    codes = [(word, read_code(word)) for word in words]
    return list(dict.fromkeys(code for _word, code in codes if code)), [word for word, code in codes if not code]
