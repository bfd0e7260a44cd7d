"""Folding for comparison and the order of the Kazakh alphabet."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dauys.core.folding import ALPHABET, SORT_FROM, SORT_TO, fold, kazakh_sort_key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Жолдарымызды жөндеңіз!", "жолдарымызды жондениз"),
        ("ӘҒҚҢӨҰҮҺІЁ", "агкноуухие"),
        ("  Көше,\nүй №5-а_б ", "коше уй 5 а б"),
        ("замо\u0301к", "замок"),
        ("и\u0306од", "йод"),
        ("во\u00adда", "вода"),
        ("вода\u200bсвет", "вода свет"),
        ("ＫＺ ²", "kz 2"),
        ("😡!!!", ""),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert words(text) == folded.split()


@given(st.text())
@example("İ")
@example("\u1fb7")
def test_folding_twice_changes_nothing_and_leaves_words_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert " ".join(words(text)) == folded
    assert all(char == " " or char.isalnum() for char in folded)


@given(st.text(alphabet=ALPHABET + ALPHABET.upper() + " -", max_size=40))
def test_case_and_kazakh_letters_do_not_matter(text: str) -> None:
    typed = text.lower().translate(str.maketrans("әғқңөұүһі", "агкноуухи"))
    assert fold(text) == fold(text.upper()) == fold(typed)


def test_the_alphabet_has_42_letters() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 42
    assert len(SORT_FROM) == len(set(SORT_FROM)) == len(SORT_TO)


def test_names_sort_as_in_a_kazakh_dictionary() -> None:
    names = ["Абай", "Ақтау", "Ақтөбе", "Алматы", "Әйтеке", "Ғабит", "Ёлкино", "Жезқазған", "Қонаев", "Орал", "Өскемен"]
    names += ["Тараз", "Ұлытау", "Үштөбе", "Шымкент", "ІЛЕ"]
    assert sorted(set(names), key=kazakh_sort_key) == names
    assert sorted(names) != names


def test_digits_then_latin_then_cyrillic_whatever_the_case() -> None:
    assert sorted(["Әл", "zoom", "АЛ", "Abc", "9", "ал", "abd"], key=kazakh_sort_key) == [
        "9",
        "Abc",
        "abd",
        "zoom",
        "АЛ",
        "ал",
        "Әл",
    ]


@given(st.text(alphabet=ALPHABET + ALPHABET.upper() + "aZ 1-", max_size=20), st.text(alphabet=ALPHABET, max_size=20))
def test_the_key_orders_letter_by_letter(a: str, b: str) -> None:
    order = " -1" + "abcdefghijklmnopqrstuvwxyz" + ALPHABET
    plain = [[order.index(char) for char in text.lower()] for text in (a, b)]
    assert (kazakh_sort_key(a) < kazakh_sort_key(b)) == (plain[0] < plain[1])
    # UTF-8 bytes in SQL (COLLATE "C") give the same order as code points here.
    assert (kazakh_sort_key(a) < kazakh_sort_key(b)) == (kazakh_sort_key(a).encode() < kazakh_sort_key(b).encode())


@given(st.text(max_size=20))
def test_the_key_is_what_sql_translate_gives(text: str) -> None:
    assert kazakh_sort_key(text) == "".join(
        SORT_TO[SORT_FROM.index(char)] if char in SORT_FROM else char for char in text
    )
