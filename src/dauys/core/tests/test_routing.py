"""Routing: the words that decide are found and named, and the order of the rules decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.folding import words as folded_words
from dauys.core.routing import Choice, Rule, Text, choose, find_urgent, is_within, suggest_topics

TOPICS = {
    "roads": ["жол", "жолд*", "шұңқыр", "дорог*", "яма", "ямы", "road", "pothole"],
    "water": ["су", "құбыр", "вода", "воды", "горячая вода", "water"],
    "light": ["жарық", "свет", "фонарь", "street light"],
    "snow": ["қар", "снег*", "snow"],
}


def test_topics_are_found_in_any_language_and_case() -> None:
    assert [s.code for s in suggest_topics("ЖОЛДАҒЫ ШҰҢҚЫРЛАР", TOPICS)] == ["roads"]
    assert [s.code for s in suggest_topics("жолдагы шункырлар", TOPICS)] == ["roads"]
    assert [s.code for s in suggest_topics("Дороги в ямах", TOPICS)] == ["roads"]
    assert [s.code for s in suggest_topics("The street lights are out", TOPICS)] == ["light"]


def test_the_words_that_matched_are_named_as_the_pack_writes_them() -> None:
    (score,) = suggest_topics("Шункырлар, жолда!", TOPICS)
    assert (score.score, score.matched) == (2, ("жолд*", "шұңқыр"))


def test_short_words_match_whole_only() -> None:
    assert suggest_topics("Сурак бар, картаны кайдан аламын", TOPICS) == []
    assert [s.code for s in suggest_topics("Су жок", TOPICS)] == ["water"]


def test_the_topic_with_more_words_is_first_and_a_tie_goes_to_the_earlier_word() -> None:
    assert [s.code for s in suggest_topics("Су жоқ, жарық жоқ, құбыр жарылды", TOPICS)] == ["water", "light"]
    assert [s.code for s in suggest_topics("Жарық жоқ, су жоқ", TOPICS)] == ["light", "water"]
    assert [s.code for s in suggest_topics("қар", {"b": ["қар"], "a": ["кар"]})] == ["a", "b"]


def test_neither_repeating_nor_synonyms_raise_a_score() -> None:
    assert [s.score for s in suggest_topics("вода, вода, вода", {"t": ["вода", "вод*", "воды"]})] == [1]


def test_a_phrase_needs_its_words_side_by_side() -> None:
    assert suggest_topics("горячая вода", {"t": ["горячая вода"]})[0].score == 2
    assert suggest_topics("горячая и вода", {"t": ["горячая вода"]}) == []
    assert suggest_topics("вода горячая", {"t": ["горячая вода"]}) == []
    assert suggest_topics("горячая", {"t": ["горячая вода"]}) == []
    assert suggest_topics("ата-анасыз бала", {"t": ["ата-ана*"]})[0].score == 2


def test_no_more_than_the_limit() -> None:
    text = "су, жарық, қар, жол"
    assert [s.code for s in suggest_topics(text, TOPICS)] == ["water", "light", "snow"]
    assert len(suggest_topics(text, TOPICS, limit=1)) == 1
    assert suggest_topics("", TOPICS) == []


@pytest.mark.parametrize("empty", ["", " ", "*", "!!!"])
def test_a_word_of_nothing_never_matches(empty: str) -> None:
    assert Text("су ! *").find(empty) == []
    assert find_urgent("су ! *", [empty]) == ()


syllables = st.sampled_from(["су", "кар", "карта", "картада", "вода", "водаа", "қар", "жол"])
texts = st.lists(syllables, max_size=8).map(" ".join)
patterns = st.lists(syllables, min_size=1, max_size=2).map(" ".join).flatmap(lambda p: st.sampled_from([p, p + "*"]))


def twin_places(text: str, pattern: str) -> list[int]:
    """Look at every place in the text, word by word."""
    here, wanted = folded_words(text), pattern.split()
    found = []
    for place in range(len(here) - len(wanted) + 1):
        fits = True
        for offset, want in enumerate(wanted):
            word, stem = here[place + offset], folded_words(want)[0]
            loose = want.endswith("*") or len(stem) >= 5
            fits = fits and (word == stem or (loose and word[: len(stem)] == stem))
        if fits:
            found.append(place)
    return found


@given(texts, patterns)
def test_words_are_found_where_the_twin_finds_them(text: str, pattern: str) -> None:
    assert Text(text).find(pattern) == twin_places(text, pattern)


@given(texts, st.dictionaries(st.sampled_from("abcd"), st.lists(patterns, max_size=4)), st.integers(1, 5))
def test_scores_are_the_twins_and_no_order_of_topics_matters(
    text: str, topics: dict[str, list[str]], limit: int
) -> None:
    scores = suggest_topics(text, topics, limit)
    here = folded_words(text)
    expected = {}
    for code, topic_words in topics.items():
        covered = {
            here[place + n]
            for word in topic_words
            for place in twin_places(text, word)
            for n in range(len(word.split()))
        }
        if covered:
            expected[code] = len(covered)
    assert len(scores) == min(limit, len(expected))
    assert all(score.score == expected[score.code] for score in scores)
    assert [score.score for score in scores] == sorted(expected.values(), reverse=True)[:limit]
    assert scores == suggest_topics(text, dict(reversed(topics.items())), limit)


WATER = Rule(code="water-71", to="kz-71-water", reason="by_topic", when_topics=frozenset({"water"}), when_area="kz/71")
COMPLAINTS = Rule(code="complaints", to="kz-71-control", reason="by_kind", when_kinds=frozenset({"complaint"}))
GAS = Rule(code="gas", to="kz-emergency", reason="by_words", words=("газ", "утечка"))
REST = Rule(code="rest", to="akimat:{area}", reason="by_area")


def test_all_conditions_of_a_rule_must_hold() -> None:
    def chosen(topic: str | None, area: str | None, kind: str | None, text: str = "") -> str:
        choice = choose([WATER, COMPLAINTS, GAS, REST], topic=topic, area_path=area, kind=kind, text=text)
        assert choice
        return choice.rule.code

    assert chosen("water", "kz/71/10", "application") == "water-71"
    assert chosen("water", "kz/71", "complaint") == "water-71"
    assert chosen("water", "kz/710", "application") == "rest"
    assert chosen("water", None, "complaint") == "complaints"
    assert chosen("roads", "kz/71", "application") == "rest"
    assert chosen(None, None, None, "Утечка газа, пахнет газ") == "gas"
    assert chosen(None, None, None, "газета") == "rest"


def test_the_choice_names_its_words() -> None:
    assert choose([GAS], topic=None, area_path=None, kind=None, text="Газ! Утечки") == Choice(GAS, ("газ",))
    assert choose([GAS], topic=None, area_path=None, kind=None, text="утечка, газ") == Choice(GAS, ("газ", "утечка"))
    assert choose([REST], topic=None, area_path=None, kind=None, text="газ") == Choice(REST, ())
    assert choose([GAS], topic=None, area_path=None, kind=None, text="свет") is None
    assert choose([], topic=None, area_path=None, kind=None, text="") is None


def _holds(rule: Rule, topic: str, area: str, kind: str, text: str) -> bool:
    return (
        (not rule.when_topics or topic in rule.when_topics)
        and (not rule.when_kinds or kind in rule.when_kinds)
        and (rule.when_area is None or area.split("/")[: len(rule.when_area.split("/"))] == rule.when_area.split("/"))
        and (not rule.words or any(twin_places(text, word) for word in rule.words))
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return Rule(
        code=draw(st.text("xyz", min_size=3, max_size=3)),
        to="somebody",
        reason="some_reason",
        when_topics=draw(st.frozensets(st.sampled_from(["water", "roads"]), max_size=1)),
        when_area=draw(st.sampled_from([None, "kz", "kz/7", "kz/71"])),
        when_kinds=draw(st.frozensets(st.sampled_from(["complaint", "message"]), max_size=1)),
        words=tuple(draw(st.lists(patterns, max_size=2))),
    )


@given(
    st.lists(rules(), max_size=6),
    st.sampled_from(["water", "roads", "snow"]),
    st.sampled_from(["kz", "kz/71", "kz/71/1", "kz/75"]),
    st.sampled_from(["complaint", "message"]),
    texts,
)
def test_the_order_of_the_rules_decides(table: list[Rule], topic: str, area: str, kind: str, text: str) -> None:
    choice = choose(table, topic=topic, area_path=area, kind=kind, text=text)
    holding = [rule for rule in table if _holds(rule, topic, area, kind, text)]
    assert (choice.rule if choice else None) == (holding[0] if holding else None)
    if choice:
        assert choice.matched == tuple(word for word in choice.rule.words if twin_places(text, word))


@pytest.mark.parametrize(
    ("path", "area", "within"),
    [
        *(("kz/71", "kz/71", True), ("kz/71/", "kz/71", True), ("kz/71", "kz/71/", True)),
        *(("kz/71/1", "kz", True), ("kz/710", "kz/71", False), ("kz", "kz/71", False), (None, "kz", False)),
    ],
)
def test_an_area_is_within_by_whole_segments(path: str | None, area: str, within: bool) -> None:
    assert is_within(path, area) is within


def test_urgent_words_are_found_folded() -> None:
    urgent = ["өрт", "пожар", "не дышит", "газ иісі"]
    assert find_urgent("Орт шыкты, газ ииси бар!", urgent) == ("өрт", "газ иісі")
    assert find_urgent("Сосед не дышит, пожары", urgent) == ("пожар", "не дышит")
    assert find_urgent("өртеңде", urgent) == ()
