"""One cell of a table: its text read into a value, or one sentence on what it must be."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

MOST_BITS = 63
Parse = Callable[[str], Any]


def identity(text: str) -> str:
    if not text or len(text) > 64 or not text.isprintable():
        raise ValueError("must be 1 to 64 characters that can be printed")
    return text


def number(least: float, most: float) -> Parse:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not isfinite(value) or not least <= value <= most or "_" in text:
            raise ValueError(f"must be a number from {least:g} to {most:g}")
        return value

    return parse


def numbers(least: float, most: float, count: int) -> Parse:
    """One number as it is, several joined by `|` as a tuple."""
    one = number(least, most)

    def parse(text: str) -> float | tuple[float, ...]:
        if "|" not in text:
            return float(one(text))
        cells = text.split("|")
        if len(cells) > count:
            raise ValueError(f"has more than {count} places")
        return tuple(float(one(cell)) for cell in cells)

    return parse


def whole(least: int, most: int) -> Parse:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= most or len(text) > 9:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(text)

    return parse


class Names:
    """Names that a table uses, numbered as they come."""

    def __init__(self, what: str, most: int | None = None) -> None:
        self.what, self.most = what, most
        self.known: dict[str, int] = {}

    def number(self, name: str) -> int:
        if name not in self.known:
            if not name.strip() or name != name.strip() or not name.isprintable():
                raise ValueError(f"must be a {self.what}, without spaces around it")
            if self.most is not None and len(self.known) >= self.most:
                raise ValueError(f"is one {self.what} too many: there may be {self.most}")
            self.known[name] = len(self.known)
        return self.known[name]

    def list(self) -> Parse:
        """Names joined by `|` as a tuple of numbers in rising order; the same text is read once."""
        seen: dict[str, tuple[int, ...]] = {}

        def parse(text: str) -> tuple[int, ...]:
            if text not in seen:
                names = text.split("|") if text else []
                if len(set(names)) < len(names):
                    raise ValueError(f"names a {self.what} twice")
                seen[text] = tuple(sorted(map(self.number, names)))
            return seen[text]

        return parse

    def bits(self) -> Parse:
        """Names joined by `|` as one number."""
        numbers = self.list()
        seen: dict[str, int] = {}

        def parse(text: str) -> int:
            if text not in seen:
                seen[text] = sum(1 << number for number in numbers(text))
            return seen[text]

        return parse


def one_of(known: Mapping[str, int], what: str) -> Parse:
    def parse(text: str) -> int:
        if text not in known:
            raise ValueError(f"must be {what}: {', '.join(known)}")
        return known[text]

    return parse


def consents(known: Mapping[str, int]) -> Parse:
    def parse(text: str) -> int:
        value = 0
        for name in text.split("|") if text else ():
            if name not in known or value & known[name]:
                raise ValueError(f"must be {' or '.join(known)}, or both joined by |")
            value |= known[name]
        return value

    return parse
