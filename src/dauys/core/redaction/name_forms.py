"""What a word of a name looks like: known given names in every form, names made of elements, surnames, patronymics."""

import re
from functools import cache, lru_cache
from pathlib import Path

from dauys.core.folding import words

NAMES = Path(__file__).with_name("given_names.txt")
SHORTEST = 3

CASES_KK = frozenset(
    words("нын нин дын дин тын тин га ге ка ке ны ни ды ди ты ти нан нен дан ден тан тен да де та те мен бен пен")
)
_CASES_RU = frozenset(words("а у ом ем е ы и ой ою ей ею ю я"))
_CASES = tuple(sorted({*CASES_KK, *_CASES_RU, "s"}, key=len, reverse=True))
NOT_NAMES = frozenset(
    words("алматы киев ростов саратов псков тамбов азов могилев молдова киров жданов каникулы қате иран")
)
CITY = "астана"  # the capital's other name is written like a person's, with a hyphen
# Elements Kazakh names are made of; two of them make a name that no list need hold.
_MADE = re.compile(
    r"(?:аб|ай|ак|али|аман|ахмет|баг|бай|бак|бек|бал|гул|дос|дин|ел|ер|есен|жан|жаксы|жума|кал|камал|кар|кен|кор|кул|кырым|мир|мейр?а?м?"
    r"|мухамед|мурат|нур|омир|ораз|сай|сап|сад|серик|сове?т|султан|тал|тан|темир|тур|тур?сын|токт?|ул|умит|шах|ыс|абди|айт|алх?ай)\w{0,3}"
    r"(?:бек|жан|хан|бай|гали|гул|болат|султан|даулет|мурат|нур|сейит|мухамед|торе|керей|жигит|салим|гелди|берди|ша|дар|зак|сауле|ай)"
)
PATRONYMIC = re.compile(
    r"\w{2,}(?:улы|кызы|кизи|уулу|uly|kyzy|qyzy|ұлы)(?:н?[ыи]н|на|не|нан|нда|мен|на|нын|ны)?"
    r"|\w{2,}(?:ович|евич)(?:а|у|ем|е|ы)?|\w{2,}(?:овн|евн|ичн)(?:а|ы|е|у|ой)|\w{2,}(?:ovich|evich|ovna|evna)"
)
_SURNAME = re.compile(
    r"\w{2,}(?:ов|ев)(?:а|у|ым|е|ой|ы|ых|ым)?(?:н[ыи]н|[дт][ыи]н|га|ге|ка|ке|[нт][аеыи]|[нд][аеи]н|мен|бен|пен|[дт][аеыи])?"
    r"|\w{3,}(?:ин|ын)(?:а|у|ым|е|ой)?(?:н[ыи]н|га|ге|ны|ни|мен)?"
    r"|\w{3,}(?:ск|цк)(?:ий|ого|ому|им|ом|ая|ой|ую)|\w{3,}(?:енко|ейко|чук|щук|юк)(?:н[ыи]н|ка|ке|ны|ни|мен)?"
    r"|\w{3,}(?:ov|ev|ova|eva|bayev|ayev|sky|enko|in|ina)(?:s)?"
)
OV = re.compile(
    r"\w{3,}(?:ов|ев)(?:а|у|ым|е|ой|ы|ых)?(?:н[ыи]н|[дт][ыи]н|га|ге|ка|ке|[нт][аеыи]|[дтн][аеи]н|[мбп]ен|[дт][аеыи])?"
)
_STRONG = re.compile(r"\w+(?:баев|беков|ханов|галиев|алиев|жанов|бергенов|улин|муратов|кулов|енко|bayev|bekov)\w{0,6}")
_LATIN = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
        "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
    }
)  # fmt: skip


def plain_form(word: str) -> str:
    """The word for comparing: folded, without the soft sign, its parts together."""
    return "".join(words(word)).replace("ь", "")


def _latin(name: str, plain: str) -> set[str]:
    """The ways a Cyrillic name is written in Latin: as a passport does, and as people type it."""
    passport = plain.translate(_LATIN)
    typed = {passport, plain.replace("й", "i").translate(_LATIN), plain_form(name.replace("қ", "q")).translate(_LATIN)}
    return (
        typed | {one.replace("kh", "h").replace("zh", "j") for one in typed} | {one.replace("y", "i") for one in typed}
    )


@cache
def given_names() -> dict[str, str]:
    """Every known given name, folded and in Latin too, with its mark in the file: "", "~" or "^"."""
    found: dict[str, str] = {}
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "[")):
            continue
        for name in line.split():
            mark, plain = name[: name[0] in "~^"], plain_form(name)
            for one in {plain, *_latin(name.lower(), plain)}:
                if len(one) >= SHORTEST:
                    found[one] = max(found.get(one, ""), mark)
    return found


@lru_cache(maxsize=100_000)
def given(plain: str) -> tuple[str, bool]:
    """The given name a folded word is a form of, or nothing; and whether it carries a Kazakh ending."""
    known = given_names()
    if plain in known:
        return plain, False
    if plain in NOT_NAMES:
        return "", False
    for ending in _CASES:
        if plain.endswith(ending) and len(rest := plain[: -len(ending)]) >= SHORTEST:
            for whole in (rest, rest + "а", rest + "я", rest + "й"):
                if whole in known and (whole == rest or ending in _CASES_RU):
                    return whole, ending in CASES_KK and ending not in _CASES_RU
    return "", False


@lru_cache(maxsize=100_000)
def made(plain: str) -> str:
    """A Kazakh given name made of known elements; nothing for words that only look so."""
    return plain if len(plain) > 5 and _MADE.fullmatch(plain) else ""


def is_clear(plain: str) -> bool:
    """Whether a word is a given name and hardly anything else."""
    name = given(plain)[0]
    return name != "" and given_names()[name] == ""


def has_case(plain: str) -> bool:
    """Whether a word carries a Kazakh case, which only the last word of a name can."""
    return any(len(plain) > len(e) + SHORTEST and plain.endswith(e) for e in CASES_KK)


@lru_cache(maxsize=100_000)
def surname(plain: str) -> str:
    """`strong` when the word can hardly be anything else, `shape` when it only ends like a surname, or nothing."""
    if not _SURNAME.fullmatch(plain):
        return ""
    if _STRONG.fullmatch(plain):
        return "strong"
    known = given_names()
    for ending in ("ов", "ев", "ин", "ов", "ov", "ev"):
        root, cut, _rest = plain.rpartition(ending)
        if cut and len(root) > SHORTEST and known.get(root, known.get(root + "а", "^")) != "^":
            return "strong"
    return "shape"
