"""Warnings about words: texts that were not translated, and topics that their own example does not give away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dauys.core.routing import suggest_topics
from dauys.ground.packs.fields import Part, Words
from dauys.ground.packs.parse import Parts
from dauys.ground.packs.reader import Path_, Problem

# Names of two or three words may rightly be the same in two languages.
_SENTENCE = 4


def check_words(parts: Parts) -> Iterator[Problem]:
    """Every sentence that is the same in two languages, and every topic whose words its example lacks."""
    for file, part in parts.parts.items():
        for path, words in _texts(part, ()):
            yield from _not_translated(parts, file, path, words)
    yield from _silent_topics(parts)


def _texts(value: Any, path: Path_) -> Iterator[tuple[Path_, Words]]:
    if isinstance(value, Words):
        yield path, value
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _texts(item, (*path, at))
    elif isinstance(value, Part):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*path, name))
    elif hasattr(value, "items"):
        for name, item in value.items():
            yield from _texts(item, (*path, name))


def _not_translated(parts: Parts, file: str, path: Path_, words: Words) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for language, text in words.root:
        if text in first and len(text.split()) >= _SENTENCE:
            said = f"says the same as in {first[text]}; was it translated?"
            yield parts.problem(file, (*path, language), said)
        first.setdefault(text, language)


def _silent_topics(parts: Parts) -> Iterator[Problem]:
    topics = parts.parts["topics.yaml"]
    stems = {topic.code: topic.words.all() for topic in topics}
    for at, topic in enumerate(topics):
        for language, text in topic.example.root:
            found = [score.code for score in suggest_topics(text, stems)]
            if not found or found[0] != topic.code:
                said = f"speaks of {found[0]} by its words" if found else "holds none of the words of this topic"
                yield parts.problem("topics.yaml", (at, "example", language), f"{said}; is a word missing?")
