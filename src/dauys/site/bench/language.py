"""How well and how fast the language of a text is told, by way of writing, beside `lingua` where that is installed.

The Kazakh texts are reviews (KazSAnDRA, brought by whoever measures), the Russian and English ones the invented voices
of the demonstration and, where they lie beside the reviews, `ru.txt` and `en.txt` with a text a line. None of them
was learned from. Reviews are not appeals: the figures are a proxy.
"""

import csv
import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from dauys.core.language import forget_words, read_language
from dauys.site.bench.figures import Figure, at_least
from dauys.site.demo.texts import FOLDER, voices

HABITS = {
    "kazakh": "Kazakh letters",
    "cyrillic": "Cyrillic without Kazakh letters",
    "latin": "Latin",
    "mixed": "both alphabets",
}
FLOORS = {"kazakh": 0.99, "cyrillic": 0.95, "latin": 0.95, "mixed": 0.9, "ru": 0.95, "en": 0.95}
FASTER_THAN = 8_000  # texts a second of one core
_SHORT = 3
_PARTS_HELD_BACK = 5
Told = Mapping[str, Sequence[str]]


def held_back(text: str) -> bool:
    """Whether a text belongs to the fifth that nothing is learned from; the same text always does or never."""
    return hashlib.sha256(text.encode()).digest()[0] % _PARTS_HELD_BACK == 0


def reviews(folder: Path) -> list[str]:
    """The different texts of the tables of a folder, in order. A folder without one is a ValueError."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found[row["text"].strip()] = None
    if not found:
        raise ValueError(f"{folder} holds no table with a column text")
    return [text for text in found if any(c.isalpha() for c in text)]


def _lines(folder: Path, code: str) -> list[str]:
    own = [v.text for pack in sorted(FOLDER.iterdir()) for v in voices(pack.name) if v.language == code]
    own = [text for text in own if read_language(text).script != "kazakh"] if code == "ru" else own
    brought = folder / f"{code}.txt"
    return own + (brought.read_text(encoding="utf-8").splitlines() if brought.is_file() else [])


def texts_of(folder: Path) -> dict[str, list[str]]:
    """What is measured, by way of writing and language."""
    found: dict[str, list[str]] = {habit: [] for habit in HABITS}
    for text in filter(held_back, reviews(folder)):
        found[read_language(text).script or "mixed"].append(text)
    return found | {code: _lines(folder, code) for code in ("ru", "en")}


def run(folder: Path, say: Callable[[str], None]) -> list[Figure]:
    texts = texts_of(folder)
    say(", ".join(f"{name} {len(found):,}" for name, found in texts.items()))
    flat = [text for found in texts.values() for text in found]
    forget_words()
    rate = _rate(read_language, flat)
    figures = _accuracy("own model", lambda text: read_language(text).language, texts, bars=True)
    figures.append(
        at_least("own model, speed", rate, FASTER_THAN, "texts/s", "of one core, no word known before, with shares")
    )
    other = _lingua()
    if other is None:
        say("lingua-language-detector is not installed, so nothing is measured beside our own model")
        return figures
    few = {name: found[:600] for name, found in texts.items()}
    figures += _accuracy("lingua, the same texts (600 of each)", other, few)
    rate = _rate(other, [text for found in few.values() for text in found])
    figures.append(Figure("lingua, speed", round(rate), "texts/s", note="of one core"))
    return figures


def _accuracy(
    name: str, told: Callable[[str], str], texts: Mapping[str, Sequence[str]], *, bars: bool = False
) -> list[Figure]:
    found = []
    for group, rows in texts.items():
        wanted = group if group in ("ru", "en") else "kk"
        right = _share(told(text) == wanted for text in rows)
        title = f"{name}: {HABITS.get(group) or {'ru': 'Russian', 'en': 'English'}[group]}"
        note = f"{len(rows)} texts; of at most {_SHORT} words " + _part(
            [told(text) == wanted for text in rows if len(text.split()) <= _SHORT]
        )
        if bars:
            found.append(at_least(title, right, FLOORS[group], "right", note))
        else:
            found.append(Figure(title, round(right, 3), "right", note=note))
    return found


def _share(found: Iterable[bool]) -> float:
    listed = list(found)
    return sum(listed) / len(listed) if listed else 0.0


def _part(found: Sequence[bool]) -> str:
    return f"{_share(found):.3f} of {len(found)}" if found else "none"


def _rate(told: Callable[[str], object], texts: Sequence[str]) -> float:
    """Texts a second of processor time."""
    start = time.process_time()
    for text in texts:
        told(text)
    spent = time.process_time() - start
    return len(texts) / spent if spent else 0.0


@cache
def _lingua() -> Callable[[str], str] | None:
    if find_spec("lingua") is None:
        return None
    lingua = import_module("lingua")
    names = lingua.Language
    known = {names.KAZAKH: "kk", names.RUSSIAN: "ru", names.ENGLISH: "en"}
    detector = lingua.LanguageDetectorBuilder.from_languages(*known).build()
    return lambda text: known.get(detector.detect_language_of(text), "")
