"""Near-duplicates share a band, against a brute-force twin; exact repeats share a hash however they are typed."""

import random

from hypothesis import given
from hypothesis import strategies as st

from dauys.core import similar

KK = "Біздің көшеде үш күннен бері су жоқ. Ауыз су тасып ішіп отырмыз, көмектесіңіздерші. Үйде кішкентай балалар бар."
TYPED = (
    "Біздін кошеде уш куннен бери су жок. Ауыз су тасып ишип отырмыз, комектесиниздерши. Уйде кишкентай балалар бар."
)
STOCK = """
    су жоқ жол шұңқыр жарық өшті көше үй қоқыс әкім мектеп балабақша дорога яма вода отопление двор
    мусор автобус аялдама дәріхана емхана кезек ұзақ суық лифт бұзылды шатыр ағады подъезд жөндеу керек
    өтінеміз уже третий месяц
"""


def _text(source: random.Random, size: int) -> str:
    return " ".join(source.choice(STOCK.split()) for _ in range(size))


def _edited(source: random.Random, text: str) -> str:
    """A repost: a word dropped, a slip of typing, a decoration, or cut at four fifths."""
    words = text.split()
    match source.randrange(4):
        case 0:
            del words[source.randrange(len(words))]
        case 1:
            at = source.randrange(len(words))
            words[at] = words[at][:1] + "ы" + words[at][1:]
        case 2:
            words = ["RT", "@Qala", *(w.upper() for w in words), "https://x.kz/1", "11"]
        case _:
            words = words[: len(words) * 4 // 5]
    return " ".join(words)


def test_bands_find_what_the_twin_finds() -> None:
    """Every pair the twin calls alike is proposed with good odds; pairs far from alike seldom are."""
    source = random.Random(7)
    texts = [_text(source, source.randrange(18, 40)) for _ in range(250)]
    texts += [_edited(source, text) for text in texts[:120]]
    plain = [similar.plain(t) for t in texts]
    bands = [set(similar.bands(t)) for t in plain]
    alike = met = apart = met_apart = 0
    for one in range(len(plain)):
        for other in range(one):
            likeness, meets = similar.likeness(plain[one], plain[other]), bool(bands[one] & bands[other])
            if likeness >= 0.85:
                alike, met = alike + 1, met + meets
            elif likeness < 0.5:
                apart, met_apart = apart + 1, met_apart + meets
    assert alike >= 100 and met / alike >= 0.9, (met, alike)
    assert met_apart / apart < 0.02, (met_apart, apart)


def test_the_same_without_kazakh_letters_is_an_exact_repeat() -> None:
    one, other = similar.plain(KK), similar.plain(TYPED.upper() + " !!! 🙏 https://t.me/x")
    assert similar.text_hash(one) == similar.text_hash(other) and similar.bands(one) == similar.bands(other)
    assert similar.likeness(one, other) == 1


def test_signs_alone_are_like_nothing() -> None:
    for text in ("", "🙏🙏", "!!! 123", "https://a.kz"):
        assert similar.text_hash(similar.plain(text)) is None and similar.bands(similar.plain(text)) == []
    assert similar.likeness("", "") == 0


@given(st.text(max_size=300))
def test_a_sketch_is_whole_and_fits_the_column(text: str) -> None:
    plain = similar.plain(text)
    found = similar.bands(plain)
    assert len(found) == (similar.BANDS if plain else 0) and all(-(2**31) <= n < 2**31 for n in found)
    assert not plain or -(2**63) <= (similar.text_hash(plain) or 0) < 2**63
    assert similar.likeness(plain, plain) == (1 if plain else 0)
