"""Bytes as letters, the way credentials write them: base58 of Bitcoin, base64url without padding, multibase."""

import base64
import binascii
import re

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MOST = 200  # letters of base58: decoding is quadratic, and no key or signature is longer
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]*")


class BadEncoding(ValueError):
    """The text does not say bytes in the way it should."""


def base58(data: bytes) -> str:
    number, letters = int.from_bytes(data), []
    while number:
        number, place = divmod(number, 58)
        letters.append(BASE58[place])
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + "".join(reversed(letters))


def from_base58(text: str) -> bytes:
    """Raises BadEncoding."""
    if len(text) > MOST or not set(text) <= set(BASE58):
        raise BadEncoding("This is no base58.")
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises BadEncoding, also for padding and for letters that say nothing."""
    if not _URL_SAFE.fullmatch(text):
        raise BadEncoding("This is no base64url.")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadEncoding("This is no base64url.") from error
    if base64url(data) != text:
        raise BadEncoding("This base64url has bits too many.")
    return data


def multibase58(data: bytes) -> str:
    return f"z{base58(data)}"


def from_multibase58(text: str) -> bytes:
    """Raises BadEncoding."""
    if not text.startswith("z"):
        raise BadEncoding("This is no base58 of multibase.")
    return from_base58(text[1:])
