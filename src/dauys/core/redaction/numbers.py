"""Numbers of persons: IIN, bank cards and accounts, phones in digits or words, documents, plates, birth dates.

Every repetition is bounded or anchored at the beginning of a word, so the time grows with the length of the text only.
"""

import re
from collections.abc import Iterator, Sequence

from dauys.core.folding import words
from dauys.core.national_id import is_valid_iin
from dauys.core.redaction.stretch import Stretch

_NEAR = 40  # characters before a number in which a word may say what it is
_RUN = re.compile(r"(?<![\w+])\+?\(?\d(?:[ \t\u00a0().\-–—/]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_TWELVE = re.compile(r"(?<!\d)(\d{6})[ -]?(\d{6})(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?(?!\d)")
_ACCOUNT = re.compile(r"(?<!\w)KZ\d{2}(?: ?[A-Z0-9]{4}){4}(?!\w)", re.IGNORECASE)
_CITY = re.compile(r"(?<![\d./-])\d{2,3}[ -]\d{2}[ -]\d{2}(?![\d./-])")
_LETTER = "A-ZА-ЯӘІҢҒҮҰҚӨҺ"
_REGION = r"(?:0[1-9]|1\d|20)"
_PLATES = (
    re.compile(rf"(?<!\w)\d{{3}}[ -]?[{_LETTER}]{{2,3}}[ -]?{_REGION}(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w)[{_LETTER}][ -]?\d{{3}}[ -]?[{_LETTER}]{{2,3}}(?:[ -]?\d{{2,3}})?(?!\w)", re.IGNORECASE),
)
_DOCUMENT = re.compile(
    r"(?<!\w)(?:удостоверени\w{0,3}|уд\. ?личности|паспорт\w{0,5}|куәлі\w{0,10}|куали\w{0,10}|құжат\w{0,10}"
    r"|водительск\w{0,4} прав\w{0,3}|жүргізуші куәл\w{0,8}|вид на жительство|passport|identity card|id card|licence)"
    r"[^\d\n]{0,30}?(?<!\w)((?:[A-ZА-Я]{1,2} ?)?\d{6,9})(?!\d)",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"(?<!\w)(?:дата рождения|родил\w{1,4}|туған күн\w{0,6}|туылған|туған|born(?: on)?|date of birth|д\. ?р\.|г\. ?р\.)"
    r"[^\d\n]{0,12}(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{2}[./-]\d{2})",
    re.IGNORECASE,
)
_ABOUT = {
    "iin": re.compile(r"жсн|иин|iin|ииң", re.IGNORECASE),
    "card": re.compile(r"карт|card|kaspi|каспи", re.IGNORECASE),
    "phone": re.compile(r"тел|звон|шалы|хабарлас|phone|call|ватсап|whatsapp|номер|нөмір|сот|ұялы", re.IGNORECASE),
    "plate": re.compile(r"маши|авто|номер|нөмір|көлік|гос|car|plate|такси|taxi|мем", re.IGNORECASE),
}
_UNITS = frozenset(
    words("мл л тг кг гр г мм см км м шт руб рет мин сек дн кв гб мб тб жыл год дня из до на ден the kg ml cm mm pcs")
)
_TRUNKS = ("7", "8")


def _is_near(text: str, at: int, about: str) -> bool:
    return bool(_ABOUT[about].search(text[max(0, at - _NEAR) : at]))


def _luhn(digits: str) -> bool:
    twice = [int(d) * 2 for d in digits[-2::-2]]
    return (sum(d // 10 + d % 10 for d in twice) + sum(int(d) for d in digits[-1::-2])) % 10 == 0


def _is_date(six: str) -> bool:
    """Whether the six digits can be a birth date; which century does not matter here."""
    return 1 <= int(six[2:4]) <= 12 and 1 <= int(six[4:]) <= 31


def iins(text: str) -> Iterator[Stretch]:
    """Twelve digits that are a person's number: by check digit and date, by its word, or a date with a slip of typing.

    A body's number (BIN) has a four, five or six where a date has the tens of a day, so no date fits it.
    """
    for match in _TWELVE.finditer(text):
        digits = match[1] + match[2]
        if _is_date(match[1]) and digits[6] in "0123456":
            yield Stretch(*match.span(), "iin", "check_digit" if is_valid_iin(digits) else "shape")
        elif _is_near(text, match.start(), "iin"):
            yield Stretch(*match.span(), "iin", "beside_word")


def cards(text: str) -> Iterator[Stretch]:
    """Bank cards by Luhn's sum, or four groups of digits beside the word; accounts (IBAN) of Kazakhstan."""
    for match in _CARD.finditer(text):
        digits = "".join(_GROUP.findall(match[0]))
        if _luhn(digits):
            yield Stretch(*match.span(), "card", "check_digit")
        elif _luhn(digits[:16]):
            yield Stretch(match.start(), match.start() + 16 + 3 * len(match[1]), "card", "check_digit")
        elif _is_near(text, match.start(), "card"):
            yield Stretch(*match.span(), "card", "beside_word")
    for match in _ACCOUNT.finditer(text):
        yield Stretch(*match.span(), "account", "shape")


def _is_phone(digits: str, plus: bool) -> bool:
    """Eleven digits with the trunk 8 or the country's 7, or the ten of a mobile number without either."""
    if len(digits) == 11 and digits[0] in _TRUNKS:
        return digits[1] in "34679" or plus
    return len(digits) == 10 and digits[0] == "7" and digits[1] in "0124567"


def _groups(run: re.Match[str]) -> Sequence[tuple[int, int, str]]:
    return [(m.start() + run.start(), m.end() + run.start(), m[0]) for m in _GROUP.finditer(run[0])]


def phones(text: str) -> Iterator[Stretch]:
    """Phones in digits however they are grouped, city numbers, and phones written in words of both languages."""
    for run in _RUN.finditer(text):
        groups, at = _groups(run), 0
        while at < len(groups):
            digits, end = "", at
            while end < len(groups) and len(digits) < 11:
                digits, end = digits + groups[end][2], end + 1
                if _is_phone(digits, run[0][0] == "+") and len(digits) >= 10:
                    break
            if _is_phone(digits, run[0][0] == "+"):
                start = run.start() if at == 0 else groups[at][0]
                yield Stretch(start, groups[end - 1][1], "phone", "shape")
                at = end
            else:
                at += 1
    for match in _CITY.finditer(text):
        if len("".join(_GROUP.findall(match[0]))) == 6 or _is_near(text, match.start(), "phone"):
            yield Stretch(*match.span(), "phone", "shape")
    yield from _in_words(text)


_SAID: dict[str, int] = {}
for _value, _words in {
    0: "ноль нуль нөл", 1: "один одна бір", 2: "два две екі", 3: "три үш", 4: "четыре төрт", 5: "пять бес",
    6: "шесть алты", 7: "семь жеті", 8: "восемь сегіз", 9: "девять тоғыз", 10: "десять он", 11: "одиннадцать",
    12: "двенадцать", 13: "тринадцать", 14: "четырнадцать", 15: "пятнадцать", 16: "шестнадцать", 17: "семнадцать",
    18: "восемнадцать", 19: "девятнадцать", 20: "двадцать жиырма", 30: "тридцать отыз", 40: "сорок қырық",
    50: "пятьдесят елу", 60: "шестьдесят алпыс", 70: "семьдесят жетпіс", 80: "восемьдесят сексен",
    90: "девяносто тоқсан", 100: "сто жүз", 200: "двести", 300: "триста", 400: "четыреста", 500: "пятьсот",
    600: "шестьсот", 700: "семьсот", 800: "восемьсот", 900: "девятьсот",
}.items():  # fmt: skip
    _SAID |= dict.fromkeys(words(_words), _value)
_SAID_WORD = re.compile(r"[^\W\d_]+|\d{1,4}")
_BETWEEN = re.compile(r"[\s,.\-–—]{0,3}")
_LEAST_SAID, _MOST_SAID = 4, 40  # words


def _digits_of(values: Sequence[int]) -> str:
    """Numbers as they are said one after the other: seven hundred one, twenty-three is 70123."""
    made: list[int] = []
    room = 0  # what can still be added to the last number: less than this
    for value in values:
        if value == 100 and made and 2 <= made[-1] <= 9 and room == 1:
            made[-1], room = made[-1] * 100, 100  # жеті жүз
        elif made and 0 < value < room:
            made[-1], room = made[-1] + value, 10 if 20 <= value < 100 else 0
        else:
            made.append(value)
            room = 100 if value >= 100 else 10 if value >= 20 else 1
    return "".join(map(str, made))


def _in_words(text: str) -> Iterator[Stretch]:
    said: list[tuple[int, int, int]] = []
    for match in _SAID_WORD.finditer(text):
        value = int(match[0]) if match[0].isdecimal() else _SAID.get("".join(words(match[0])), -1)
        if value >= 0 and said and not _BETWEEN.fullmatch(text, said[-1][1], match.start()):
            yield from _as_phone(said)
            said = []
        if value >= 0:
            said.append((*match.span(), value))
        elif said:
            yield from _as_phone(said)
            said = []
    yield from _as_phone(said)


def _as_phone(said: Sequence[tuple[int, int, int]]) -> Iterator[Stretch]:
    """Other numbers may stand before and behind it, so every beginning and end is tried, the longest first."""
    if not _LEAST_SAID <= len(said) <= _MOST_SAID:
        return
    for first in range(len(said) - _LEAST_SAID + 1):
        for last in range(len(said), first + _LEAST_SAID - 1, -1):
            if _is_phone(_digits_of([value for _start, _end, value in said[first:last]]), plus=False):
                yield Stretch(said[first][0], said[last - 1][1], "phone", "in_words")
                return


def plates(text: str) -> Iterator[Stretch]:
    """Plates of Kazakhstan, new and old, in either alphabet; small letters only beside a word of cars."""
    for pattern in _PLATES:
        for match in pattern.finditer(text):
            letters = "".join(c for c in match[0] if c.isalpha())
            if letters.isupper() or (letters.lower() not in _UNITS and _is_near(text, match.start(), "plate")):
                yield Stretch(*match.span(), "plate", "shape")


def documents(text: str) -> Iterator[Stretch]:
    """Numbers of identity cards, passports and licences, and birth dates, each beside its word."""
    for match in _DOCUMENT.finditer(text):
        yield Stretch(*match.span(1), "document", "beside_word")
    for match in _BIRTH.finditer(text):
        yield Stretch(*match.span(1), "birth", "beside_word")
