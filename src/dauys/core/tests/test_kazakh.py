"""Stems of Kazakh words: forms of one word meet, also typed without Kazakh letters, and different words stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.folding import fold
from dauys.core.kazakh import stem, stems

FAMILIES = [
    "жол жолы жолдар жолға жолдың жолдарымызды жолымыз жолдағы",
    "су суы суды судың суға сумен",
    "мектеп мектебі мектептер мектепке мектептеріміздегі мектебінде",
    "бала балалар балаларға баласы балаларымыз",
    "көше көшеде көшесі көшесінде көшемізде көшелер көшеміздегі",
    "үй үйі үйде үйіміз үйіміздің үйлер",
    "жөндеу жөндеңіз жөндеңіздер жөндеңіздерші",
    "құбыр құбыры құбырды құбырдың құбырлар",
    "жарық жарығы жарықты жарықтың",
    "дәрігер дәрігерге дәрігерлер дәрігердің",
    "аудан ауданда ауданнан ауданымыз аудандағы",
    "қала қаласы қалада қаламыз қаласында қалалар",
]
# Each would lose a letter or two to a hasty rule.
WHOLE = "адам нан дәрі аудан заман азамат отан қазан айлық теңіз қазір өлім бөлім вагон телефон режим балалар"


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_a_word_meet(family: str) -> None:
    assert len({stem(fold(word)) for word in family.split()}) == 1


def test_different_words_stay_apart() -> None:
    assert len({stem(fold(family.split()[0])) for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("word", WHOLE.split()[:-1])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert stem(fold(word)) == fold(word)


def test_a_plural_keeps_its_whole_stem() -> None:
    assert stem("балаларга") == "бала"


def test_stop_words_are_left_out() -> None:
    assert stems("Бұл біздің көшеміз және сіздің үйіңіз") == ["биз", "коше", "сиз", "уй"]


@given(st.text(alphabet="абгдежзиклмнопрстуыйa1", min_size=1, max_size=20))
def test_a_stem_is_a_beginning_of_the_word(word: str) -> None:
    found = stem(word)
    assert found and len(found) <= len(word)
    assert word.startswith(found[:-1])  # the last letter may be hardened
    assert len(found) >= min(len(word), 2)
