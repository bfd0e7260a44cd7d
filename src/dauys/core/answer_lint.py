"""What an answer lacks or only pretends to say: blocks, norm, dates, the person's own facts and requests, its language.

Words and sentences are data of a pack (`lint.yaml`); here is only how they are looked for. A finding is a hint to who
writes and who approves; only an unfilled gap of a template stops an answer.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dauys.core.folding import words
from dauys.core.kazakh import STOP_WORDS, stem
from dauys.core.language import read_language

Severity = Literal["warn", "block"]
BLOCKS = ("asked", "found", "decided", "appeal")
CODES = (
    *("block_empty", "gap", "no_norm", "no_complaint", "empty_phrase", "vague_deed", "no_term", "no_facts"),
    *("other_language", "unanswered"),
)
NEED_WORDS = ("no_norm", "no_complaint", "empty_phrase", "vague_deed", "no_term", "unanswered")
SHORTEST_BLOCK = 15
_FEWEST_KEYS = 4  # of the person's words; with fewer nothing can be said of what the answer repeats
_KEY = 5  # letters of a word that tell it from others whatever its ending
_SURE_WORDS = 8  # of an answer; the language of fewer is not judged

_GAP = re.compile(r"\[[^\[\]\n]{0,200}\]?|\{[^{}\n]{0,200}\}?|[\]}]|_{3,}")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_DATE = re.compile(r"\d")
_ITEM = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|[-–•])\s+(\S[^\n]*)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing looked for: its words (stems, `*` for a prefix) and how severe a finding is."""

    code: str
    severity: Severity
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, in which block, and from where to where; `start == end` when something is missing."""

    code: str
    block: str
    start: int
    end: int
    severity: Severity


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    plain: str


def lint(blocks: Mapping[str, str], *, voice: str, language: str, rules: Iterable[Rule]) -> list[Finding]:
    """Every finding in the order of the blocks; `language` is the appeal's, `voice` its words.

    Only the given rules are looked for, each by its code of CODES.
    """
    answer = _Answer(blocks, voice, language)
    found = [f for rule in rules for f in _LOOK[rule.code](answer, rule)]
    return sorted(found, key=lambda f: (BLOCKS.index(f.block), f.start, CODES.index(f.code)))


def codes(findings: Iterable[Finding]) -> list[str]:
    """The different codes, in the order of CODES."""
    said = {f.code for f in findings}
    return [code for code in CODES if code in said]


class _Answer:
    """The blocks read once."""

    def __init__(self, blocks: Mapping[str, str], voice: str, language: str) -> None:
        self.blocks = {name: blocks.get(name, "") for name in BLOCKS}
        self.tokens = {name: _tokens(text) for name, text in self.blocks.items()}
        self.voice, self.language = voice, language
        self.whole = "\n".join(self.blocks.values())


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.start(), m.end(), "".join(words(m[0]))) for m in _WORD.finditer(text)]


def _keys(text: str) -> set[str]:
    """Numbers, and the beginnings of content words: what an answer and a question can have in common."""
    found = set()
    for word in words(text):
        if word.isdecimal():
            found.add(word)
        elif len(word) > 3 and word not in STOP_WORDS:
            found.add(stem(word)[:_KEY])
    return found


def _said(tokens: Sequence[_Token], phrases: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the phrases stand; a word of five letters or more, or one with a star, matches as a beginning."""
    by_start: dict[str, list[list[tuple[str, bool]]]] = {}
    for phrase in phrases:
        parts = [("".join(words(w.rstrip("*"))), w.endswith("*") or len(w) >= _KEY) for w in phrase.split()]
        by_start.setdefault(parts[0][0][:2], []).append(parts)
    until = 0  # phrases that overlap are one
    for at, token in enumerate(tokens):
        for parts in by_start.get(token.plain[:2], ()) if token.start >= until else ():
            here = tokens[at : at + len(parts)]
            if len(here) == len(parts) and all(
                t.plain.startswith(w) if prefix else t.plain == w for t, (w, prefix) in zip(here, parts, strict=True)
            ):
                until = here[-1].end
                yield token.start, until
                break


