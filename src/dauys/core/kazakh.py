"""A light stemmer for Kazakh words typed with or without Kazakh letters, for finding and never for showing.

Works on folded words (see `folding`), since every fifth Kazakh text is typed without its letters. A word is peeled
from its end, each layer at most once and in the order the language puts them: case, possession, plural; or one
ending of a verb. Nothing is peeled below three letters, but for the few nouns of two letters that people write about.
"""

from functools import lru_cache

from dauys.core.folding import words

# Nouns of two letters that keep their meaning alone: water, house, moon, people, man, dog, meat, horse.
_SHORT = frozenset(words("су үй ай ел ер ит ет ат ас от қо"))
# Words that only look as if they carried an ending.
_WHOLE = frozenset(
    words("""
    дәрі кәрі тірі ірі сары қары бәрі кеші әлі тағы қазір келін қалың салым аудан отан азамат адам нан қан
    мұғалім балабақша арыз қоғам заман аман нормалы жалпы жарты қырсы негізгі жоғары тегін қайта ақпан қазан
    басты жеті алты алпысты сегіз тоғыз ұйым кешен орын көлік өлім білім бөлім киім жем айлық пайыз теңіз
    жетіс балкон вагон закон район телефон магазин бензин дизайн онлайн режим
    """)
)
_CASES = words("""
    ндағы ндегі дағы дегі тағы тегі нікі дікі тікі
    ның нің дың дің тың тің нан нен дан ден тан тен нда нде да де та те
    мен бен пен ға ге қа ке на не ны ні ды ді ты ті
""")
_OWNERS = words("ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ларың лерің ым ім ың ің сы сі ы і")
_PLURALS = words("лар лер дар дер тар тер")
_VERBS = words("""
    майтын мейтін байтын бейтін пайтын пейтін атын етін йтын йтін маған меген баған беген паған пеген
    майды мейді байды бейді пайды пейді мады меді бады беді пады педі ады еді йды йді
    ыңыз іңіз ңыз ңіз
    ғанда генде қанда кенде ған ген қан кен ып іп сын сін са се у
""")
# Endings that no noun has: they are asked before the layers of a noun, whose ды and ді they would lose.
_CLEAR_VERBS = words("""
    майды мейді байды бейді пайды пейді мады меді бады беді пады педі ады еді
    ыңыздаршы іңіздерші ыңызшы іңізші ңыздаршы ңіздерші ңызшы ңізші ыңыздар іңіздер ңыздар ңіздер
""")
_LONGEST_FIRST = {
    "cases": tuple(sorted(dict.fromkeys(_CASES), key=len, reverse=True)),
    "owners": tuple(sorted(dict.fromkeys(_OWNERS), key=len, reverse=True)),
    "plurals": tuple(_PLURALS),
    "verbs": tuple(sorted(dict.fromkeys(_VERBS), key=len, reverse=True)),
    "clear verbs": tuple(sorted(_CLEAR_VERBS, key=len, reverse=True)),
}
_AFTER_OWNER = frozenset(words("ндағы ндегі нда нде на не"))  # they follow what belongs to somebody: қаласында
_AFTER_VOWEL = frozenset(words("сы сі"))
_AFTER_CONSONANT = frozenset(words("ды ді дың дің ты ті тың тің"))
_VOWELS = frozenset("аеиоуыэюя")
# б and г between vowels are п and к at the end of a word: мектебі, мектеп; тілегі, тілек.
_HARDENED = {"б": "п", "г": "к"}
_LEAST = 3

STOP_WORDS = frozenset(
    words("""
    мен бен пен және немесе бірақ бұл сол осы ол да де та те ма ме ба бе па пе ғой деп үшін туралы сіз біз
    и в во не на я он она они мы вы что с со как а то все к ко но за по из от до для о об же бы ли или у ее его
    the a an of to in and or is are on at for
    """)
)
"""Words that stand in nearly every text and tell nothing apart; neither kept nor searched for."""


def _is_stem(rest: str) -> bool:
    return rest in _SHORT or (len(rest) >= _LEAST and not _VOWELS.isdisjoint(rest))


def _peeled(word: str, layer: str) -> str:
    for ending in _LONGEST_FIRST[layer]:
        if word.endswith(ending) and _is_stem(rest := word[: -len(ending)]) and _fits(rest, ending):
            return rest
    return word


def _fits(rest: str, ending: str) -> bool:
    """Whether the ending can follow this stem: by its last letter, as the language joins them."""
    if ending in _AFTER_VOWEL:
        return rest[-1] in "аеяую"  # жұмысы is жұмыс and ы, not жұмы and сы
    if ending in _AFTER_OWNER:
        return rest[-1] in "ыи"
    if ending == "у":
        return len(rest) > _LEAST
    if len(ending) == 1 or ending in _AFTER_CONSONANT:
        return rest[-1] == "у" or rest[-1] not in _VOWELS  # у ends a syllable as a consonant does: суды
    return True


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one folded word; the word itself when nothing can be peeled. Stemming twice changes little."""
    if word in _WHOLE or not word.isalpha() or word.isascii():
        return word
    if len(word) <= _LEAST:
        return word[:2] if word[:2] in _SHORT and word[2:] in ("ы", "и") else word
    rest = _peeled(word, "clear verbs")
    if rest == word:
        rest = _noun(word)
    if rest == word:
        rest = _peeled(word, "verbs")
    return rest[:-1] + _HARDENED.get(rest[-1], rest[-1]) if len(rest) > _LEAST else rest


def _noun(word: str) -> str:
    rest = word
    for layer in ("cases", "owners", "plurals"):
        if rest in _WHOLE:
            return rest
        rest = _peeled(rest, layer)
    return rest


def stems(text: str) -> list[str]:
    """The stems of a text's words in their order, stop words left out."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]
