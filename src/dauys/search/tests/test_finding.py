"""Cases are found by number, person, words and answers, by those who may see them and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.cases import actions as cases
from dauys.cases.queries import number_of, visible_to
from dauys.core.folding import fold
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.accounts.models import User
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.routing import actions as routing
from dauys.search import finding, marks
from dauys.search.finding import PAGE, find
from dauys.search.models import Document, Word
from dauys.search.queries import lag
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
AT = make.AT
WATER = "Біздің көшеде үш күннен бері су жоқ, құбырды жөндеңіздерші."
ROAD = "На нашей улице огромные ямы, дорогу не ремонтировали десять лет."


def known(at: Any = AT) -> None:
    JournalFollower(HEARERS).drain(at)


def found(text: str, actor: Actor) -> list[Any]:
    return [hit.case_id for hit in find(text, actor).rows]


@pytest.fixture
def officer() -> Actor:
    return make.staff("officer")[1]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("су", "words"),
        ("құбыр", "words"),
        ("кубырлар", "words"),  # typed without Kazakh letters, another ending
        ("жөндеу су", "words"),
        ("Серікқызы", "person"),
        ("серик айгу", "person"),  # beginnings, in any order, letters folded
        ("Байтерек 14", "words"),
        ("OK-17/55", "number"),
        ("кубрлар", "alike"),
    ],
)
def test_a_case_is_found_by(typed: str, why: str, officer: Actor) -> None:
    made = make.case(owner=make.HOUSING, text=WATER, place_note="Бәйтерек көшесі, 14", external_number="OK 17-55")
    make.case(owner=make.HOUSING, text=ROAD, name="Иван Петров", topic="roads")
    known()
    hits = find(typed, officer).rows
    assert [(h.case_id, h.why) for h in hits] == [(made.id, why)]


def test_russian_words_meet_in_every_form(officer: Actor) -> None:
    made = make.case(owner=make.HOUSING, text=ROAD)
    known()
    assert found("дороги", officer) == found("ремонтировать ямами", officer) == found("УЛИЦА", officer) == [made.id]
    assert found("дороги вода", officer) == []


def test_the_last_digits_find_a_number(officer: Actor) -> None:
    made = make.case(owner=make.HOUSING)
    known()
    digits = number_of(made.case).replace("-", "")
    assert made.id in found(digits[-4:], officer) and made.id in found(digits[-5:-1], officer)


def test_an_answer_is_found_once_it_is_sent() -> None:
    made = make.case(owner=make.HOUSING, text=WATER)
    team = make.team()
    make.submitted(made, team)
    known()
    assert found("магистраль", team.officer) == []
    make.answers.send(obligation=made.obligation.pk, revision=1, actor=team.supervisor, at=AT + timedelta(days=1))
    known(AT + timedelta(days=1))
    assert [(h.case_id, h.why) for h in find("магистраль жарылған", team.officer).rows] == [(made.id, "answer")]


def test_only_who_may_see_a_case_finds_it() -> None:
    """Every role and place, against the twin: what `visible_to` shows."""
    clerk = make.staff("clerk", "centre")[1]
    for owner in (make.HOUSING, make.SOCIAL):
        make.case(owner=owner, text=WATER)
        make.case(owner=owner, text=WATER, area="kz/71/", actor=clerk, desk="centre", channel="phone")
    known()
    seen = set()
    for actor in (
        make.staff("officer")[1], make.staff("officer", make.SOCIAL)[1], make.staff("head", "akmola/aqjar")[1],
        make.staff("controller", "")[1], make.staff("controller", "", "kz/71/")[1], clerk, SYSTEM,
        make.staff("clerk", make.SOCIAL)[1], make.staff("administrator", "")[1],
        make.staff("officer", make.HOUSING, "kz/11/")[1], Actor(kind="citizen"),
    ):  # fmt: skip
        may_see = set(visible_to(actor).values_list("case_id", flat=True))
        assert set(found("су", actor)) == may_see
        seen.add(frozenset(may_see))
    assert len(seen) >= 6


def test_a_case_given_to_another_body_moves_with_it(officer: Actor) -> None:
    made = make.case(owner=make.HOUSING, text=WATER)
    known()
    supervisor = make.staff("supervisor", "akmola/aqjar")[1]
    routing.settle(obligation=made.obligation.pk, owner=make.body(make.SOCIAL), actor=supervisor, at=AT)
    known()
    assert found("су", officer) == []
    assert found("су", make.staff("officer", make.SOCIAL)[1]) == [made.id]


def test_pages_over_many_shelves_are_those_of_reading_everything(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words common everywhere, among the old only, among the new only, now and then, once, and a slip of typing."""
    monkeypatch.setattr(marks, "SHELVES", (("b", 2), ("c", 4)))
    monkeypatch.setattr(finding, "SHELVES", (("b", 2), ("c", 4)))
    monkeypatch.setattr(finding, "PAGE", 10)
    held = {
        "фонарь": lambda n: True,
        "ливень": lambda n: n < 50,
        "качели": lambda n: n > 70,
        "троллейбус": lambda n: n % 5 == 0,
        "экскаватор": lambda n: n == 3,
        "скамейка": lambda n: 20 <= n < 24,
    }
    made = []
    for n in range(90):
        text = " ".join(word for word, holds in held.items() if holds(n))
        made.append((make.case(owner=make.HOUSING, text=f"{text} №{n}"), text))
    known()
    typed = [*held, "ливень троллейбус", "качели ливень", "троллейбс"]
    for words in typed:
        wanted = [
            case.id for case, text in reversed(made) if all(w.replace("бс", "бус") in text for w in words.split())
        ]
        seen, before = [], None
        while hits := find(words, officer, before=before):
            seen += [hit.case_id for hit in hits.rows]
            if not hits.more:
                break
            before = hits.rows[-1].serial
        assert seen == wanted, words


