"""The part of a text in which something was found, with the found words marked."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from dauys.core.folding import fold
from dauys.core.kazakh import stem

AROUND = 90
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of the text; `found` pieces are marked."""

    text: str
    found: bool


def _is_found(word: str, stems: Collection[str]) -> bool:
    plain = fold(word)
    if plain in stems or stem(plain) in stems:
        return True
    # Two forms of a Russian word share their beginning but for a few letters.
    return any(len(s) > 4 and plain[: len(s) - 2] == s[:-2] and len(plain) - len(s) < 4 for s in stems if s.isalpha())


def snippet(text: str, stems: Collection[str]) -> list[Piece]:
    """About two lines around the first found word; the beginning of the text when none stands in it."""
    line = " ".join(text.split())
    hits = [m.span() for m in _WORD.finditer(line) if _is_found(m.group(), stems)]
    start = _word_edge(line, max(hits[0][0] - AROUND, 0)) if hits else 0
    end = min(start + 3 * AROUND, len(line))
    pieces, at = [Piece("… ", False)] if start else [], start
    for first, last in hits:
        if first < at or last > end:
            continue
        pieces += [Piece(line[at:first], False), Piece(line[first:last], True)]
        at = last
    pieces.append(Piece(line[at:end] + (" …" if end < len(line) else ""), False))
    return [p for p in pieces if p.text]


def _word_edge(line: str, at: int) -> int:
    return line.rfind(" ", 0, at) + 1 if at else 0
