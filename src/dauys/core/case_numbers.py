"""The number a citizen reads out on the phone: `KZ-2026-0004817-5`, with a check digit that catches slips."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_SERIAL_DIGITS = 7
# Cyrillic letters that look (or, for the last one, sound) like a Latin letter, for prefixes typed on the other layout.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТХІҮЗ", "ABEKMHOPCTXIYZ")
# Also commas and stops: numbers come from speech recognition, too.
_SEPARATORS = re.compile(r"[\W_]+")
_SHAPE = re.compile(r"([A-Z]{1,8})?([0-9]+)")
_PREFIX = re.compile(r"[A-Z]{1,8}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class BadNumber(ValueError):
    """The text is no case number. `reason` is `shape` (cannot be one) or `check` (a slip in a digit)."""

    def __init__(self, reason: Literal["shape", "check"], text: str) -> None:
        self.reason: Literal["shape", "check"] = reason
        super().__init__(f"{text[:40]!r} is no case number ({reason}).")


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number as far as it was given. Without its year the check digit is not yet verified: ask `fits`."""

    prefix: str | None
    year: int | None
    serial: int
    check: int

    def fits(self, year: int) -> bool:
        """Is this the number of a case of that year? (About one wrong year in ten fits by chance.)"""
        return (self.year is None or self.year == year) and self.check == check_digit(year, self.serial)


def check_digit(year: int, serial: int) -> int:
    """ISO 7064 MOD 11,10 over the four digits of the year and the serial of at least seven digits."""
    remainder = 10
    for digit in f"{year:04d}{serial:0{_SERIAL_DIGITS}d}":
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return (11 - remainder) % 10


def format_number(prefix: str, year: int, serial: int) -> str:
    """`format_number("KZ", 2026, 4817)` is `KZ-2026-0004817-5`; the prefix is 1 to 8 letters A-Z."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"A prefix is 1 to 8 letters A-Z, not {prefix!r}.")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"A year lies in {_FIRST_YEAR} to {_LAST_YEAR}, not {year}.")
    if serial < 1:
        raise ValueError(f"Serials are counted from 1, not from {serial}.")
    return f"{prefix}-{year}-{serial:0{_SERIAL_DIGITS}d}-{check_digit(year, serial)}"


def parse_number(text: str) -> ParsedNumber:
    """Read a number as people write it: any case and separators, Cyrillic letters, without prefix or year.

    `KZ-2026-0004817-5`, `kz 2026 4817 5`, `20260004817-5` and `4817-5` all are. Raises `BadNumber`.
    """
    plain = unicodedata.normalize("NFKC", text.replace("№", " ")).strip()  # else № becomes "No"
    parts = [part for part in _SEPARATORS.split(plain.upper().translate(_LOOKALIKES)) if part]
    found = _SHAPE.fullmatch("".join(parts))
    if not found or len(found[2]) > 24:  # longer is not a number but an attempt to keep us busy
        raise BadNumber("shape", text)
    prefix, digits = found[1], found[2]
    check, body = int(digits[-1]), digits[:-1]
    groups = [group for group in re.split(r"[^0-9]+", " ".join(parts)) if group]
    year, serial = _split(body, groups)
    if serial < 1 or (prefix is not None and year is None):
        raise BadNumber("shape", text)
    parsed = ParsedNumber(prefix, year, serial, check)
    if year is not None and not parsed.fits(year):
        raise BadNumber("check", text)
    return parsed


def _split(body: str, groups: list[str]) -> tuple[int | None, int]:
    """Where does the year end? A first group of its own tells; glued digits tell by their length."""
    apart = len(groups[0]) == 4 and len(body) > 4 and len("".join(groups[1:])) > 1
    if (apart or len(body) >= 4 + _SERIAL_DIGITS) and _FIRST_YEAR <= int(body[:4]) <= _LAST_YEAR:
        return int(body[:4]), int(body[4:])
    return None, int(body or "0")