def test_newest_first_page_by_page(officer: Actor) -> None:
    made = [make.case(owner=make.HOUSING, text=WATER).id for _ in range(PAGE + 3)]
    known()
    first = find("су жоқ", officer)
    assert [h.case_id for h in first.rows] == made[::-1][:PAGE] and first.more
    rest = find("су жоқ", officer, before=first.rows[-1].serial)
    assert [h.case_id for h in rest.rows] == made[:3][::-1] and not rest.more


SIGNS = ["'", "\\", "a' | 'b", "су & !жоқ", ":o:akmola/", "=айгул", "%s %", "и в на", "🙂", "!"]


@pytest.mark.parametrize("typed", SIGNS)
def test_signs_are_only_signs(typed: str, officer: Actor) -> None:
    make.case(owner=make.SOCIAL, text=WATER)
    known()
    assert found(typed, officer) == []


def test_who_is_erased_is_not_found_any_more(officer: Actor) -> None:
    made, _team, _answer = make.answered(text=WATER + " Қарабалуанов", name="Сұңқар Ерекше")
    kept = make.case(owner=make.HOUSING, text=WATER)
    known(AT + timedelta(days=1))
    assert Word.objects.filter(word=fold("қарабалуанов")).exists()
    cases.erase(case_id=made.id, actor=SYSTEM, at=AT + timedelta(days=2))
    known(AT + timedelta(days=2))
    assert [d.pk for d in Document.objects.all()] == [kept.id]
    assert found("Сұңқар", officer) == found("магистраль", officer) == []
    assert not Word.objects.filter(word=fold("қарабалуанов")).exists() and Word.objects.filter(word="коше").exists()


def test_the_lag_is_told(officer: Actor) -> None:
    make.case(owner=make.HOUSING, text=WATER)
    assert lag(AT + timedelta(seconds=9)) == timedelta(seconds=9)
    assert find("су", officer).behind(AT + timedelta(seconds=9)) == timedelta(seconds=9)
    known()
    assert lag(AT + timedelta(seconds=9)) == find("су", officer).behind(AT) == timedelta()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_the_page_marks_what_it_found(officer: Actor, sql_count: Any) -> None:
    made = make.case(owner=make.HOUSING, text=WATER)
    known()
    client = client_of(officer)
    with sql_count() as sql:
        page = client.post("/kk/desk/find/", {"q": "кубырлар"})
    assert len(sql) <= 4, sql
    assert "<mark>құбырды</mark>" in page.content.decode() and number_of(made.case) in page.content.decode()
    assert client.get("/kk/desk/find/", {"q": number_of(made.case)}).headers["Location"] == f"/kk/desk/cases/{made.id}/"
    assert client.post("/kk/desk/find/", {"q": number_of(made.case)}).status_code == 302
    assert "<mark>" not in client.post("/kk/desk/find/", {"q": "ештеңе"}).content.decode()


def test_a_person_is_found_by_the_whole_phone_and_it_is_journalled(officer: Actor) -> None:
    made = make.case(owner=make.HOUSING, text=WATER, phone="+77015550101")
    make.case(owner=make.SOCIAL, text=ROAD, phone="+77015550101")
    client = client_of(officer)
    page = client.post("/kk/desk/find/", {"q": "8 (701) 555-01-01"}).content.decode()
    assert number_of(made.case) in page and "ремонт" not in page
    entry = Entry.objects.get(verb="search.look_up")
    assert entry.payload == {"by": "phone", "found": 1} and entry.actor_id == officer.id


def test_a_get_looks_for_nothing_and_writes_nothing(officer: Actor) -> None:
    make.case(owner=make.HOUSING, text=WATER, phone="+77015550101")
    known()
    client, before = client_of(officer), digests()
    for typed in ("су", "87015550101", "Айгүл"):
        assert "d-table" not in client.get("/kk/desk/find/", {"q": typed}).content.decode()
    assert not changed(before)
