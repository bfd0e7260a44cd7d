"""Pure decisions about method sheets: which one an answer follows, and whether its words are whole."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Protocol, TypeVar
from uuid import UUID

MOST_POINTS = 12
MARKS = ("yes", "no", "na")


class About(Protocol):
    """What a sheet is about."""

    @property
    def org_path(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def kind(self) -> str: ...


Found = TypeVar("Found", bound=About)


def fits(sheet: About, *, owner_path: str, topic: str, kind: str) -> bool:
    same_topic, same_kind = sheet.topic in ("", topic), sheet.kind in ("", kind)
    return same_topic and same_kind and owner_path.startswith(sheet.org_path)


def nearest(sheets: Iterable[Found], *, owner_path: str, topic: str, kind: str) -> Found | None:
    """The sheet an answer follows: the one for the topic before the one for the kind, then that of the nearest body."""
    fit = [sheet for sheet in sheets if fits(sheet, owner_path=owner_path, topic=topic, kind=kind)]
    return max(fit, key=lambda s: (bool(s.topic), bool(s.kind), len(s.org_path)), default=None)


def drawn(ids: Iterable[UUID], seed: str, size: int) -> list[UUID]:
    """The first `size` in the order of SHA-256 over "seed:id": chance for who does not know the seed before."""
    return sorted(ids, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())[:size]


def is_kept(marks: Iterable[str]) -> bool:
    """Whether an answer keeps every point that applies to it."""
    return "no" not in marks


def gaps(words: Mapping[str, Mapping[str, Any]], languages: Iterable[str]) -> list[str]:
    """Languages in which something is missing: title, text, or as many points as the others have."""
    whole = [language for language in languages if words.get(language, {}).get("title")]
    counts = {len(words[language]["points"]) for language in whole}
    uneven = len(counts) > 1 or counts == {0} or any(n > MOST_POINTS for n in counts)
    return [
        language
        for language in languages
        if language not in whole or not words[language]["text"] or (uneven and language in whole)
    ]
