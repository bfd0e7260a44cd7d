"""Who should act on a text, by rules a person can read: every suggestion names the words and the rule it rests on."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dauys.core.folding import plain_words
from dauys.core.folding import words as folded_words

PREFIX_FROM = 5
"""Words of this length match as a beginning: Kazakh and Russian put their grammar at the end of the word."""

Pattern = tuple[tuple[str, bool], ...]  # folded word, matches as a beginning?


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of a routing table; an empty condition is no condition, all given ones must hold."""

    code: str
    to: str  # organization code, or "akimat:{area}", which the caller fills in
    reason: str  # code of the sentence that explains the choice
    when_topics: frozenset[str] = frozenset()
    when_area: str | None = None  # the area itself and all within: "kz/71" holds for "kz/71/10", not for "kz/710"
    when_kinds: frozenset[str] = frozenset()
    when_channels: frozenset[str] = frozenset()
    when_applicants: frozenset[str] = frozenset()
    when_crime: bool = False  # only a voice of an unknown author that may tell of a crime
    words: tuple[str, ...] = ()  # at least one must occur; see `Text.find`


@dataclass(frozen=True, slots=True)
class Choice:
    """The rule that decided, and those of its words that occur, as the rule writes them."""

    rule: Rule
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic, how many different words of the text speak for it, and the topic's words they match."""

    code: str
    score: int
    matched: tuple[str, ...]


class Text:
    """A text folded and indexed once, to look many words up in it."""

    def __init__(self, text: str) -> None:
        self.words = folded_words(text)
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self._places.setdefault(word, []).append(place)
        self._sorted = sorted(self._places)

    def find(self, word: str) -> list[int]:
        """Where a rule's word begins in the text, as word places in order.

        Case and Kazakh letters do not matter. A word of 5 letters or more, or one ending in `*`, matches as a
        beginning, a shorter one as a whole; of a phrase each word in its turn, side by side.
        """
        pattern = _pattern(word)
        if not pattern:
            return []
        return [place for place in self._starts(*pattern[0]) if self._follows(pattern, place)]

    def _starts(self, word: str, prefix: bool) -> list[int]:
        if not prefix:
            return self._places.get(word, [])
        places: list[int] = []
        for known in self._sorted[bisect_left(self._sorted, word) :]:
            if not known.startswith(word):
                break
            places += self._places[known]
        return sorted(places)

    def _follows(self, pattern: Pattern, place: int) -> bool:
        here = self.words[place : place + len(pattern)]
        return len(here) == len(pattern) and all(
            word.startswith(wanted) if prefix else word == wanted
            for word, (wanted, prefix) in zip(here, pattern, strict=True)
        )

    def which(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of a rule's words that occur, in the rule's order and writing."""
        likely = _first_words(tuple(words))
        found: set[str] = set()
        for here in self._places:
            found.update(likely.whole.get(here, ()))
            for length in likely.lengths:
                found.update(likely.beginnings.get(here[:length], ()))
        return tuple(word for word in words if word in found and self.find(word))

    def covered(self, words: Sequence[str]) -> dict[str, int]:
        """The different words of the text that rule words match, each with its first such place."""
        found: dict[str, int] = {}
        for word in words:
            for start in self.find(word):
                for place in range(start, start + len(_pattern(word))):
                    found[self.words[place]] = min(place, found.get(self.words[place], place))
        return found


@dataclass(frozen=True, slots=True)
class _FirstWords:
    """Rule words by the word they begin with: `whole` or as a beginning, and how long those beginnings are."""

    whole: Mapping[str, list[str]]
    beginnings: Mapping[str, list[str]]
    lengths: tuple[int, ...]


@lru_cache(maxsize=1024)
def _first_words(words: tuple[str, ...]) -> _FirstWords:
    whole: dict[str, list[str]] = {}
    beginnings: dict[str, list[str]] = {}
    for word in words:
        if pattern := _pattern(word):
            first, prefix = pattern[0]
            (beginnings if prefix else whole).setdefault(first, []).append(word)
    return _FirstWords(whole, beginnings, tuple(sorted({len(first) for first in beginnings})))


@lru_cache(maxsize=16384)
def _pattern(word: str) -> Pattern:
    pattern: list[tuple[str, bool]] = []
    for token in word.split():
        parts = folded_words(token)
        pattern += [(part, False) for part in parts[:-1]]
        pattern += [(part, token.endswith("*") or len(part) >= PREFIX_FROM) for part in parts[-1:]]
    return tuple(pattern)


def suggest_topics(text: str, topics: Mapping[str, Sequence[str]], limit: int = 3) -> list[TopicScore]:
    """The topics whose words (in any language) occur, the best first.

    A topic scores one for each different word of the text it covers, so neither repeating a word nor listing
    synonyms of it wins. A tie goes to the topic spoken of first, then to the alphabet of codes.
    """
    index = Text(text)
    ranked = []
    for code, topic_words in topics.items():
        covered = index.covered(topic_words)
        if covered:
            score = TopicScore(code, len(covered), index.which(topic_words))
            ranked.append((-score.score, min(covered.values()), code, score))
    return [score for *_, score in sorted(ranked, key=lambda row: row[:3])[:limit]]


def choose(
    rules: Sequence[Rule],
    *,
    topic: str | None,
    area_path: str | None,
    kind: str | None,
    text: str,
    channel: str | None = None,
    applicant: str | None = None,
    crime: bool = False,
) -> Choice | None:
    """The first rule, in the given order, whose conditions all hold; None when there is none.

    What is not known (None) meets no condition that asks for it. `crime`: the author is unknown and may tell of one.
    """
    index = Text(text)
    about = {"topic": topic, "area_path": area_path, "kind": kind, "channel": channel, "applicant": applicant}
    for rule in rules:
        if not may_hold(rule, **about, crime=crime):
            continue
        matched = index.which(rule.words)
        if rule.words and not matched:
            continue
        return Choice(rule, matched)
    return None


def may_hold(
    rule: Rule,
    *,
    topic: str | None,
    area_path: str | None,
    kind: str | None,
    channel: str | None = None,
    applicant: str | None = None,
    crime: bool = False,
) -> bool:
    """Whether all conditions of a rule hold but that of its words."""
    return (
        (crime or not rule.when_crime)
        and (not rule.when_topics or topic in rule.when_topics)
        and (not rule.when_kinds or kind in rule.when_kinds)
        and (not rule.when_channels or channel in rule.when_channels)
        and (not rule.when_applicants or applicant in rule.when_applicants)
        and (rule.when_area is None or is_within(area_path, rule.when_area))
    )


def is_within(area_path: str | None, area: str) -> bool:
    """Is the place this area or inside it? Compared by whole path segments."""
    return area_path is not None and f"{area_path.rstrip('/')}/".startswith(f"{area.rstrip('/')}/")


def find_urgent(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """The words of danger that occur, in the list's order and writing; likewise those of a crime."""
    return Text(text).which(words)


def as_written(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """What of a text matches a rule's words, each once, in the order and writing of the text."""
    index, written = Text(text), plain_words(text)
    tokens = written if len(written) == len(index.words) else index.words
    spans = {(start, len(_pattern(word))) for word in index.which(words) for start in index.find(word)}
    return tuple(dict.fromkeys(" ".join(tokens[start : start + length]) for start, length in sorted(spans)))
