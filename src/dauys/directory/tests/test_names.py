"""Places are found by what people type, and two of one name are never taken for each other."""

from typing import Any

import pytest

from dauys.directory.names import PlaceNames, bare
from dauys.ground.places.models import Area

ROWS = {
    "kz/": ("Қазақстан", "Казахстан", ""),
    "kz/11/": ("Ақмола облысы", "Акмолинская область", "11"),
    "kz/11/zerendi/": ("Зеренді ауданы", "Зерендинский район", "115600000"),
    "kz/11/zerendi/zerendi/": ("Зеренді ауылы", "село Зеренда", "115630100"),
    "kz/11/aqsu/": ("Ақсу кенті", "посёлок Аксу", ""),
    "kz/55/": ("Павлодар облысы", "Павлодарская область", "55"),
    "kz/55/aqsu/": ("Ақсу қаласы", "город Аксу", ""),
}


@pytest.fixture
def names() -> PlaceNames:
    return PlaceNames({path: Area(path=path, names={"kk": kk, "ru": ru}, official_code=code)
                       for path, (kk, ru, code) in ROWS.items()})  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("kz/11/zerendi", "kz/11/zerendi/"),
        ("115630100", "kz/11/zerendi/zerendi/"),
        ("Зеренді ауылы", "kz/11/zerendi/zerendi/"),
        ("с. Зеренда", "kz/11/zerendi/zerendi/"),
        ("зеренда", "kz/11/zerendi/zerendi/"),
        ("Зерендинский р-н", "kz/11/zerendi/"),
        ("Акмолинская область, Аксу", "kz/11/aqsu/"),
        ("Павлодар обл., аксу", "kz/55/aqsu/"),
        ("город Аксу", "kz/55/aqsu/"),
        ("Акмола облысы", "kz/11/"),
    ],
)
def test_one_place_is_meant(names: PlaceNames, typed: str, path: str) -> None:
    assert names.meant(typed) == [path]


@pytest.mark.parametrize("typed", ["", " , ", "Нигде", "Абай облысы, Аксу", "999", "kz/11/nowhere", "Зер"])
def test_no_place_is_meant(names: PlaceNames, typed: str) -> None:
    assert names.meant(typed) == []


def test_two_of_one_name_are_both_told(names: PlaceNames) -> None:
    assert names.meant("Аксу") == names.meant("ақсу") == ["kz/11/aqsu/", "kz/55/aqsu/"]
    assert names.meant("зеренді") == ["kz/11/zerendi/", "kz/11/zerendi/zerendi/"]


def test_beginnings_are_offered(names: PlaceNames) -> None:
    assert names.like("зер", 9) == ["kz/11/zerendi/", "kz/11/zerendi/zerendi/"]
    assert names.like("зер", 1) == ["kz/11/zerendi/"] and names.like("Павлодар обл, а", 9) == ["kz/55/aqsu/"]
    assert names.like("", 9) == names.like("ы", 9) == []


def test_only_words_for_kinds_stay(names: Any) -> None:
    assert bare("Аул") == "аул" and bare("посёлок Аксу") == "аксу"
