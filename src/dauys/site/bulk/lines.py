"""Writes values the way COPY reads them, and makes time-ordered ids, as cheaply as a million rows need it."""

from datetime import UTC, date, datetime, timedelta
from random import Random

NULL = "\\N"
DAY = 86_400
_CLOCK = tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}+00" for s in range(DAY))
_FIRST = date(1970, 1, 1)
_days: dict[int, str] = {}
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def stamp(second: int) -> str:
    """A moment given in seconds since 1970, for a timestamptz column."""
    day, rest = divmod(second, DAY)
    text = _days.get(day)
    if text is None:
        text = _days[day] = f"{_FIRST + timedelta(days=day)} "
    return text + _CLOCK[rest]


def moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def escaped(text: str) -> str:
    for sign, written in _ESCAPES:
        text = text.replace(sign, written)
    return text


def binary(value: bytes | None) -> str:
    """A bytea column, NULL for None."""
    return NULL if value is None else f"\\\\x{value.hex()}"


def truth(value: bool) -> str:
    return "t" if value else "f"


def fresh_id(second: int, rng: Random) -> str:
    """A UUID of version 7 in 32 hex digits, whose chance comes from `rng` instead of from the machine."""
    noise = rng.getrandbits(74)
    value = second * 1000 << 80 | 0x7 << 76 | (noise >> 62) << 64 | 0b10 << 62 | noise & (1 << 62) - 1
    return f"{value:032x}"


def dashed(digits: str) -> str:
    """The 32 digits as people and payloads write a UUID."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
