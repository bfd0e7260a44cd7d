"""The language of a text by our own small model: shares of Kazakh, Russian and English rather than one label.

A letter rule alone takes every fifth Kazakh text for Russian, for it is typed without Kazakh letters, and Kazakh in
Latin for English. The model weighs the one to three letters that stand together in each word; it was trained on
Kazakh in all its writings by `tools/language_model.py`, and its weights are the file beside this module.
"""

import json
import re
import unicodedata
import zlib
from array import array
from dataclasses import dataclass
from functools import cache, lru_cache
from math import exp, sqrt
from pathlib import Path
from typing import Literal

Language = Literal["kk", "ru", "en"]
Script = Literal["kazakh", "cyrillic", "latin", "mixed", ""]
LANGUAGES: tuple[Language, ...] = ("kk", "ru", "en")
WEIGHTS = Path(__file__).with_name("language_weights.bin")
LONGEST = 3  # letters that stand together
SURE = 0.6  # below it the text is undecided
_NEAR = 0.6  # how much of a neighbour's weight a word takes: a name belongs to the words around it

_WORD = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|\S+@\S+")
_LONG = re.compile(r"(.)\1{2,}")
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")

Scores = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is written in: one language or `""` when undecided, each language's share, and the script.

    `kazakh` is Cyrillic with Kazakh letters, `cyrillic` without one, `mixed` has words in both alphabets.
    """

    language: Language | Literal[""]
    shares: dict[Language, float]
    script: Script


def words_of(text: str) -> list[str]:
    """The words as the model looks at them: small letters, no links or names of accounts, no drawn-out letters."""
    plain = unicodedata.normalize("NFC", text).lower()
    if "@" in plain or "#" in plain or "://" in plain or "www." in plain:
        plain = _LINK.sub(" ", plain)
    return _WORD.findall(_LONG.sub(r"\1", plain))


def places_of(word: str, size: int) -> list[int]:
    """Where the weights of a word's letters stand in a table of this size, its two ends being letters too."""
    framed = f" {word[:40]} "
    return [
        zlib.crc32(framed[at : at + length].encode()) % size
        for length in range(1, LONGEST + 1)
        for at in range(len(framed) - length + 1)
    ]


@dataclass(frozen=True, slots=True)
class _Model:
    weights: array  # type: ignore[type-arg]
    size: int
    scale: float
    start: Scores


@cache
def _model() -> _Model:
    head, _, body = WEIGHTS.read_bytes().partition(b"\n")
    told = json.loads(head)
    weights = array("b")
    weights.frombytes(zlib.decompress(body))
    return _Model(weights, told["size"], told["scale"], tuple(told["start"]))


@lru_cache(maxsize=1 << 16)
def _scores(word: str) -> Scores:
    model = _model()
    weights = model.weights
    kazakh = russian = english = 0
    places = places_of(word, model.size)
    for place in places:
        at = 3 * place
        kazakh += weights[at]
        russian += weights[at + 1]
        english += weights[at + 2]
    by = model.scale / sqrt(len(places))
    return kazakh * by, russian * by, english * by


forget_words = _scores.cache_clear


def _likely(sums: Scores, words: int) -> list[float]:
    """How likely each language is for the whole text."""
    start, by = _model().start, 1 / sqrt(words)
    powers = [total * by + base for total, base in zip(sums, start, strict=True)]
    top = max(powers)
    raised = [exp(power - top) for power in powers]
    return [each / sum(raised) for each in raised]


def _sums(scores: list[Scores]) -> Scores:
    kazakh = russian = english = 0.0
    for k, r, e in scores:
        kazakh += k
        russian += r
        english += e
    return kazakh, russian, english


def _shares(words: list[str], scores: list[Scores]) -> dict[Language, float]:
    """The part of the letters in each language, every word read together with those beside it."""
    letters = [0, 0, 0]
    last = len(scores) - 1
    for at, word in enumerate(words):
        before, here, after = scores[at - 1 if at else 0], scores[at], scores[at + 1 if at < last else last]
        k = here[0] + _NEAR * (before[0] + after[0])
        r = here[1] + _NEAR * (before[1] + after[1])
        e = here[2] + _NEAR * (before[2] + after[2])
        letters[0 if k >= r and k >= e else 1 if r >= e else 2] += len(word)
    total = sum(letters)
    return {code: letters[at] / total for at, code in enumerate(LANGUAGES)}


def _script(words: list[str]) -> Script:
    joined = "".join(words)
    latin = sum(map(len, (word for word in words if word.isascii() or not "\u0400" <= word[0] <= "\u04ff")))
    if latin > 0.15 * len(joined):
        return "latin" if latin > 0.85 * len(joined) else "mixed"
    return "cyrillic" if _KAZAKH_LETTERS.isdisjoint(joined) else "kazakh"


def read_language(text: str) -> Reading:
    """The shares and the likeliest language of a text; without a word all shares are zero."""
    words = words_of(text)
    if not words:
        return Reading("", dict.fromkeys(LANGUAGES, 0.0), "")
    scores = [_scores(word) for word in words]
    likely = _likely(_sums(scores), len(words))
    top = max(likely)
    language: Language | Literal[""] = LANGUAGES[likely.index(top)] if top >= SURE else ""
    return Reading(language, _shares(words, scores), _script(words))


def guess_language(text: str, default: Language) -> Language:
    """`kk`, `ru` or `en`; the default when nothing speaks clearly for any (an empty text, a number, a name)."""
    words = words_of(text)
    if not words:
        return default
    likely = _likely(_sums([_scores(word) for word in words]), len(words))
    top = max(likely)
    return LANGUAGES[likely.index(top)] if top >= SURE else default
