"""The pack of Kazakhstan loads, says what the facts say, and its three languages are three languages."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import BaseModel

from dauys.core.clock import add_term
from dauys.core.routing import find_urgent
from dauys.ground.packs.fields import WordLists, Words
from dauys.ground.packs.load import built_in, check_directory, load_pack, version_of, warnings
from dauys.ground.packs.pack import Pack

KZ = built_in("kz")

# Names and borrowed words that Kazakh and Russian write alike.
ALIKE = {
    "Аудитор",
    *("Абай", "Алм.о", "Астана", "Атырау", "Атыр", "Аста", "Жамбыл", "Жамб", "Жетісу", "Жеті", "Павлодар", "Павл"),
    *("Ұлытау", "Ұлыт", "Семей", "Тараз", "Шымкент", "Шымк", "Наурыз мейрамы"),
    *("Министр", "Вице-министр", "Директор", "Диспетчер"),
    *("Автобус", "Газ", "Такси", "Экология", "Сайт", "Телефон"),
}
# Letters that look Cyrillic and are Latin; a Kazakh і or һ typed on a Latin keyboard breaks search and sorting.
LATIN = re.compile(r"[A-Za-z]")
LATIN_NAMES = ("egov",)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(KZ)


def texts(value: object, where: str = "") -> Iterator[tuple[str, Words]]:
    """Every Words inside a pack's parts, with the way to it."""
    if isinstance(value, Words):
        yield where, value
    elif isinstance(value, WordLists):
        return
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), f"{where}.{name}")
    elif hasattr(value, "items"):
        for key, inner in value.items():
            yield from texts(inner, f"{where}.{key}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{where}[{number}]")


def all_texts(pack: Pack) -> list[tuple[str, Words]]:
    parts = {
        "info": pack.info,
        "labels": pack.labels,
        "rules": pack.rules,
        "kinds": pack.kinds,
        "calendar": pack.calendar_years,
        "areas": pack.areas,
        "organizations": pack.organizations,
        "topics": pack.topics,
        "routing": pack.routing,
        "replies": pack.replies,
    }
    return [found for name, part in parts.items() for found in texts(part, name)]


def test_the_pack_has_no_errors_and_no_warnings() -> None:
    assert check_directory(KZ) == []
    assert warnings(KZ) == []


def test_the_version_is_that_of_the_files(pack: Pack) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", pack.version)
    assert pack.version == version_of(KZ)


def test_there_are_many_texts_to_check(pack: Pack) -> None:
    assert len(all_texts(pack)) > 500


def test_kazakh_is_not_russian(pack: Pack) -> None:
    same = {(where, text.get("kk")) for where, text in all_texts(pack) if text.get("kk") == text.get("ru")}
    assert {found for found in same if found[1] not in ALIKE} == set()


def test_every_allowed_likeness_is_still_needed(pack: Pack) -> None:
    used = {text.get("kk") for _, text in all_texts(pack) if text.get("kk") == text.get("ru")}
    assert used == ALIKE


def test_kazakh_and_russian_texts_hold_no_latin_letters(pack: Pack) -> None:
    found = []
    for where, text in all_texts(pack):
        for language in ("kk", "ru"):
            plain = re.sub(r"\{[^{}]*\}", "", text.get(language))
            if LATIN.search(plain):
                found.append((where, plain))
    assert found == []


def test_stems_are_typed_in_the_alphabet_of_their_language(pack: Pack) -> None:
    lists = [pack.info.urgent_words, *(topic.words for topic in pack.topics.values())]
    for words in lists:
        for language in ("kk", "ru"):
            assert [stem for stem in words.get(language) if LATIN.search(stem) and stem not in LATIN_NAMES] == []
        assert [stem for stem in words.get("en") if re.search(r"[а-яёәғқңөұүһі]", stem)] == []


