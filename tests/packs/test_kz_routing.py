"""Sentences as people write them find their topic and the body that should act."""

import pytest

from dauys.core.routing import Choice, choose, suggest_topics
from dauys.ground.packs.load import built_in, load_pack

PACK = load_pack(built_in("kz"))
AQJAR = "kz/11/aqjar/aqjar"


def routed(text: str, area: str | None, kind: str = "application") -> tuple[str | None, Choice]:
    topics = suggest_topics(text, PACK.topic_words())
    topic = topics[0].code if topics else None
    choice = choose(PACK.routing_rules(), topic=topic, area_path=area, kind=kind, text=text)
    assert choice is not None, "the last rule takes everything"
    return topic, choice


@pytest.mark.parametrize(
    ("text", "area", "kind", "topic", "body"),
    [
        ("Үйімізде бір аптадан бері жылу жоқ, балалар тоңып отыр", AQJAR, "application", "heating", "housing"),
        ("Уйимизде бир аптадан бери жылу жок", AQJAR, "application", "heating", "housing"),
        ("Көше шамдары жанбайды, кешке жүру қорқынышты", AQJAR, "message", "street-lighting", "jaryq"),
        ("Кошедеги шамдар жанбайды", AQJAR, "message", "street-lighting", "jaryq"),
        ("На дороге к селу огромные ямы, машины ломаются", "kz/11/aqjar/dostyq", "message", "roads", "transport"),
        ("Балабакша кезегинде еки жыл турмыз", AQJAR, "inquiry", "kindergarten", "education"),
        ("Мне не платят детское пособие третий месяц", "kz/11/aqjar/baiterek", "application", "benefits", "social"),
        ("There is no doctor at the clinic in our village", "kz/11/aqjar/baiterek", "message", "health", "health"),
        ("Жер телімін алу кезегім қайда тұр?", AQJAR, "inquiry", "land", "land"),
        ("Қоқыс екі аптадан бері шығарылмады", AQJAR, "message", "waste", "housing"),
        ("Утренний автобус не доезжает до нашей остановки у школы", AQJAR, "message", "bus", "transport"),
    ],
)
def test_the_demonstration_district(text: str, area: str, kind: str, topic: str, body: str) -> None:
    found, choice = routed(text, area, kind)
    assert found == topic
    assert choice.rule.to == f"akmola/aqjar/{body}"


@pytest.mark.parametrize(
    ("text", "area", "kind", "body"),
    [
        ("Во дворе не вывозят мусор", "kz/71/esil", "message", "astana/housing"),
        ("Ауламызда қаңғыбас иттер көп", "kz/75/medeu", "message", "almaty"),
        ("Шымкентте су жоқ", "kz/79", "message", "shymkent/housing"),
        ("Жол шұңқыр", "kz/11/zerendi", "message", "akmola/transport"),
        ("Поезд опоздал на три часа", "kz/35", "message", "gov/mot"),
        ("Поезд опоздал на три часа", None, "message", "gov/mot"),
        ("На трассе между городами ямы, дорога разбита", AQJAR, "message", "gov/mot"),
        ("Зейнетақым қате есептелген", None, "application", "gov/mlsp"),
        ("В поликлинике ждём врача две недели", "kz/47", "message", "mangystau/health"),
        ("В поликлинике ждём врача две недели", "kz", "message", "gov/moh"),
        ("Сәлеметсіз бе, көмектесіңізші", "kz/62", "application", "ulytau"),
        ("Сәлеметсіз бе, көмектесіңізші", None, "application", "centre"),
        ("Возле нашего дома пахнет газом", AQJAR, "message", "akmola/aqjar"),
        ("Возле нашего дома пахнет газом", None, "message", "centre"),
    ],
)
def test_the_rest_of_the_country(text: str, area: str | None, kind: str, body: str) -> None:
    assert routed(text, area, kind)[1].rule.to == body


@pytest.mark.parametrize("area", ["kz/11/aqjar", "kz/11", "kz/71", "kz/75", "kz/79"])
def test_a_complaint_goes_above_the_body_it_is_about(area: str) -> None:
    """A district's department and akimat are never the decider of a complaint from the district."""
    _, choice = routed("Әлеуметтік бөлім жәрдемақыдан бас тартты", area, "complaint")
    assert (
        choice.rule.to == {"kz/71": "astana", "kz/75": "almaty", "kz/79": "shymkent"}.get(area, "akmola") + "/control"
    )


def test_every_region_has_an_akimat_that_answers_and_a_control_section_above() -> None:
    for area in (area.code for area in PACK.areas.values() if area.parent == "kz"):
        for topic in PACK.topics:
            for kind in PACK.kinds:
                choice = choose(PACK.routing_rules(), topic=topic, area_path=area, kind=kind, text="")
                assert choice is not None
                body = PACK.organizations[choice.rule.to]
                assert body.area in (area, "kz"), (area, topic, kind)
                assert kind != "complaint" or topic == "danger" or body.code == "gov" or body.code.endswith("/control")


def test_every_topic_is_found_by_its_own_example() -> None:
    for topic in PACK.topics.values():
        for language in PACK.languages:
            found = suggest_topics(topic.example.get(language), PACK.topic_words())
            assert found and found[0].code == topic.code, (topic.code, language, found)


def test_every_rule_has_its_reason_in_words() -> None:
    for rule in PACK.routing_rules():
        assert PACK.routing_reason(rule.reason).get("kk")


def test_a_topic_of_a_rule_brings_the_topics_below_it() -> None:
    rule = next(rule for rule in PACK.routing_rules() if rule.code == "aqjar-utilities")
    assert {"utilities", "heating", "water", "waste", "yard"} <= rule.when_topics
    assert "roads" not in rule.when_topics
