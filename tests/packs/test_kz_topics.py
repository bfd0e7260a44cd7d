"""Sixty topics in two levels: told apart by what people write, and each with an answer to start from."""

import pytest
from django.utils.translation import override

from dauys.channels.forms import RegisterForm
from dauys.core.routing import choose, suggest_topics
from dauys.ground.packs.load import built_in, load_pack

PACK = load_pack(built_in("kz"))


def best(text: str) -> str | None:
    found = suggest_topics(text, PACK.topic_words())
    return found[0].code if found else None


def test_there_are_sixty_in_two_levels() -> None:
    topics = PACK.topics
    assert len(topics) == 60
    above = {topic.parent for topic in topics.values() if topic.parent}
    assert not {topics[code].parent for code in above} - {None}, "a third level"
    assert len(above) >= 10


def test_they_are_offered_below_the_one_above(db: None) -> None:
    groups = PACK.topic_groups()
    offered = [topic.code for top, below in groups for topic in (top, *below)]
    assert sorted(offered) == sorted(PACK.topics) and [top.code for top, _below in groups][:2] == [
        "danger",
        "utilities",
    ]
    assert offered[offered.index("roads") - 1] == "transport" and offered.index("snow") < offered.index("land")
    with override("ru"):
        choices = RegisterForm().fields["topic"].choices
    under = next(group for label, group in choices if label == "Дороги и транспорт")
    assert {"transport", "roads", "road-safety"} <= {code for code, _name in under}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Арык у дома забит, после дождя вода стоит", "drainage"),
        ("Арыктар бителип калган", "drainage"),  # without Kazakh letters
        ("Үйдің қасбеті тозған, күрделі жөндеу керек", "house-repair"),
        ("На кладбище не вывезли мусор с могил", "cemetery"),
        ("Около садика машины гоняют, поставьте лежачего полицейского", "road-safety"),
        ("В парке сломали газон", "greenery"),
        ("Жедел жәрдем екі сағаттан кейін келді", "ambulance"),
        ("В школьной столовой плохо кормят, питание холодное", "school-meals"),
        ("Не могу прописаться, потерял удостоверение", "documents"),
        ("Почта не работает, посылку не отдают", "post"),
        ("Күйеуім ұрып-соғады", "violence"),
        ("Коллекторы звонят из-за кредита", "credit"),
        ("Предпринимателю отказали в лицензии", "business"),
        ("Бакшага суару каналы жетпейди", "irrigation"),
        ("Алимент не взыскивает судебный исполнитель", "bailiffs"),
        ("На пляже нет урн для туристов", "tourism"),
        ("Военкомат потерял документы", "military"),
        ("Қандас мәртебесін бермей жатыр", "migration"),
        # The older ones still win where they did.
        ("Жолда шұңқыр көп", "roads"),
        ("Көшеде су жоқ", "water"),
        ("Учитель грубит ученикам в школе", "school"),
        ("Полиция не приехала, украли телефон", "police"),
        ("Фермеру не дали субсидию на посев", "agriculture"),
    ],
)
def test_what_people_write_finds_its_topic(text: str, topic: str) -> None:
    assert best(text) == topic


def test_what_speaks_of_danger_is_urgent_by_its_topic_too() -> None:
    assert {topic.code for topic in PACK.topics.values() if topic.urgent} == {"danger", "ambulance", "violence"}


def test_a_topic_goes_where_the_one_above_goes() -> None:
    for topic in PACK.topics.values():
        if topic.parent is None or topic.parent == "digital":
            continue
        ways = [
            choose(PACK.routing_rules(), topic=code, area_path="kz/35", kind="application", text="")
            for code in (topic.code, topic.parent)
        ]
        own_rule = any(topic.code in rule.when.topics for rule in PACK.routing)
        assert own_rule or ways[0] == ways[1], topic.code


def test_most_topics_have_an_answer_of_their_own_to_start_from() -> None:
    general = [code for code in PACK.topics if PACK.reply_for(code).code == "general"]
    assert len({reply.code for reply in PACK.replies}) == len(PACK.replies) >= 17
    assert len(general) < len(PACK.topics) / 2, general
    assert PACK.reply_for("irrigation").code == "agriculture" and PACK.reply_for("school-meals").code == "education"
