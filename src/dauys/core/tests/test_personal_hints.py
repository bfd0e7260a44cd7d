"""Hints at personal data: what must be found, what ordinary words must not be, and that covering adds nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.personal_hints import BLACK, blacked_out, hints, only_covers


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Қоңырау шалыңыз: +7 700 123-45-67, кешке", "phone", "+7 700 123-45-67"),
        ("звоните 8(701)1234567 вечером", "phone", "8(701)1234567"),
        ("тел. 34-56-78", "phone", ""),
        ("ЖСН 880101300123 бойынша", "iin", "880101300123"),
        ("пишите на aigul.s@mail.kz срочно", "mail", "aigul.s@mail.kz"),
        ("карта 4400 1234 5678 9012", "card", "4400 1234 5678 9012"),
        ("Менің атым Айгүл, су жоқ", "name", "Айгүл"),
        ("Сосед Иван Петров шумит", "name", "Иван Петров"),
        ("Нұрлан Серікұлы келмейді", "name", "Нұрлан Серікұлы"),
        ("директор А. К. Омарова", "name", "А. К. Омарова"),
        ("Крыша течёт над квартирой 39, мокро", "address", "квартирой 39"),
        ("ул. Абая, дом 12, кв. 45", "address", "кв. 45"),
        ("машина 123 ABC 01 стоит", "plate", "123 ABC 01"),
    ],
)
def test_is_found(text: str, kind: str, part: str) -> None:
    found = [(h.kind, text[h.start : h.end]) for h in hints(text)]
    if part:
        assert (kind, part) in found
        assert part not in blacked_out(text)


@pytest.mark.parametrize(
    "text",
    ["Біздің көшеде үш күннен бері су жоқ. Көмектесіңіздерші.", "На улице нет света уже 5 дней, ждём 3 недели.", ""],
)
def test_ordinary_words_are_left(text: str) -> None:
    assert hints(text) == []


def test_covering_is_no_rewriting() -> None:
    text = "Сосед Иван Петров шумит каждую ночь."
    assert only_covers(text, text)
    assert only_covers(blacked_out(text), text)
    assert only_covers(f"Сосед {BLACK} шумит {BLACK}", text)
    assert only_covers(f"{BLACK} шумит каждую ночь.", text)
    assert not only_covers("Сосед не шумит каждую ночь.", text)
    assert not only_covers("Сосед Иван Петров шумит", text)
    assert not only_covers(f"{BLACK} шумит тихо {BLACK}", text)


@given(st.text(alphabet="аб8 7@.Ив", max_size=40))
def test_covered_text_is_a_cover(text: str) -> None:
    assert only_covers(blacked_out(text), text)
    spans = hints(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
