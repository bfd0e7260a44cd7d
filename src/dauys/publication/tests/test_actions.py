"""Nothing is shown before somebody looked, nothing that the author took back, and not a word that was not theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests import factories as make
from tests.log import follow

from dauys.cases import actions as cases
from dauys.core.redaction import BLACK
from dauys.ground.access.actors import SYSTEM, Actor, citizen
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue
from dauys.ground.messages.models import Message
from dauys.publication import actions, queries
from dauys.publication.filters import Filter
from dauys.publication.handlers import on_answer
from dauys.publication.models import Publication
from dauys.publication.rules import MovedOn, NothingNew
from dauys.site.wiring import HEARERS

AT = make.AT
pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Actor:
    return make.staff("supervisor")[1]


def wanted(**about: Any) -> make.Made:
    made = make.case(owner=make.HOUSING, confirmed=True, publish=True, **about)
    follow(AT, hearers=HEARERS)
    return made


def publish(made: make.Made, boss: Actor, text: str = make.TEXT, **about: Any) -> Publication:
    given = {"decided": None, "at": AT + timedelta(hours=1), **about}
    return actions.publish(case_id=made.id, text=text, actor=boss, **given)


def public() -> list[str]:
    return [row.text for row in queries.page(Filter()).rows]


def test_only_who_ticked_the_box_lines_up() -> None:
    made, other = wanted(), make.case(owner=make.HOUSING)
    follow(AT, hearers=HEARERS)
    assert [p.case_id for p in Publication.objects.all()] == [made.id]
    assert not other.case.publish_wanted
    assert public() == []


def test_shown_after_the_look_with_parts_covered(boss: Actor) -> None:
    made = wanted()
    covered = make.TEXT.replace("үш күннен", BLACK * 5)
    row = publish(made, boss, covered)
    assert public() == [covered]
    made.case.refresh_from_db()
    assert made.case.published_at == row.published_at and made.case.voice.text == make.TEXT
    entry = Entry.objects.get(verb="publication.publish")
    assert entry.payload == {"public_id": row.public_id, "covered": 1}


@pytest.mark.parametrize("text", ["Басқа сөз.", make.TEXT + " Рақмет.", " ", make.TEXT.replace("су жоқ", "су бар")])
def test_nobody_puts_a_word_in(boss: Actor, text: str) -> None:
    made = wanted()
    with pytest.raises(actions.PutIn):
        publish(made, boss, text)
    assert public() == [] and not Entry.objects.filter(verb="publication.publish").exists()


def test_the_author_takes_back_at_any_time(boss: Actor) -> None:
    made = wanted()
    publish(made, boss)
    for _ in range(2):
        actions.take_back(case_id=made.id, actor=citizen(made.id), at=AT + timedelta(hours=2))
    row = Publication.objects.get()
    assert (row.state, row.text, public()) == ("taken_back", "", [])
    assert Entry.objects.filter(verb="publication.take_back").count() == 1
    with pytest.raises(MovedOn):
        publish(made, boss, at=AT + timedelta(hours=3))
    actions.ask(case_id=made.id, actor=citizen(made.id), at=AT + timedelta(hours=4))
    assert Publication.objects.get().state == "waiting" and public() == []
    publish(made, boss, at=AT + timedelta(hours=5))
    assert public() == [make.TEXT]


def test_taken_back_before_anybody_heard_of_it(boss: Actor) -> None:
    made = make.case(owner=make.HOUSING, publish=True)
    actions.take_back(case_id=made.id, actor=citizen(made.id), at=AT)
    follow(AT, hearers=HEARERS)
    assert Publication.objects.get().state == "taken_back"
    with pytest.raises(MovedOn):
        publish(made, boss)


def test_refused_and_taken_off(boss: Actor) -> None:
    made = wanted()
    publish(made, boss)
    actions.refuse(case_id=made.id, reason="other_people", actor=boss, at=AT + timedelta(hours=2))
    made.case.refresh_from_db()
    assert public() == [] and made.case.published_at is None
    with pytest.raises(MovedOn):
        actions.ask(case_id=made.id, actor=citizen(made.id), at=AT + timedelta(hours=3))
    with pytest.raises(ValueError, match="reason"):
        actions.refuse(case_id=made.id, reason="because", actor=boss, at=AT)


def test_an_answer_is_shown_only_after_a_look_of_its_own(boss: Actor) -> None:
    made = wanted()
    row = publish(made, boss)
    make.answered(made, make.team(), at=AT + timedelta(days=1))
    follow(AT, hearers=HEARERS)
    row.refresh_from_db()
    assert (row.answer, row.decided) == ("waiting", "")
    with pytest.raises(actions.PutIn):
        actions.review_answer(case_id=made.id, decided="Бәрі жақсы.", actor=boss, at=AT + timedelta(days=2))
    decided = make.BLOCKS["decided"]
    actions.review_answer(case_id=made.id, decided=decided, actor=boss, at=AT + timedelta(days=2))
    row.refresh_from_db()
    assert (row.answer, row.decided) == ("shown", decided)
    on_answer(Entry.objects.get(verb="answers.send"))  # heard once more
    row.refresh_from_db()
    assert row.answer == "shown"
    with pytest.raises(MovedOn):
        actions.review_answer(case_id=made.id, decided=None, actor=boss, at=AT + timedelta(days=2))


def test_published_with_and_without_the_answer(boss: Actor) -> None:
    team = make.team()
    for decided, state in ((make.BLOCKS["decided"], "shown"), (None, "withheld")):
        made = wanted()
        make.answered(made, team, at=AT + timedelta(days=1))
        row = publish(made, boss, decided=decided, at=AT + timedelta(days=2))
        assert (row.answer, row.decided) == (state, decided or "")


def test_erasure_leaves_nothing(boss: Actor) -> None:
    made = wanted()
    make.answered(made, make.team(), at=AT + timedelta(days=1))
    publish(made, boss, decided=make.BLOCKS["decided"], at=AT + timedelta(days=2))
    cases.erase(case_id=made.id, actor=SYSTEM, at=AT + timedelta(days=3))
    row = Publication.objects.get()
    made.case.refresh_from_db()
    assert (row.text, row.decided, row.state) == ("", "", "taken_back")
    assert not made.case.publish_wanted and made.case.published_at is None and public() == []


def test_staff_of_another_body_see_nothing_to_decide(boss: Actor) -> None:
    made = wanted()
    assert [row.case_id for row in queries.to_decide(boss)] == [made.id]
    for role, body in (("supervisor", make.SOCIAL), ("officer", make.HOUSING), ("controller", "")):
        assert queries.to_decide(make.staff(role, body)[1]) == []


def test_pages_hold_each_voice_once(boss: Actor) -> None:
    for n in range(5):
        publish(wanted(), boss, at=AT + timedelta(minutes=n // 2))
    seen, after = [], ""
    while True:
        page = queries.page(Filter(), after, size=2)
        seen += [row.public_id for row in page.rows]
        after = page.next_cursor
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5


def test_filters_of_place_and_topic(boss: Actor) -> None:
    publish(wanted(), boss)
    publish(wanted(area="kz/75/", topic="roads"), boss)
    for wanted_, count in (
        (Filter("kz/11/"), 1), (Filter("kz/11/aqjar/"), 1), (Filter("kz/11/burabai/"), 0), (Filter("", "water"), 1),
        (Filter("kz/75/", "water"), 0), (Filter(), 2),
    ):  # fmt: skip
        assert len(queries.page(wanted_).rows) == count, wanted_


def tables_with(word: str) -> set[str]:
    """Every table that holds the word in a column of text or JSON, whatever its name."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_what_is_covered_later_stands_nowhere_public(boss: Actor) -> None:
    made = wanted()
    publish(made, boss)
    word = "Абай"
    text = f"{word} деген көршім шулайды."
    row = Publication.objects.get()
    Publication.objects.update(text=text)
    message = queue_mail(f"Жаңа дауыс\n{text}\nсілтеме")
    with pytest.raises(actions.PutIn):
        actions.cover(case_id=made.id, text="Басқа сөз", decided="", actor=boss, at=AT + timedelta(hours=3))
    with pytest.raises(NothingNew):
        actions.cover(case_id=made.id, text=text, decided="", actor=boss, at=AT + timedelta(hours=3))
    less = text.replace(word, BLACK * 5)
    actions.cover(case_id=made.id, text=less, decided="", actor=boss, at=AT + timedelta(hours=3))
    row.refresh_from_db()
    message.refresh_from_db()
    assert row.text == less and BLACK in message.body and word not in message.body
    assert Entry.objects.get(verb="publication.cover").payload == {"covered": 1}
    # The original and the desk's own index stay: only staff of the case read them.
    assert not {t for t in tables_with("Абай деген") if t not in ("cases_voice", "search_document")}


def queue_mail(body: str) -> Message:
    queue(
        once="digest:1:2026-03-05", channel="mail", address="a@example.kz", language="kk", subject="Жаңа дауыс",
        body=body, at=AT + timedelta(hours=2),
    )  # fmt: skip
    return Message.objects.get(once="digest:1:2026-03-05")
