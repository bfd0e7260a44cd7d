"""What invented people say: the demonstration's voices with a street, a house and a sentence or two of others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from dauys.site.demo.texts import Text, voices, words

_STREET = {"kk": 0, "ru": 1, "en": 2}
_SENTENCE = re.compile(r"(?<=[.?!]) ")
_URGENT = 0.012


@dataclass(frozen=True, slots=True)
class Said:
    """One voice as it was said; `gaps` are what was put into the places of its text and answer."""

    text: Text
    words: str
    place_note: str
    gaps: Mapping[str, str]


@cache
def _voices() -> tuple[Sequence[Text], Sequence[Text]]:
    return [v for v in voices() if not v.urgent], [v for v in voices() if v.urgent]


@cache
def _more() -> Mapping[tuple[str, str], Sequence[str]]:
    """Sentences of the calm voices by topic and language, to say a little more with."""
    found: dict[tuple[str, str], list[str]] = {}
    for text in _voices()[0]:
        found.setdefault((text.topic, text.language), []).extend(_SENTENCE.split(text.text)[1:])
    return found


def _gaps(text: Text, rng: Random) -> dict[str, str]:
    street: list[str] = rng.choice(words()["streets"])
    plain = text.code.startswith("plain") or text.code.endswith("plain")
    return {
        "street": street[1 if plain else _STREET[text.language]],
        "house": str(rng.randint(1, 180)),
        "flat": str(rng.randint(1, 120)),
        "days": str(rng.randint(5, 19)),
    }


def say(rng: Random) -> Said:
    """A voice by chance; about one in eighty speaks of danger."""
    calm, urgent = _voices()
    text = rng.choice(urgent if rng.random() < _URGENT else calm)
    gaps = _gaps(text, rng)
    said = text.text
    more = _more().get((text.topic, text.language), ())
    if more and not text.urgent:
        for _ in range(rng.choice((0, 1, 1, 2))):
            sentence = rng.choice(more)
            if sentence not in said:
                said = f"{said} {sentence}"
    note = f"{gaps['street']}, {gaps['house']}" if "{street}" in text.text else ""
    return Said(text, said.format(**gaps), note, gaps)


@cache
def answerable(language: str) -> Sequence[Text]:
    """Voices that have an answer, to borrow it for those that have none."""
    return [v for v in voices() if v.language == language and v.found] or [v for v in voices() if v.found]


def pick(key: str, language: str, rng: Random) -> str:
    """One of the demonstration's words of this kind."""
    found: Any = words()
    for step in key.split("."):
        found = found[step]
    chosen = found[language]
    return chosen if isinstance(chosen, str) else str(rng.choice(chosen))
