"""What a text is to the model: the pieces of three to five letters of its words, hashed; and where it comes from."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

from dauys.core.folding import words

SIZE = 1 << 16
SHORTEST, LONGEST = 3, 5
MOST_WORDS = 600  # of a text; a longer one says no more of its topic
_LONGEST_WORD = 30
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1 << 15)
def places_of(word: str) -> tuple[int, ...]:
    """Where the pieces of a folded word stand among SIZE places, its two ends being letters too."""
    framed = f" {word[:_LONGEST_WORD]} "
    return tuple(
        zlib.crc32(framed[at : at + length].encode()) % SIZE
        for length in range(SHORTEST, LONGEST + 1)
        for at in range(len(framed) - length + 1)
    )


def words_of(text: str) -> list[str]:
    """The folded words the model looks at; numbers say nothing of a topic."""
    return [word for word in words(text) if not word.isdigit()][:MOST_WORDS]


def as_written(text: str, folded: Sequence[str]) -> tuple[str, ...]:
    """Folded words as the text writes them, in small letters; one that is written in parts stays folded."""
    written: dict[str, str] = {}
    for word in _WORD.findall(text):
        written.setdefault("".join(words(word)), word.lower())
    return tuple(written.get(word, word) for word in folded)


def origin_of(area_path: str, kind: str) -> tuple[int, ...]:
    """The places of what is known beside the text: each territory it lies in, and the kind."""
    steps = area_path.rstrip("/").split("/")
    known = [f"area={'/'.join(steps[:length])}" for length in range(1, len(steps) + 1)]
    return tuple(zlib.crc32(f"\x00{each}".encode()) % SIZE for each in (*known, f"kind={kind}"))


def template_of(text: str) -> str:
    """What stays of the first sentence without names and numbers: texts made from one template share it."""
    first = text.split(".", 1)[0].split()
    plain = [word for word in first[1:] if word[:1].islower() and not any(c.isdigit() for c in word)]
    return " ".join(words(" ".join(plain)))
