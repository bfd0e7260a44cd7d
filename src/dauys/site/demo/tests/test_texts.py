"""The invented voices: enough of them, true to the pack, answered in four real blocks, in honest letters."""

import re
from collections import Counter

import pytest

from dauys.answers.rules import MIN_BLOCK
from dauys.core.routing import choose, find_urgent, suggest_topics
from dauys.ground.packs.current import current
from dauys.site.demo.plan import first_sentence
from dauys.site.demo.staff import AQJAR, cast_of
from dauys.site.demo.texts import HOME, PLACES, Text, voices, words

GAPS = {"street": "Бұлақты", "house": 7, "flat": 9, "days": 8, "checked": "15 наурыз", "until": "20 наурыз"}
each_voice = pytest.mark.parametrize("voice", voices(), ids=lambda v: v.code)


def owner_of(voice: Text) -> str:
    area = voice.area or f"{HOME}/aqjar"
    found = choose(current().routing_rules(), topic=voice.topic, area_path=area, kind=voice.kind, text=voice.text)
    assert found is not None
    return found.rule.to


def test_there_are_enough_different_voices_in_every_language() -> None:
    counts = Counter(v.file for v in voices())
    languages = Counter(v.language for v in voices())
    assert len({v.text for v in voices()}) == len({v.code for v in voices()}) >= 90
    assert counts["voices_kk.yaml"] >= 40
    assert counts["voices_ru.yaml"] >= 35
    assert languages["en"] == 5
    assert sum(v.language != "en" for v in voices() if v.file == "voices_mixed.yaml") == 10


@each_voice
def test_a_voice_names_what_the_pack_knows(voice: Text) -> None:
    pack = current()
    assert voice.topic in pack.topics
    assert voice.kind in pack.kinds
    assert (voice.area or HOME) in pack.areas
    assert voice.language in pack.languages


@each_voice
def test_a_voice_is_a_short_real_text(voice: Text) -> None:
    said = voice.text.format(**GAPS)
    assert 60 <= len(said) <= 400
    assert len(first_sentence(said)) >= 25


@each_voice
def test_words_of_danger_stand_in_urgent_voices_and_nowhere_else(voice: Text) -> None:
    assert bool(find_urgent(voice.text, current().urgent_words())) == voice.urgent


@each_voice
def test_answers_exist_exactly_where_somebody_works(voice: Text) -> None:
    assert bool(voice.found) == bool(voice.decided) == bool(cast_of(current()).officers_of(owner_of(voice)))


@each_voice
def test_answers_have_no_gap_and_say_enough(voice: Text) -> None:
    if not voice.found:
        pytest.skip("never answered")
    assert "{checked}" in voice.found + voice.decided
    assert "{until}" in voice.decided
    for block in (voice.found.format(**GAPS), voice.decided.format(**GAPS)):
        assert len(block) >= MIN_BLOCK
        assert not re.search(r"[{}\[\]…]|___", block)


@each_voice
def test_cyrillic_words_hold_no_latin_look_alikes(voice: Text) -> None:
    for word in re.findall(r"\w+", f"{voice.text} {voice.found} {voice.decided}".replace("_", " ")):
        assert not (re.search(r"[a-zA-Z]", word) and re.search(r"[\u0400-\u04ff]", word)), word


def test_the_words_around_hold_no_look_alikes() -> None:
    for word in re.findall(r"\w+", str({k: v for k, v in words().items() if k != "streets"})):
        assert not (re.search(r"[a-zA-Z]", word) and re.search(r"[\u0400-\u04ff]", word)), word


def test_most_voices_are_found_by_their_words() -> None:
    pack = current()
    hits = sum(v.topic in [t.code for t in suggest_topics(v.text, pack.topic_words())] for v in voices())
    assert hits / len(voices()) > 0.9


def test_voices_without_a_place_come_from_the_invented_district() -> None:
    assert all(place in current().areas and place.startswith(HOME) for place in PLACES)
    assert AQJAR in current().organizations


def test_every_language_has_words_for_ratings_and_returns() -> None:
    for language in current().languages:
        assert words()["returned"][language]
        assert words()["asked"][language].format(received="15 наурыз", sentence="Су жоқ")
        assert all(words()["rated"][solved][language] for solved in ("solved", "partly", "not_solved"))
