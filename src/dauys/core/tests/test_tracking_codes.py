"""Tracking codes: even chances, and one code however it is typed."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.tracking_codes import ALPHABET, LENGTH, BadCode, encode, normalize

digests = st.binary(min_size=8, max_size=32)
TO_CYRILLIC = str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")


@given(digests)
def test_a_code_is_the_digest_in_base_18(digest: bytes) -> None:
    code = encode(digest)
    assert len(code) == LENGTH + 1
    assert code[5] == "-"
    value = sum(ALPHABET.index(symbol) * 18**place for place, symbol in enumerate(code.replace("-", "")))
    assert value == int.from_bytes(digest) % 18**LENGTH


@given(digests, st.lists(st.sampled_from(["", " ", "-", "–", "\u00a0", "_"]), min_size=LENGTH, max_size=LENGTH))
def test_however_it_is_typed_it_is_the_same_code(digest: bytes, gaps: list[str]) -> None:
    code = encode(digest)
    for typed in (code, code.lower(), code.translate(TO_CYRILLIC), code.translate(TO_CYRILLIC).lower()):
        spaced = "".join(gap + symbol for gap, symbol in zip(gaps, typed.replace("-", ""), strict=True))
        assert normalize(typed) == normalize(spaced) == code


def test_all_symbols_are_about_as_frequent() -> None:
    codes = [encode(sha256(str(n).encode()).digest()) for n in range(5400)]
    for place in [0, 1, 2, 3, 4, 6, 7, 8, 9, 10]:
        counts = Counter(code[place] for code in codes)
        assert set(counts) == set(ALPHABET)
        assert 230 < min(counts.values()) <= max(counts.values()) < 370  # 300 expected, 4 standard deviations
    assert len(set(codes)) == len(codes)


def test_no_two_symbols_are_mistaken_for_each_other() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 18
    assert not set(ALPHABET) & set("01OILSZGQUVY")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("K7MPX-2H4TO", "symbol"),
        ("K7MPX-2H4T0", "symbol"),
        ("К7МРХ-2Н4ТО", "symbol"),
        ("K7MPX.2H4TC", "symbol"),
        ("K7MPX-2H4T", "length"),
        ("K7MPX-2H4TCC", "length"),
        ("", "length"),
    ],
)
def test_what_no_code_can_be_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadCode) as caught:
        normalize(text)
    assert caught.value.reason == reason
    assert not text or text not in str(caught.value)


def test_a_short_digest_is_refused() -> None:
    with pytest.raises(ValueError, match="7 bytes is too short"):
        encode(bytes(7))
