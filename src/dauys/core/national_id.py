"""Numbers of persons (IIN) and organizations (BIN) of Kazakhstan: twelve digits, the last one a check digit.

By law the number is only a unique combination of 12 digits (orders No. 521 of 29 June 2023 and No. 423 of
27 June 2023); the birth date in it is a habit of issuing, so it is a hint here and never a reason to refuse.
"""

import re
from datetime import date

_TWELVE = re.compile(r"[0-9]{12}")
_FIRST_PASS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_PASS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURY = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def checksum(body: str) -> int | None:
    """The check digit for the first eleven digits; None when such a number is never issued."""
    if len(body) != 11 or not (body.isascii() and body.isdigit()):
        raise ValueError("The check digit is computed over exactly eleven digits.")
    for weights in (_FIRST_PASS, _SECOND_PASS):
        remainder = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


def is_valid_iin(text: str) -> bool:
    """Twelve digits with the right check digit; nothing else is a reason to refuse a person."""
    # All zeros pass the sum, but are what people type to get past a required field.
    return bool(_TWELVE.fullmatch(text)) and text.strip("0") != "" and checksum(text[:11]) == int(text[11])


def is_valid_bin(text: str) -> bool:
    """The same test: a sole trader rightly gives an IIN where a BIN is asked."""
    return is_valid_iin(text)


def hint_birth_date(text: str) -> date | None:
    """The birth date most IINs carry, to preset a form field; None when there is none. Never store or trust it."""
    if not _TWELVE.fullmatch(text) or text[6] not in _CENTURY:
        return None
    try:
        return date(_CENTURY[text[6]] + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None
