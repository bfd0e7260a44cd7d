"""Where a person lives: a flat, a numbered house, a street with a house. A street alone is a public place."""

import re
from collections.abc import Iterator
from itertools import chain

from dauys.core.redaction.stretch import Stretch

_CAPITAL = r"(?-i:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])"
_NAME = rf"(?:{_CAPITAL}[\w-]{{0,30}}\.?(?: {_CAPITAL}[\w-]{{0,30}}){{0,2}}|[^\W\d_][\w-]{{1,30}})"
_NUMBER = r"\d{1,4}(?: ?[/\\-] ?\d{1,4})?(?:[ -]?[а-яa-zА-ЯA-Z](?![\w]))?"
_FLAGS = re.IGNORECASE
_STREETS = (
    re.compile(
        r"(?<!\w)(?:ул(?:\.|(?= ))|улиц[аеуы]|пр\.|пр-т|просп\.?|проспект\w{0,2}|пер\.|переул\w{1,4}|көш\.|кош\."
        rf"|бульвар\w{{0,2}}|б-р|проезд\w{{0,2}}) ?(?:им\. ?|имени )?(?:\d{{1,3}}[ -])?{_NAME}", _FLAGS),
    re.compile(
        rf"(?<!\w)(?:{_NAME}|\d{{1,3}}-?\w{{0,2}}) (?:к[өо]ше|к-с[іи]|к\.|даңғыл|тұйық|street|avenue|str\.|st\.)"
        r"\w{0,10}",
        _FLAGS),
    re.compile(
        r"(?<!\w)(?:мкр\.?|мкрн\.?|м-н|микрорайон\w{0,2}|ш/а|ықш\.?) ?(?:\d{1,2}[а-я]?|[^\W\d_][\w-]{0,30})(?!\w)"
        r"|(?<!\w)(?:\d{1,2}|[^\W\d_][\w-]{0,30})[- ](?:мкр\.?|микрорайон\w{0,2}|шағын ?аудан\w{0,6}|м-н)(?!\w)",
        _FLAGS),
)  # fmt: skip
_HOUSE = (
    re.compile(
        rf"(?<!\w)(?:дом(?:[аеу]|ом)?|д\.|үй(?:дің|ге|де|і|н[ің]{{2}})?|house|строение|корпус\w{{0,2}}|корп\.)"
        rf" ?№? ?{_NUMBER}(?!\w)",
        _FLAGS,
    ),
    re.compile(r"(?<!\w)\d{1,4}[а-яa-z]?-(?:ші |шы |інші )?(?:ү|у)й\w{0,8}(?!\w)", _FLAGS),
)
_FLAT = (
    re.compile(
        rf"(?<!\w)(?:пәтер\w{{0,8}}|патер\w{{0,8}}|п[әа]т\.|кв\.?|квартир\w{{0,3}}|flat|apartment|apt\.?)"
        rf" ?№? ?{_NUMBER}(?!\w)",
        _FLAGS,
    ),
    re.compile(r"(?<!\w)\d{1,4}[- ]?(?:(?:ші|шы|інші|ыншы)[ -])?(?:п[әа]тер|квартир|flat)\w{0,8}(?!\w)", _FLAGS),
)
# After a street or a quarter a bare number is its house; so is "12 үй", which alone would be twelve houses.
_BARE_HOUSE = re.compile(rf"(?:[,;]? ?(?:№ ?)?){_NUMBER}(?: ?-? ?(?:үй|уй|дом)\w{{0,8}})?(?!\w)(?! ?[%.,:]\d)", _FLAGS)
_COUNTED = re.compile(
    r" ?(?:метр|шақыр|лет|км|м\b|год|жыл|мин|күн|дн|день|дней|час|сағ|раз|рет|адам|чел|тг|теңге)", _FLAGS
)
_ON = re.compile(rf"(?<!\w)(?:на|по) {_CAPITAL}[\w-]{{2,30}},? \d{{1,4}}[а-я]? ?[-/] ?\d{{1,4}}(?![\w/-])")
_GAP = re.compile(r"[\s,;.()–-]{0,4}")


def _is_counted(text: str, bare: re.Match[str]) -> bool:
    """Whether the number after a street counts something: five days, three metres."""
    return bare[0].strip(" ,;№").isdecimal() and bool(_COUNTED.match(text, bare.end()))


def addresses(text: str) -> Iterator[Stretch]:
    """Flats and numbered houses, together with the street they follow; nothing for a street without a number."""
    parts: list[tuple[int, int, str]] = []
    for why, patterns in (("street", _STREETS), ("house", (*_HOUSE, *_FLAT, _ON))):
        parts += [(*m.span(), why) for m in chain.from_iterable(p.finditer(text) for p in patterns)]
    parts.sort()
    held: tuple[int, int, str] | None = None
    for start, end, why in parts:
        if why == "street" and (bare := _BARE_HOUSE.match(text, end)) and not _is_counted(text, bare):
            end, why = bare.end(), "house"
        if held is None:
            held = (start, end, why)
        elif start < held[1] or _GAP.fullmatch(text, held[1], start):
            held = (held[0], max(end, held[1]), "house" if "house" in (why, held[2]) else "street")
        else:
            if held[2] == "house":
                yield Stretch(*held[:2], "address", "house")
            held = (start, end, why)
    if held is not None and held[2] == "house":
        yield Stretch(*held[:2], "address", "house")
