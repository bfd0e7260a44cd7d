"""Personal data in text: what must be found and why, what ordinary words must not be, and that time stays linear."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.redaction import BLACK, KINDS, REASONS, covered, find, only_covers


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Қоңырау шалыңыз: +7 700 123-45-67, кешке", "phone", "+7 700 123-45-67"),
        ("звоните 8(701)1234567 вечером", "phone", "8(701)1234567"),
        ("8 7 0 7 1 2 3 4 5 6 7 деп жазыңыз", "phone", "8 7 0 7 1 2 3 4 5 6 7"),
        ("мой 707 123 4567", "phone", "707 123 4567"),
        ("тел. 34-56-78", "phone", "34-56-78"),
        ("сегіз жеті жүз бір жүз жиырма үш қырық бес алпыс жеті", "phone", "сегіз жеті жүз бір жүз жиырма үш"),
        ("звоните восемь семьсот один сто двадцать три сорок пять шестьдесят семь", "phone", "семьсот один сто"),
        ("ЖСН 880101300123 бойынша", "iin", "880101300123"),
        ("нөмірім 991231500006", "iin", "991231500006"),
        ("пишите на aigul.s@mail.kz срочно", "mail", "aigul.s@mail.kz"),
        ("aigul собака mail точка kz", "mail", "aigul собака mail точка kz"),
        ("карта 4400 1234 5678 9012", "card", "4400 1234 5678 9012"),
        ("4111 1111 1111 1111 без слова", "card", "4111 1111 1111 1111"),
        ("шот KZ86125KZT5004100100", "account", "KZ86125KZT5004100100"),
        ("жеке куәлік № 034512345 берілген", "document", "034512345"),
        ("удостоверение личности №034512345", "document", "034512345"),
        ("туған күні: 12.03.1985", "birth", "12.03.1985"),
        ("смотрите t.me/aigul_s", "profile", "t.me/aigul_s"),
        ("менің инстам @aigul.s", "profile", "@aigul.s"),
        ("инста: aigul_s бар", "profile", "aigul_s"),
        ("Менің атым Айгүл, су жоқ", "name", "Айгүл"),
        ("my name is Zeynep Kaya and", "name", "Zeynep Kaya"),
        ("Сосед Иван Петров шумит", "name", "Иван Петров"),
        ("Нұрлан Серікұлы келмейді", "name", "Нұрлан Серікұлы"),
        ("Нұрлан Серікұлының баласы", "name", "Нұрлан Серікұлының"),
        ("Нурлан Серикулы не пришел", "name", "Нурлан Серикулы"),
        ("написала Ивану Петровичу Сидорову", "name", "Ивану Петровичу Сидорову"),
        ("директор А. К. Омарова", "name", "А. К. Омарова"),
        ("Ахметов А.Б. обещал", "name", "Ахметов А.Б."),
        ("Олжас Керейхан келді", "name", "Олжас Керейхан"),
        ("бұл Айгүлге керек", "name", "Айгүлге"),
        ("айгүл апай келмеді", "name", "айгүл"),
        ("Aigul Serikova called", "name", "Aigul Serikova"),
        ("Крыша течёт над квартирой 39, мокро", "address", "квартирой 39"),
        ("ул. Абая, дом 12, кв. 45", "address", "ул. Абая, дом 12, кв. 45"),
        ("улица Сатпаева 12, кв 4", "address", "улица Сатпаева 12, кв 4"),
        ("Абай көшесі, 12-үй, 45-пәтер", "address", "Абай көшесі, 12-үй, 45-пәтер"),
        ("5 мкр, дом 12", "address", "5 мкр, дом 12"),
        ("живу на Абая 12-45", "address", "на Абая 12-45"),
        ("машина 123 ABC 01 стоит", "plate", "123 ABC 01"),
        ("123АВС01 көлігі", "plate", "123АВС01"),
        ("машина а 123 bcd", "plate", "а 123 bcd"),
    ],
)
def test_is_found(text: str, kind: str, part: str) -> None:
    found = [(s.kind, text[s.start : s.end]) for s in find(text)]
    assert any(k == kind and part in whole for k, whole in found), found
    assert part not in covered(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Біздің көшеде үш күннен бері су жоқ. Көмектесіңіздерші.",
        "На улице нет света уже 5 дней, ждём 3 недели.",
        "БСН 991240000003 мекемесі",
        "улица Бауыржана Момышулы не убрана",
        "Бауыржан Момышұлы көшесінде шұңқыр бар",
        "Абай ауданының әкімдігі",
        "Надежда умирает последней. Роман хороший.",
        "Алматы қаласы, Нұр-Сұлтан туралы",
        "500 мл 15 рет, машина 300 тг 20",
        "5 үй сусыз қалды",
        "Акимат Алматинской области и Костанайский район",
        "приказ № 521 от 29.06.2023, 2024-2025 оқу жылы",
    ],
)
def test_ordinary_words_are_left(text: str) -> None:
    assert find(text) == []


def test_says_why() -> None:
    text = "Ахметов А.Б., Иван Петрович, 991231500006, Айгүл"
    found = find(text, names=["Айгүл Серік"])
    assert [s.why for s in found] == ["initials", "patronymic", "check_digit", "of_case"]


def test_allowed_phrases_are_left_in_every_form() -> None:
    text = "Аким Марат Серікбаев пен Нұрлан Серікұлы. Тел. 8 700 111 22 33"
    assert len(find(text)) == 3
    left = [text[s.start : s.end] for s in find(text, allow=["Марат Серікбаев", "8 700 111 22 33"])]
    assert left == ["Нұрлан Серікұлы"]
    assert [s.why for s in find("Марату Серікбаевқа", allow=["Марат Серікбаев"], names=["Марат"])] == ["of_case"]


def test_names_of_the_case_are_found_without_capitals() -> None:
    text = "төлегеновтың үйі, ТӨЛЕГЕНОВ, но не толедо"
    assert [text[s.start : s.end] for s in find(text, names=["Төлегенов"])] == ["төлегеновтың", "ТӨЛЕГЕНОВ"]


LONG = 100_000


@pytest.mark.parametrize(
    "piece",
    ["a", "А", "1 ", "7", "а.б.", "@", "Иван ", "ул. Абая ", "бір ", "паспорт ", "a.b-", "8 ( ", "12-", "собака ", " ",
     "Абай көше", "менің атым ", "жсн ", "А-", "██", "Айгүл Серікқызы ", "кв", "KZ11 "],
)  # fmt: skip
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        find(text, names=["Айгүл Серік"], allow=["Абай ауданы"])
        return time.process_time() - start

    find(piece * 100)
    assert spent(LONG) < 6 + 20 * spent(LONG // 10)


def test_covering_is_no_rewriting() -> None:
    text = "Сосед Иван Петров шумит каждую ночь."
    assert only_covers(text, text)
    assert only_covers(covered(text), text)
    assert only_covers(f"Сосед {BLACK} шумит {BLACK}", text)
    assert only_covers(f"{BLACK} шумит каждую ночь.", text)
    assert not only_covers("Сосед не шумит каждую ночь.", text)
    assert not only_covers("Сосед Иван Петров шумит", text)
    assert not only_covers(f"{BLACK} шумит тихо {BLACK}", text)


@given(st.text(alphabet="аб8 7@.Ив-кӘұлы\n", max_size=60))
def test_stretches_are_in_order_and_apart(text: str) -> None:
    found = find(text)
    assert only_covers(covered(text), text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= s.start < s.end <= len(text) and s.kind in KINDS and s.why in REASONS for s in found)