def _block_empty(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    for name, text in answer.blocks.items():
        if len(_GAP.sub("", text).strip()) < SHORTEST_BLOCK:
            yield Finding(rule.code, name, 0, 0, rule.severity)


def _gap(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    for name, text in answer.blocks.items():
        for match in _GAP.finditer(text):
            yield Finding(rule.code, name, *match.span(), rule.severity)


def _missing(answer: _Answer, rule: Rule, blocks: Sequence[str], at: str) -> Iterator[Finding]:
    if not any(True for name in blocks for _ in _said(answer.tokens[name], rule.words)):
        yield Finding(rule.code, at, 0, 0, rule.severity)


def _no_norm(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    yield from _missing(answer, rule, ("found", "decided"), "decided")


def _no_complaint(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    yield from _missing(answer, rule, ("appeal",), "appeal")


def _empty_phrase(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    for name in ("found", "decided"):
        for span in _said(answer.tokens[name], rule.words):
            yield Finding(rule.code, name, *span, rule.severity)


def _vague_deed(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    """Measures were taken, in a sentence that says no day and no number."""
    for name in ("found", "decided"):
        said = list(_said(answer.tokens[name], rule.words))
        for sentence in _SENTENCE.finditer(answer.blocks[name]) if said else ():
            if _DATE.search(sentence[0]):
                continue
            low, high = (bisect_left(said, (at, 0)) for at in sentence.span())
            for start, end in said[low:high]:
                yield Finding(rule.code, name, start, end, rule.severity)


def _no_term(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    """A promise, and no day or number in the whole block."""
    if not _DATE.search(answer.blocks["decided"]):
        for span in list(_said(answer.tokens["decided"], rule.words))[:1]:
            yield Finding(rule.code, "decided", *span, rule.severity)


def _is_other(answer: _Answer) -> bool:
    text = " ".join(answer.blocks[name] for name in ("asked", "found", "decided"))
    told = read_language(_GAP.sub(" ", text)).language if len(text.split()) >= _SURE_WORDS else ""
    return told not in ("", answer.language)


def _other_language(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    if _is_other(answer):
        yield Finding(rule.code, "asked", 0, 0, rule.severity)


def _no_facts(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    """Nothing of the question stands in the answer: no place, no number, no thing."""
    asked = _keys(answer.voice)
    said = _keys(" ".join(answer.blocks[name] for name in ("asked", "found", "decided")))
    if len(asked) >= _FEWEST_KEYS and not asked & said and not _is_other(answer):
        yield Finding(rule.code, "found", 0, 0, rule.severity)


def demands(voice: str, ask_words: Iterable[str]) -> list[str]:
    """What the person asks for: items of a list, else the sentences that hold a word of asking."""
    items = [m[1] for m in _ITEM.finditer(voice)]
    if len(items) > 1:
        return items
    phrases = tuple(ask_words)
    return [s[0] for s in _SENTENCE.finditer(voice) if any(True for _ in _said(_tokens(s[0]), phrases))]


def _unanswered(answer: _Answer, rule: Rule) -> Iterator[Finding]:
    """Of several demands one has no word in what was found and decided."""
    asked = demands(answer.voice, rule.words)
    if len(asked) < 2 or _is_other(answer):
        return
    asking = {key for phrase in rule.words for key in _keys(phrase)}
    said = _keys(answer.blocks["found"] + " " + answer.blocks["decided"])
    for one in asked:
        keys = _keys(one) - asking
        if keys and not keys & said:
            yield Finding(rule.code, "decided", 0, 0, rule.severity)
            return


_LOOK = {
    "block_empty": _block_empty,
    "gap": _gap,
    "no_norm": _no_norm,
    "no_complaint": _no_complaint,
    "empty_phrase": _empty_phrase,
    "vague_deed": _vague_deed,
    "no_term": _no_term,
    "no_facts": _no_facts,
    "other_language": _other_language,
    "unanswered": _unanswered,
}
