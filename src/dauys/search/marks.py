"""The words of a document: stems and marks of a case as one text vector, made the same way one by one and in bulk.

Marks begin with a sign, so that no typed word can meet them: `=name`, `~` its beginnings of three to five letters,
`#external number`, `:o:` bodies, `:a:` places, `:r:` the desk it came to, `:t:` topic, `:e:` the exact place, `:p:`
street and house, `:n:` the number's digits from the last one, and `:b: :c:` two sizes of shelves of serials, by which
the newest are looked through first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dauys.core.case_numbers import check_digit
from dauys.core.folding import fold, words
from dauys.core.kazakh import STOP_WORDS, stem

SHELVES = (("b", 12), ("c", 15))
"""Name and bits of each size of shelf: 4,096 and 32,768 serials."""
BEGINNINGS = range(3, 6)
"""How many letters of a name are also a mark: such a mark costs a search what a word does, a prefix many times that."""
LONGEST = 40
# They stand in most addresses and name no street.
_STREET_WORDS = frozenset(
    stem(w)
    for w in words("""
    көшесі көше үй пәтер дом улица ул кв квартира проспект пр даңғылы даңғыл шағын ауданы аудан мкр микрорайон жанында
    қасында маңында около возле рядом магазин дүкен street house flat apartment avenue near the by
    """)
)
_LATIN = str.maketrans("абвгдежзийклмнопрстуфхцчшщъыьэюя", "abvgdewzi1klmnoprstufhcq3456y789")

Lexemes = Mapping[str, str]
"""The Russian lexeme of a folded word, empty for a stop word."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is made of, as it stands in the tables."""

    case_id: UUID
    serial: int
    year: int
    received_at: datetime
    topic: str
    external_number: str
    area_path: str
    desk_path: str
    subject: str
    text: str
    place_note: str
    owner_paths: Sequence[str]
    names: Sequence[str]
    answers: str = ""

    @property
    def said(self) -> str:
        return f"{self.subject}\n{self.text}\n{self.place_note}"


def kept(text: str) -> list[str]:
    """The folded words of a text that are worth finding, each once."""
    return [w[:LONGEST] for w in dict.fromkeys(words(text)) if w not in STOP_WORDS]


def latin_key(word: str) -> str:
    """A folded word in Latin letters and digits, letter for letter."""
    return word.translate(_LATIN)


def place_words(place_note: str) -> list[str]:
    """What names a street or a house in a note: «Бәйтерек көшесі, 14» is байтерек and 14."""
    found = (stem(w) for w in words(place_note))
    return [w for w in dict.fromkeys(found) if w not in _STREET_WORDS and (len(w) > 2 or w.isdigit())][:6]


def branches(path: str) -> list[str]:
    """Every branch a path lies in, itself included: `a/`, `a/b/`."""
    steps = path.rstrip("/").split("/") if path else []
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def external(text: str) -> str:
    """A number of another system without its separators."""
    return fold(text).replace(" ", "")[:LONGEST]


def digits_backwards(year: int, serial: int) -> str:
    """Serial and check digit read from the end, so that the last digits of a number find it."""
    return f"{serial:07d}{check_digit(year, serial)}"[::-1]


def shelf_marks(serial: int) -> list[str]:
    return [f":{name}:{serial >> bits}" for name, bits in SHELVES]


def _name_marks(word: str) -> list[str]:
    return [f"={word[:LONGEST]}", *(f"~{word[:n]}" for n in BEGINNINGS if n <= len(word))]


def on_shelves(name: str, *numbers: str) -> str:
    """SQL of a text query for some shelves of a size; `numbers` are SQL, too. For a statement with values."""
    marks = " | ".join([f"'':{name}:%%s''"] * len(numbers))
    return f"format('{marks}', {', '.join(numbers)})::tsquery"


def quoted(token: str) -> str:
    """A token inside a text vector or query."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def scope_marks(source: Source) -> list[str]:
    owners = {b for path in source.owner_paths for b in branches(path)}
    desk = [":r:", *(f":r:{b}" for b in branches(source.desk_path))] if source.desk_path else []
    return [*(f":o:{b}" for b in sorted(owners)), *(f":a:{b}" for b in branches(source.area_path)), *desk]


@dataclass(frozen=True, slots=True)
class Kept:
    """The words of a source that are worth finding: the voice's own and those of its answers."""

    said: Sequence[str]
    answered: Sequence[str]

    @classmethod
    def of(cls, source: Source) -> "Kept":
        return cls(kept(source.said), kept(source.answers) if source.answers else ())

    @property
    def every(self) -> set[str]:
        return {*self.said, *self.answered}


def vector(source: Source, found: Kept, lexemes: Lexemes) -> str:
    """The text vector of a document, written as PostgreSQL reads it."""
    marks = scope_marks(source) + shelf_marks(source.serial)
    marks += [mark for name in source.names for w in words(name) for mark in _name_marks(w)]
    marks += [f":p:{w}" for w in place_words(source.place_note)]
    marks += [f":e:{source.area_path}", f":n:{digits_backwards(source.year, source.serial)}"]
    if source.topic:
        marks.append(f":t:{source.topic}")
    if number := external(source.external_number):
        marks.append(f"#{number}")
    said, answered = _tokens(found.said, lexemes), _tokens(found.answered, lexemes)
    parts = [quoted(m) for m in dict.fromkeys(marks)]
    # Folded words hold letters and digits only, so they need no quoting of signs.
    parts += [f"'{t}':1A,2C" if t in answered else f"'{t}':1A" for t in said]
    parts += [f"'{t}':2C" for t in answered if t not in said]
    return " ".join(parts)


def _tokens(found: Iterable[str], lexemes: Lexemes) -> dict[str, None]:
    """Both stems of each word, each once and in their order."""
    tokens = dict.fromkeys(map(stem, found))
    for word in found:
        if lexeme := lexemes.get(word):
            tokens[lexeme] = None
    return tokens


def vocabulary(found: Iterable[str]) -> set[str]:
    """The stems that a slip of typing may have meant: letters only, neither short nor endless."""
    return {s for w in found if 4 <= len(s := stem(w)) <= 24 and s.isalpha()}
