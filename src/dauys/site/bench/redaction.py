"""How well personal data is found: invented data planted into real texts, names also against KazNERD's PERSON tags.

The texts are brought by whoever measures: tables with a column `text` (Kazakh and mixed reviews), `kaznerd/*.txt` in
IOB2. Russian and English texts are the invented voices of the demonstration. Reviews are not appeals: a proxy.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dauys.core.language import read_language
from dauys.core.national_id import checksum
from dauys.core.redaction import Stretch, find
from dauys.site.bench.figures import Figure, at_least
from dauys.site.bench.language import reviews
from dauys.site.demo.texts import FOLDER, voices

SEED = 20261129
TEXTS = 600  # of each language
FLOOR_PRECISION = 0.85
RECALL = {"name": 0.8, "address": 0.9, "phone": 0.95, "plate": 0.95}
OTHER_RECALL = 0.97
FASTER_THAN = 500  # texts a second of one core
LANGUAGES = ("kk", "ru", "en")


def _list(names: str) -> list[str]:
    return names.split()


_GIVEN = {
    "kk": _list("""Айгүл Нұрлан Динара Ерболат Серік Гүлмира Бауыржан Мадина Асқар Жансая
        Тоқжан Ақтоты Дінасыл Сырым Бекнияз"""),
    "ru": _list("""Иван Ольга Сергей Наталья Дмитрий Елена Марат Гульнара Светлана Виктор
        Прохор Ефросинья Тихон Милана Лука"""),
    "en": _list("""John Mary Robert Aigul Nurlan Susan David Alice Emma Daniel
        Fergus Imogen Piers Saoirse Barnaby"""),
}
_FAMILY = {
    "kk": _list("""Ахметов Оспанова Жұмабаев Қалиева Сәрсенбек Төлегенов Байжанова Керейхан
        Мұқанов Есімханова Нұрғазы Шонабай"""),
    "ru": _list("""Петров Сидорова Кузнецов Ким Шевченко Иванова Ахметов Оспанова
        Соколовский Беляева Гончарук Мельник"""),
    "en": _list("Smith Brown Akhmetov Ospanova Johnson Taylor Petrova Walker Omarov Green Hughes Baker"),
}
_FATHER = {
    "kk": _list("Серікұлы Болатқызы Қайратұлы Маратқызы Ерланулы Асанкызы Темірұлы Досқызы"),
    "ru": _list("Петрович Сергеевна Иванович Маратовна Олегович Викторовна Болатович Ильинична"),
    "en": ["", "", "", "Serikuly", "Maratkyzy", "Ivanovich"],
}
_KK_CASE = ("", "", "ның", "ға", "мен")
_NICKS = ("aigul.s", "n_omarov", "petrov77", "dina-k")
_LETTERS = "ABCDEFGHKLMNOPRSTXYZ"
Rng = random.Random


def _digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _name(rng: Rng, language: str) -> str:
    given, family = rng.choice(_GIVEN[language]), rng.choice(_FAMILY[language])
    father = rng.choice(_FATHER[language])
    ways = [
        f"{given} {family}",
        f"{family} {given} {father}".strip(),
        f"{given} {father}".strip(),
        f"{family} {given[0]}.{given[1].upper()}.",
    ]
    ways += [f"{given[0]}. {family}"] + ([f"{given} {family}{rng.choice(_KK_CASE)}"] if language == "kk" else [])
    chosen = rng.choice(ways)
    return chosen if chosen != given else f"{given} {family}"


def _iin(rng: Rng) -> str:
    while True:
        body = (
            f"{rng.randint(50, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.choice('34')}{_digits(rng, 4)}"
        )
        if (last := checksum(body)) is not None:
            return f"{body}{last}"


def _card(rng: Rng) -> str:
    body = "4400" + _digits(rng, 11)
    total = sum((2 * int(d) - 9 * (int(d) > 4)) if at % 2 == 0 else int(d) for at, d in enumerate(body))
    whole = f"{body}{-total % 10}"
    return rng.choice([whole, " ".join(whole[at : at + 4] for at in range(0, 16, 4))])


_SAID = {
    "kk": ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"],
    "ru": ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"],
}


def _phone(rng: Rng, language: str) -> str:
    code, a, b, c = rng.choice(["701", "747", "705", "777"]), _digits(rng, 3), _digits(rng, 2), _digits(rng, 2)
    ways = [
        f"+7 {code} {a} {b} {c}",
        f"8{code}{a}{b}{c}",
        f"8 ({code}) {a}-{b}-{c}",
        f"{code} {a} {b}{c}",
        f"+7{code}{a}{b}{c}",
    ]
    ways += [f"8-{code}-{a}-{b}-{c}", f"{a[:2]}-{b}-{c}", f"8 {code[0]} {code[1:]} {a} {b} {c}"]
    if language in _SAID:
        ways.append(" ".join(_SAID[language][int(d)] for d in f"8{code}{a}{b}{c}"))
    return rng.choice(ways)


def _mail(rng: Rng) -> str:
    return f"{rng.choice(_NICKS)}{_digits(rng, 2)}@{rng.choice(['mail.kz', 'gmail.com', 'mail.ru'])}"


def _plate(rng: Rng) -> str:
    letters = "".join(rng.choice(_LETTERS) for _ in range(3))
    cyrillic = "".join(rng.choice("АВЕКМНОРСТХ") for _ in range(3))
    region = f"{rng.randint(1, 20):02}"
    return rng.choice(
        [
            f"{_digits(rng, 3)} {letters} {region}",
            f"{_digits(rng, 3)}{cyrillic}{region}",
            f"{letters[0]} {_digits(rng, 3)} {letters}",
        ]
    )


def _address(rng: Rng, language: str) -> str:
    house, flat, quarter = rng.randint(1, 180), rng.randint(1, 120), rng.randint(1, 12)
    ways = {
        "kk": [
            f"Абай көшесі, {house}-үй, {flat}-пәтер",
            f"{quarter}-шағынаудан, {house} үй, {flat} пәтер",
            f"Сәтбаев көшесі {house}/{flat}",
            f"Абай к-сі {house}-{flat}",
        ],
        "ru": [
            f"ул. Абая, д. {house}, кв. {flat}",
            f"{quarter} мкр, дом {house}, квартира {flat}",
            f"улица Сатпаева {house}, кв {flat}",
            f"на Абая {house}-{flat}",
        ],
        "en": [
            f"{house} Abai Street, flat {flat}",
            f"Satpaev street {house}, apartment {flat}",
            f"house {house}, flat {flat}",
        ],
    }
    return rng.choice(ways[language])


def _document(rng: Rng, language: str) -> str:
    words = {"kk": "жеке куәлік №|", "ru": "удостоверение личности №|", "en": "passport |"}
    return f"{words[language]}{rng.choice(['0', 'N'])}{_digits(rng, 8)}"


def _profile(rng: Rng) -> str:
    nick = f"{rng.choice(['aigul', 'nurlan', 'olga'])}_{_digits(rng, 3)}"
    return rng.choice([f"@{nick}", f"instagram.com/{nick}", f"https://t.me/{nick}"])


MAKERS: dict[str, Callable[[Rng, str], str]] = {
    "name": _name,
    "iin": lambda rng, _language: _iin(rng),
    "card": lambda rng, _language: _card(rng),
    "phone": _phone,
    "mail": lambda rng, _language: _mail(rng),
    "plate": lambda rng, _language: _plate(rng),
    "address": _address,
    "document": _document,
    "profile": lambda rng, _language: _profile(rng),
}


@dataclass
class Count:
    """What was planted and found, and what was marked that nobody planted."""

    planted: int = 0
    found: int = 0
    extra: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.planted if self.planted else 0.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.extra) if self.found + self.extra else 0.0


def planted(rng: Rng, text: str, kind: str, language: str) -> tuple[str, int, int]:
    """The text with invented data of a kind between two of its words, and where it stands."""
    spaces = [at for at, letter in enumerate(text) if letter == " "] or [len(text)]
    at, secret = rng.choice(spaces), MAKERS[kind](rng, language)
    before, _cut, secret = secret.rpartition("|")
    start = at + 1 + len(before)
    return f"{text[:at]} {before}{secret} {text[at:].lstrip()}", start, start + len(secret)


def texts_of(folder: Path) -> dict[str, list[str]]:
    """Texts to plant into, by language. A folder without tables is a ValueError."""
    tables = [folder, *(path for path in folder.iterdir() if path.is_dir() and list(path.glob("*.csv")))]
    found = [text for path in tables if list(path.glob("*.csv")) and path.name != "polis" for text in _reviews(path)]
    if not found:
        raise ValueError(f"{folder} holds no table with a column text")
    rng = random.Random(SEED)  # noqa: S311
    kk = [t for t in rng.sample(found, min(len(found), TEXTS * 3)) if len(t.split()) > 4][:TEXTS]
    own = [v.text for pack in sorted(FOLDER.iterdir()) for v in voices(pack.name)]
    by = {code: [t for t in own if read_language(t).language == code] for code in ("ru", "en")}
    return {"kk": kk, **{code: [rng.choice(rows) for _ in range(TEXTS)] for code, rows in by.items() if rows}}


def _reviews(folder: Path) -> list[str]:
    try:
        return reviews(folder)
    except (ValueError, KeyError):
        return []


def measure(texts: dict[str, list[str]]) -> dict[tuple[str, str], Count]:
    """By language and kind. What the plain text already shows is not counted: nobody knows whether it is right."""
    counts = {(language, kind): Count() for language in texts for kind in MAKERS}
    rng = random.Random(SEED)  # noqa: S311
    for language, rows in texts.items():
        for text in rows:
            before = len(find(text))
            for kind in MAKERS:
                whole, start, end = planted(rng, text, kind, language)
                _judge(counts[language, kind], whole, start, end, find(whole), before)
    return counts


def _judge(count: Count, whole: str, start: int, end: int, found: Sequence[Stretch], before: int) -> None:
    hidden = sum(max(0, min(s.end, end) - max(s.start, start)) for s in found)
    is_found = hidden >= len(whole[start:end].replace(" ", "")) * 0.9
    inside = sum(1 for s in found if s.start < end and start < s.end)
    count.planted += 1
    count.found += is_found
    count.extra += max(0, len(found) - inside - before)
    if not is_found and len(count.missed) < 5:
        count.missed.append(whole[start:end])


def sentences(path: Path) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Sentences of a file in IOB2 with where PERSON stands in them."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line.strip():
            if words:
                yield " ".join(words), spans
            words, spans, at = [], [], 0
            continue
        word, tag = line.rsplit(" ", 1)
        if tag == "B-PERSON":
            spans.append((at, at + len(word)))
        elif tag == "I-PERSON" and spans:
            spans[-1] = (spans[-1][0], at + len(word))
        words.append(word)
        at += len(word) + 1


def against_tags(paths: Sequence[Path]) -> tuple[Count, list[str]]:
    """Names against PERSON tags: a name is found when every word of it is covered. Also a few false ones."""
    count, wrong = Count(), []
    for path in paths:
        for text, spans in sentences(path):
            marks = [s for s in find(text) if s.kind == "name"]
            for start, end in spans:
                hidden = sum(max(0, min(m.end, end) - max(m.start, start)) for m in marks)
                count.planted += 1
                if hidden >= len(text[start:end].replace(" ", "")):
                    count.found += 1
                elif len(count.missed) < 400:
                    count.missed.append(text[start:end])
            for mark in marks:
                if not any(mark.start < end and start < mark.end for start, end in spans):
                    count.extra += 1
                    wrong.append(text[mark.start : mark.end])
    return count, wrong


def run(folder: Path, say: Callable[[str], None]) -> list[Figure]:
    """Figures by language and kind, then KazNERD's names, then the speed."""
    texts = texts_of(folder)
    say(", ".join(f"{code} {len(rows):,}" for code, rows in texts.items()))
    figures = []
    for (language, kind), count in measure(texts).items():
        bar = RECALL.get(kind, OTHER_RECALL)
        note = "missed: " + "; ".join(count.missed) if count.missed else ""
        figures.append(at_least(f"{language} {kind}, recall", count.recall, bar, "found", note))
        figures.append(at_least(f"{language} {kind}, precision", count.precision, FLOOR_PRECISION, "right"))
    for language, rows in texts.items():
        marked = sum(len(find(text)) for text in rows) * 100 / len(rows)
        note = "nothing planted; most are real names and phones, so this is no rate of false alarms"
        figures.append(Figure(f"{language} marks in 100 plain texts", round(marked, 1), "marks", note=note))
    tagged = sorted(folder.glob("**/IOB2*.txt"))
    if tagged:
        count, _wrong = against_tags(tagged)
        figures.append(Figure("KazNERD PERSON, recall", round(count.recall, 3), "found", note=f"{count.planted} names"))
        figures.append(
            Figure("KazNERD PERSON, precision", round(count.precision, 3), "right", note=f"{count.extra} false")
        )
    else:
        say("no IOB2 file in the folder, so names are not measured against tags")
    flat = [text for rows in texts.values() for text in rows]
    start = time.process_time()
    for text in flat:
        find(text)
    spent = time.process_time() - start
    figures.append(at_least("speed", len(flat) / spent if spent else 0.0, FASTER_THAN, "texts/s", "of one core"))
    return figures