def test_russian_texts_hold_no_kazakh_letters_outside_names(pack: Pack) -> None:
    allowed = ("Жетісу", "Жеті", "Ұлытау", "Ұлыт", "Ақжар жарық")
    for where, text in all_texts(pack):
        plain = text.get("ru")
        for name in allowed:
            plain = plain.replace(name, "")
        assert not re.search(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", plain), (where, plain)


def test_the_kinds_and_their_terms(pack: Pack) -> None:
    assert list(pack.appeal_kinds) == ["application", "complaint", "message", "proposal", "response", "inquiry"]
    assert set(pack.kinds) - set(pack.appeal_kinds) == {pack.need_kind} == {"need"}
    for kind in pack.appeal_kinds.values():
        terms = pack.terms(kind.code)
        assert (terms.consider.amount, terms.consider.unit) == (20 if kind.goes_up else 15, "working_day")
        assert terms.forward is not None and terms.forward.amount == 3
        assert terms.extend is not None and (terms.extend.amount, terms.extend.unit) == (2, "month")
        assert terms.extend_base == "receipt"
        assert terms.notify_extension is not None and terms.notify_extension.amount == 3
        assert pack.reopen_terms(kind.code).consider.amount == 10
        assert pack.reopen_terms(kind.code).forward is None
        assert (pack.complain_term(kind.code).amount, pack.complain_term(kind.code).unit) == (3, "month")
        assert all(code in pack.rules for code in kind.rules())
    assert [kind.code for kind in pack.kinds.values() if kind.goes_up] == ["complaint"]


def test_what_the_facts_do_not_confirm_is_not_called_confirmed(pack: Pack) -> None:
    unconfirmed = {rule.code for rule in pack.unconfirmed_rules()}
    assert unconfirmed >= {
        "complaint-consider",
        "complaint-pass-up",
        "complain-three-months",
        "simplified-consider",
        "appc-76-extend",
        "count-from-next-working-day",
        "reception-monthly",
        "office-reopen",
    }
    assert not unconfirmed & {"appc-76-consider", "appc-65-forward", "appc-64-register", "appc-91-silence"}
    for code in unconfirmed:
        if pack.rules[code].source in ("GK", "OWN"):
            assert pack.rules[code].article is None, code


def test_only_article_numbers_read_in_a_source_are_used(pack: Pack) -> None:
    numbers = {re.sub(r"\D", "", rule.article.get("en")) for rule in pack.rules.values() if rule.article}
    assert numbers == {"63", "64", "65", "73", "74", "76", "91", "122", "1221"}  # points of article 12 stand behind it


def test_rules_of_a_day(pack: Pack) -> None:
    codes = {rule.code for rule in pack.unconfirmed_rules(date(2022, 1, 1))}
    assert "complaint-consider" in codes
    assert "office-reopen" not in codes


def test_the_twenty_regions_each_have_a_square_of_their_own(pack: Pack) -> None:
    regions = [area for area in pack.areas.values() if area.parent == "kz"]
    assert len(regions) == 20
    assert len({(area.tile.col, area.tile.row) for area in regions if area.tile}) == 20
    for area in regions:
        assert area.iso == f"KZ-{area.official_code}"
        assert area.lat is not None and 40.5 < area.lat < 55.5
        assert area.lon is not None and 46.4 < area.lon < 87.4
        assert all(len(text) <= 5 for _, text in area.tile.short.root)


def test_the_demonstration_district_says_it_is_invented(pack: Pack) -> None:
    line = pack.area_line("kz/11/aqjar/dostyq")
    assert [area.code for area in line] == ["kz", "kz/11", "kz/11/aqjar", "kz/11/aqjar/dostyq"]
    invented = [area for code, area in pack.areas.items() if code.startswith("kz/11/aqjar")]
    assert len(invented) == 4
    assert all(area.note and "invented" in area.note.get("en").lower() for area in invented)
    bodies = [body for code, body in pack.organizations.items() if code.startswith("akmola/aqjar")]
    assert len(bodies) == 8
    assert all(body.source == "DEMO" and body.note for body in bodies)


def test_the_way_up_from_a_department(pack: Pack) -> None:
    assert [body.code for body in pack.ways_up("akmola/aqjar/housing")] == ["akmola/aqjar", "akmola", "gov"]


def test_words_fall_back_to_the_first_language(pack: Pack) -> None:
    name = pack.kind("complaint").name
    assert (name.get("kk"), name.get("ru"), name.get("en")) == ("Шағым", "Жалоба", "Complaint")
    assert name.get("de") == "Шағым" == str(name)


def test_a_reply_is_found_by_its_topic_or_the_one_above(pack: Pack) -> None:
    assert pack.reply_for("heating").code == "utilities"
    assert pack.reply_for("police").code == "general"
    assert pack.reply_for(None).code == "general"
    text = pack.with_articles(pack.reply_for(None).appeal.get("kk"), "kk")
    assert "ӘРПК 91-бап" in text
    assert "{complain_until}" in text


def test_the_complaint_term_ends_on_a_working_day(pack: Pack) -> None:
    term = pack.complain_term("application")
    assert add_term(pack.calendar(), term, date(2026, 4, 9)) == date(2026, 7, 9)
    assert add_term(pack.calendar(), term, date(2026, 4, 6)) == date(2026, 7, 7), "6 July is Capital Day"


def test_the_words_of_danger_do_not_cry_wolf(pack: Pack) -> None:
    calm = [topic for topic in pack.topics.values() if not topic.urgent]
    for language in pack.languages:
        for topic in calm:
            assert find_urgent(topic.example.get(language), pack.urgent_words()) == (), topic.code
        for kind in pack.kinds.values():
            assert find_urgent(kind.example.get(language), pack.urgent_words()) == (), kind.code
        assert find_urgent(pack.topics["danger"].example.get(language), pack.urgent_words())
