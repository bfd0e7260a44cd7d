"""Finds what may be personal data in a text: phones, IIN, e-mail, cards, flats, names. A hint, never a proof."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BLACK = "█"
_BLACK_RUN = BLACK * 5
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A stretch of the text and what it may be: mail, iin, card, phone, plate, address or name."""

    start: int
    end: int
    kind: str


_CAPITAL = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_SMALL = r"[a-zа-яёәғқңөұүһі]"
_WORD = rf"{_CAPITAL}{_SMALL}+(?:-{_CAPITAL}{_SMALL}+)?"
# Endings that only names have: patronymics of both languages and surnames as they are written most.
_PATRONYMIC = r"(?:ұлы|улы|қызы|кызы|ович|евич|ич|овна|евна|ична|инична)"
_SURNAME = r"(?:ов|ев|ёв|ин|ова|ева|ёва|ина|ский|ская|енко|баев|баева|бек|бай|хан|гүл|гуль)"
_SAID = r"(?:менің атым|менің есімім|аты-жөнім|меня зовут|моё имя|мое имя|я,|my name is|i am)"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("card", re.compile(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\d)")),
    ("iin", re.compile(r"(?<!\d)\d{6}[ -]?\d{6}(?!\d)")),
    ("phone", re.compile(r"(?<![\d+])(?:\+?7|8)[\s(.-]*\d{3}[\s).-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)\d{2,3}[ -]\d{2}[ -]\d{2}(?!\d)")),
    ("plate", re.compile(r"(?<!\w)\d{3} ?[A-ZА-Я]{2,3} ?\d{2}(?!\w)")),
    ("address", re.compile(
        r"(?<!\w)(?:пәтер\w*|п[әа]т\.|үй\w*|кв\.?|квартир\w*|дом\w{0,2}|д\.|подъезд\w*|flat|apartment|house)"
        r" ?№? ?\d+\w?"
        r"|(?<!\w)\d+[- ]?(?:ші |шы )?(?:пәтер|үй|квартир|flat)\w*", re.IGNORECASE)),
    ("name", re.compile(rf"(?<!\w){_WORD}(?:\s+{_WORD})?\s+\w+{_PATRONYMIC}(?!\w)")),
    ("name", re.compile(rf"(?<!\w){_CAPITAL}\w*{_PATRONYMIC}(?!\w)")),
    ("name", re.compile(rf"(?<!\w){_CAPITAL}\.\s?(?:{_CAPITAL}\.\s?)?{_WORD}(?!\w)")),
    ("name", re.compile(rf"(?<!\w){_WORD}\s+{_CAPITAL}{_SMALL}*{_SURNAME}(?!\w)")),
    ("name", re.compile(rf"(?<!\w){_CAPITAL}{_SMALL}*{_SURNAME}\s+{_WORD}(?!\w)")),
    ("name", re.compile(rf"(?i:{_SAID})\s+({_WORD}(?:\s+{_WORD})?)")),
)  # fmt: skip


def _own(names: Iterable[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """A pattern for each word of the names, with whatever ending the language gives it."""
    for word in {w for name in names for w in name.split() if len(w) >= _SHORTEST_NAME}:
        yield "name", re.compile(rf"(?<!\w){re.escape(word)}\w{{0,5}}(?!\w)", re.IGNORECASE)


def hints(text: str, names: Iterable[str] = ()) -> list[Hint]:
    """Every stretch that may be personal data, in order, none inside another; `names` are those of the case."""
    found: list[Hint] = []
    for kind, pattern in (*_PATTERNS, *_own(names)):
        for match in pattern.finditer(text):
            start, end = match.span(1) if kind == "name" and match.lastindex else match.span()
            if not any(h.start < end and start < h.end for h in found):
                found.append(Hint(start, end, kind))
    return sorted(found, key=lambda h: h.start)


def blacked_out(text: str, names: Iterable[str] = ()) -> str:
    """The text with every hint covered; the bars do not tell how long a word was."""
    parts, at = [], 0
    for hint in hints(text, names):
        parts += [text[at : hint.start], _BLACK_RUN]
        at = hint.end
    return "".join([*parts, text[at:]])


def bars(text: str) -> int:
    """How many stretches of a text are covered."""
    return len(re.findall(f"{BLACK}+", text))


def only_covers(public: str, original: str) -> bool:
    """Whether `public` is the original with stretches covered or left out at a bar, and not a word put in."""
    at = 0
    pieces = re.split(f"{BLACK}+", " ".join(public.split()))
    whole = " ".join(original.split())
    for number, piece in enumerate(pieces):
        place = whole.find(piece, at)
        if place < 0 or (number == 0 and place != 0):
            return False
        at = place + len(piece)
    return not pieces[-1] or (whole.endswith(pieces[-1]) and at <= len(whole))
