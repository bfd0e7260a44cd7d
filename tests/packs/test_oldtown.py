"""The pack of the invented city: whole, small, in two languages, and counted in calendar days."""

from datetime import date, datetime

import pytest

from dauys.core.clock import reckon
from dauys.core.routing import choose, suggest_topics
from dauys.ground.packs.load import built_in, check_directory, load_pack, unconfirmed, warnings

OLDTOWN = built_in("oldtown")
PACK = load_pack(OLDTOWN)


def test_it_passes_its_own_check_with_one_rule_left_unconfirmed() -> None:
    assert check_directory(OLDTOWN) == warnings(OLDTOWN) == []
    (found,) = unconfirmed(OLDTOWN)
    assert (found.file, found.path) == ("rules.yaml", "code")
    assert found.message.startswith("silence is law that nobody has confirmed")


def test_it_differs_from_kz_in_what_a_program_might_take_for_granted() -> None:
    assert (PACK.languages, PACK.info.default_language) == (("en", "ru"), "en")
    assert (PACK.info.country, PACK.info.national_id) == (None, None)
    assert PACK.info.weekend == ("sun",)
    assert (len(PACK.appeal_kinds), PACK.need_kind) == (4, "need")
    assert "application" not in PACK.kinds
    units = {getattr(kind, term).unit for kind in PACK.kinds.values() for term in ("forward", "consider", "complain")}
    assert units == {"calendar_day"}
    assert (len(PACK.areas), len(PACK.organizations), len(PACK.topics)) == (8, 10, 12)


@pytest.mark.parametrize(
    ("kind", "received", "registered", "due"),
    [
        ("request", "2026-03-04T10:00+03:00", date(2026, 3, 4), date(2026, 3, 18)),
        ("request", "2026-03-07T17:30+03:00", date(2026, 3, 9), date(2026, 3, 23)),  # late on a Saturday
        ("report", "2026-03-01T10:00+03:00", date(2026, 3, 2), date(2026, 3, 16)),  # a Sunday
        ("question", "2026-05-29T10:00+03:00", date(2026, 5, 29), date(2026, 6, 13)),  # the 12th is Bridge Day
        ("complaint", "2026-03-04T10:00+03:00", date(2026, 3, 4), date(2026, 3, 25)),
    ],
)
def test_terms_in_calendar_days(kind: str, received: str, registered: date, due: date) -> None:
    clock = reckon(PACK.calendar(), PACK.terms(kind), datetime.fromisoformat(received))
    assert (clock.registered_on, clock.due_on) == (registered, due)


@pytest.mark.parametrize(
    ("text", "area", "kind", "to"),
    [
        ("The boiler is broken and it is cold", "oldtown/market", "request", "council/hall/water"),
        ("В парке упало дерево", "oldtown/gardens", "report", "council/hall/parks"),
        ("A pothole in the road", "oldtown/mills", "report", "council/hall/streets"),
        ("A pothole in the road", "oldtown/harbour/lighthouse", "report", "council/hall/harbour"),
        ("Паром ушёл раньше расписания", "oldtown/market", "report", "council/hall/harbour"),
        ("The tram is late", "oldtown/market", "report", "council/hall/streets"),
        ("The tram is late", "oldtown/market", "complaint", "council"),
        ("There is a smell of gas", "oldtown/market", "complaint", "council/hall"),
        ("Who painted the moon?", "oldtown", "question", "council/hall"),
    ],
)
def test_a_voice_finds_its_body(text: str, area: str, kind: str, to: str) -> None:
    topic = next((found.code for found in suggest_topics(text, PACK.topic_words())), None)
    choice = choose(PACK.routing_rules(), topic=topic, area_path=area, kind=kind, text=text)
    assert choice is not None
    assert choice.rule.to == to


def test_every_rule_of_routing_wins_somewhere() -> None:
    texts = ("", " ".join(word.rstrip("*") for rule in PACK.routing for word in rule.when.words))
    won = {
        choice.rule.code
        for topic in (None, *PACK.topics)
        for area in (None, *PACK.areas)
        for kind in PACK.kinds
        for text in texts
        if (choice := choose(PACK.routing_rules(), topic=topic, area_path=area, kind=kind, text=text))
    }
    assert won == {rule.code for rule in PACK.routing}
