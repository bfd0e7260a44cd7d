"""Phrases that are public: names of bodies, posts and settlements in whatever form they stand in a text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from dauys.core.folding import fold
from dauys.core.redaction.name_forms import SHORTEST, plain_form


@lru_cache(maxsize=8)
def _by_start(phrases: tuple[str, ...]) -> Mapping[str, Sequence[Sequence[str]]]:
    """The folded words of the phrases by how the first begins; a pack has thousands and they stay the same."""
    starts: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        if parts := fold(phrase).replace("ь", "").split():
            starts.setdefault(parts[0][:SHORTEST], []).append(parts)
    return starts


def allowed(text: str, phrases: Iterable[str]) -> Sequence[tuple[int, int]]:
    """Where the phrases stand in the text, each with whatever ending the language gives its words."""
    starts = _by_start(tuple(phrases))
    if not starts:
        return []
    found, said = [], [(m.start(), m.end(), plain_form(m[0])) for m in re.finditer(r"[^\W_]+", text)]
    for at, (start, _end, plain) in enumerate(said):
        for parts in starts.get(plain[:SHORTEST], ()):
            here = said[at : at + len(parts)]
            if len(here) == len(parts) and all(_is_form(h[2], p) for h, p in zip(here, parts, strict=True)):
                found.append((start, here[-1][1]))
    return found


def _is_form(plain: str, of: str) -> bool:
    stem = of if len(of) <= SHORTEST + 1 else of[:-1]
    return plain.startswith(stem) and len(plain) <= len(of) + 6
