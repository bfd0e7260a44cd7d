"""Phone numbers in one form (E.164), and contacts masked for eyes that need not see them."""

import re
from typing import Literal

import phonenumbers

Reason = Literal["shape", "length", "short_code", "extension"]

_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]")
_SHORT = 4  # 109, 112, 1414: nothing that can be called back or sent a message
# "+8 7xx ..." is the trunk prefix written as a country code; taken literally it would be a satellite phone (+870).
_TRUNK_AFTER_PLUS = re.compile(r"\+8(7\d{9})")
_HIDDEN = "···"


class BadPhone(ValueError):
    """The text is no number one can call back: not a number, of wrong length, a short code, or an extension."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        super().__init__(f"This is no phone number that can be called back ({reason}).")  # the text stays out of logs


def normalize_phone(text: str, region: str | None = "KZ") -> str:
    """`8 (700) 123-45-67` to `+77001234567`. Possible numbers pass, assigned or not; raises `BadPhone`.

    A leading 8 is the trunk prefix only in regions that have it (KZ, RU). Without a region the number must begin
    with a plus and the code of its country.
    """
    if _LETTERS.search(text):
        raise BadPhone("shape")  # else "call 1-800-FLOWERS" would pass
    digits = "".join(_DIGITS.findall(text))
    if 0 < len(digits) <= _SHORT:
        raise BadPhone("short_code")
    plus = text.strip()[:1] in ("+", "\uff0b")
    if region == "KZ" and plus and (trunk := _TRUNK_AFTER_PLUS.fullmatch("+" + digits)):
        text = "+7" + trunk[1]
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        kinds = phonenumbers.NumberParseException
        length = error.error_type in (kinds.TOO_LONG, kinds.TOO_SHORT_NSN, kinds.TOO_SHORT_AFTER_IDD)
        raise BadPhone("length" if length else "shape") from None
    if number.extension:
        raise BadPhone("extension")  # E.164 has no room for it, and dropping it would call someone else
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise BadPhone("length")
    if (
        region == "KZ"
        and digits[0] == "8"
        and len(digits) == 10
        and not plus
        and not phonenumbers.is_valid_number(number)
    ):
        raise BadPhone("length")  # the trunk 8 and one digit too few, not an unknown Russian code 8xx
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def mask_phone(phone: str) -> str:
    """`+77001234567` to `+7 700 ··· ·· 67`; enough for the owner to know it, of any length alike."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return _HIDDEN
    national = phonenumbers.national_significant_number(number)
    # Of a short number three digits in front and two behind would be nearly all.
    front = f"{national[:3]} " if len(national) >= 9 else ""
    return f"+{number.country_code} {front}··· ·· {national[-2:]}"


def mask_email(address: str) -> str:
    """`aigerim@mail.kz` to `a···@mail.kz`."""
    local, at, domain = address.rpartition("@")
    if not at or not local:
        return _HIDDEN
    return f"{local[0] if len(local) > 1 else ''}{_HIDDEN}@{domain}"


def mask_iin(iin: str) -> str:
    """`991231500006` to `········0006`: the part people take for a birth date and sex stays hidden."""
    return "·" * 8 + iin[8:] if len(iin) == 12 else _HIDDEN
