"""The linter of answers: each fault is named where it stands, a good answer is left, and time stays linear."""

import time
from collections.abc import Mapping

import pytest

from dauys.core.answer_lint import CODES, Finding, codes, lint
from dauys.ground.packs.load import built_in, load_pack

RULES = [rule.rule for rule in load_pack(built_in("kz")).lint.values()]
VOICE_RU = "На улице Абая третью неделю нет воды в доме 12. Прошу починить трубу. Прошу пересчитать оплату за март."
GOOD_RU = {
    "asked": "Вы написали 3 марта: на улице Абая в доме 12 нет воды, просите починить трубу и пересчитать оплату.",
    "found": "Мастер проверил 5 марта: лопнула труба у дома 12. Воды не было с 20 февраля по 5 марта.",
    "decided": "Трубу починят до 10 марта, исполнит водоканал. Оплату за март пересчитают по правилам услуг, статья 7.",
    "appeal": "Если вы не согласны, подайте жалобу до 5 июня в акимат области, мы её передадим.",
}
VOICE_KK = "Абай көшесінде үш аптадан бері су жоқ. Құбырды жөндеп беріңізші."
GOOD_KK = {
    "asked": "Сіз 3 наурызда Абай көшесінде су жоқ деп жаздыңыз, құбырды жөндеуді сұрадыңыз.",
    "found": "Шебер 5 наурызда тексерді: құбыр жарылған екен.",
    "decided": "Құбыр 10 наурызға дейін жөнделеді, орындайтын су арнасы. Негізі: заңның 7-бабы.",
    "appeal": "Жауаппен келіспесеңіз, 5 маусымға дейін облыс әкімдігіне шағым бере аласыз.",
}


def of(blocks: Mapping[str, str], voice: str = VOICE_RU, language: str = "ru") -> list[Finding]:
    return lint(blocks, voice=voice, language=language, rules=RULES)


def test_good_answers_are_left() -> None:
    assert of(GOOD_RU) == []
    assert of(GOOD_KK, VOICE_KK, "kk") == []


@pytest.mark.parametrize(
    ("block", "text", "code", "part"),
    [
        ("found", "", "block_empty", ""),
        ("found", GOOD_RU["found"] + " [что, когда]", "gap", "[что, когда]"),
        ("decided", GOOD_RU["decided"] + " ____", "gap", "____"),
        ("decided", "Трубу починят до 10 марта, оплату пересчитают за март.", "no_norm", ""),
        ("appeal", "Благодарим вас за обращение к нам.", "no_complaint", ""),
        ("decided", GOOD_RU["decided"] + " Сделано в рамках компетенции.", "empty_phrase", "в рамках компетенции"),
        ("found", GOOD_RU["found"] + " Меры приняты.", "vague_deed", "Меры приняты"),
        ("decided", "Труба и оплата за март: будет сделано по правилам.", "no_term", "будет"),
        ("decided", "Трубу починят до 10 числа, исполнит водоканал, статья 7.", "unanswered", ""),
    ],
)  # fmt: skip
def test_each_fault_is_named_where_it_stands(block: str, text: str, code: str, part: str) -> None:
    found = [f for f in of({**GOOD_RU, block: text}) if f.code == code]
    assert len(found) == 1, of({**GOOD_RU, block: text})
    assert found[0].block == block and text[found[0].start : found[0].end] == part
    assert found[0].severity == ("block" if code == "gap" else "warn")


def test_a_deed_with_a_day_is_no_empty_word() -> None:
    assert of({**GOOD_RU, "found": GOOD_RU["found"] + " Меры приняты 5 марта: труба перекрыта."}) == []


def test_an_answer_of_something_else_and_in_another_language() -> None:
    other = {
        **GOOD_RU,
        "asked": "Сообщаем следующее гражданам.",
        "found": "Заседание комиссии состоялось 9 мая в зале.",
    }
    other["decided"] = "Комиссия утвердила отчёт по статье 7 кодекса 9 мая."
    assert "no_facts" in codes(of(other))
    assert codes(of(GOOD_RU, VOICE_KK, "kk")) == ["other_language"]


def test_codes_are_known_and_in_order() -> None:
    assert {rule.code for rule in RULES} == set(CODES)
    assert codes(of(dict.fromkeys(GOOD_RU, ""))) == ["block_empty", "no_norm", "no_complaint", "no_facts", "unanswered"]


@pytest.mark.parametrize("piece", ["[", "{", "меры приняты ", "a", "1) ", ". ", "прошу ", "_"])
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.process_time()
        of({**GOOD_RU, "found": text, "decided": text}, voice=text)
        return time.process_time() - start

    of(GOOD_RU)
    assert spent(60_000) < 4 + 20 * spent(6_000)
